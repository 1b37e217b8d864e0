"use client";
import { useTranslations } from "next-intl";
import { ConfirmDialog } from "../components/confirm-dialog.tsx";

interface Props {
  /** Null: closed. */
  name: string | null;
  onClose: () => void;
  onRemove: () => Promise<void>;
}

export function RemoveFactor({ name, onClose, onRemove }: Props) {
  const t = useTranslations("account.factors");
  return (
    <ConfirmDialog
      open={name !== null}
      onOpenChange={(open) => !open && onClose()}
      title={name ? t("removeAsk", { name }) : ""}
      body={t("removeBody")}
      confirm={t("remove")}
      destructive
      onConfirm={async () => {
        await onRemove();
        return { ok: true, value: null };
      }}
    />
  );
}
