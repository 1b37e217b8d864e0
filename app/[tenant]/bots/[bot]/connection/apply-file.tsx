"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { FileChange } from "#lib/bot-file/preview.ts";
import { Button } from "../../../../components/button.tsx";
import { Dialog, DialogFooter } from "../../../../components/dialog.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { FileInput } from "../../file-input.tsx";
import { applyBotFile, previewBotFile } from "../actions.ts";

interface Preview {
  text: string;
  changes: FileChange[];
  stamp: string;
}

interface Props {
  tenant: string;
  bot: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks for a file, shows what it changes, and applies it. */
export function ApplyFile({ tenant, bot, open, onOpenChange }: Props) {
  const t = useTranslations("botSettings.file");
  const { save, pending } = useSave();
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<string | null>(null);

  function change(next: boolean): void {
    onOpenChange(next);
    if (!next) {
      setPreview(null);
      setError(null);
    }
  }
  async function look(chosen: Promise<string | null>): Promise<void> {
    setPreview(null);
    setError(null);
    const text = await chosen;
    if (text === null) return;
    const read = await save({
      request: () => previewBotFile(tenant, { id: bot, text }),
      ...{ quiet: true, question: true, refresh: false },
    });
    if (read.ok) setPreview({ text, ...read.value });
    else setError(read.error);
  }
  async function apply({ text, stamp }: Preview): Promise<void> {
    const applied = await save({
      request: () => applyBotFile(tenant, { id: bot, text, stamp }),
      done: ({ live }) => (live ? { message: t("done"), live } : t("done")),
      quiet: true,
    });
    if (applied.ok) change(false);
    else setError(applied.error);
  }

  const count = preview?.changes.length ?? 0;
  return (
    <Dialog open={open} onOpenChange={change} title={t("applyTitle")} intro={t("applyIntro")}>
      <FileInput label={t("choose")} onFile={(text) => void look(text)} />
      {error ? <Notice tone="broken">{error}</Notice> : null}
      {preview ? (
        <div aria-live="polite">
          <p className="font-medium text-13">{count === 0 ? t("same") : t("changes", { count })}</p>
          <ul className="mt-3 grid gap-4">
            {preview.changes.map((each) => (
              <Change key={each.part} {...each} />
            ))}
          </ul>
        </div>
      ) : null}
      <DialogFooter>
        <Button disabled={count === 0} pending={pending} onClick={() => preview && void apply(preview)}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Change({ part, before, after }: FileChange) {
  const t = useTranslations("botSettings.file");
  return (
    <li>
      <p className="text-13">{t(`part.${part}`)}</p>
      {(["now", "next"] as const).map((side) => (
        <div key={side} className="mt-1">
          <p className="text-12 text-muted-foreground">{t(side)}</p>
          <pre className="max-h-40 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-muted/50 p-2 font-mono text-12">
            {(side === "now" ? before : after) || t("nothing")}
          </pre>
        </div>
      ))}
    </li>
  );
}
