"use client";
import { useTranslations } from "next-intl";
import { Button } from "../components/button.tsx";
import { Copy } from "../components/copy.tsx";
import { Dialog, DialogFooter } from "../components/dialog.tsx";

/** New recovery codes; they are shown this once. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const t = useTranslations("account.recovery");
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")} intro={t("intro")}>
      <div className="flex items-start gap-2 rounded-lg border bg-muted/40 px-4 py-3">
        <ul
          aria-label={t("title")}
          className="grid flex-1 gap-x-6 sm:grid-cols-2 gap-y-1.5 font-mono text-14"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Copy text={codes.join("\n")} label={t("copy")} />
      </div>
      <DialogFooter>
        <Button onClick={onClose}>{t("saved")}</Button>
      </DialogFooter>
    </Dialog>
  );
}
