"use client";
import { useTranslations } from "next-intl";
import type { KeyView } from "#lib/keys/list.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import type { Result } from "../../result.ts";
import { lossOf } from "./loss.ts";

interface Props {
  /** null: closed. */
  view: KeyView | null;
  keys: readonly KeyView[];
  onClose: () => void;
  onRemove: (view: KeyView) => Promise<Result<unknown>>;
}

/** Asks for confirmation, and says what is lost with the key. */
export function RemoveKey({ view, keys, onClose, onRemove }: Props) {
  const t = useTranslations("keys");
  const loss = view ? lossOf(view, keys) : null;
  return (
    <ConfirmDialog
      open={view !== null}
      onOpenChange={(open) => !open && onClose()}
      title={view ? t("removeAsk.title", { label: view.label, last4: view.last4 }) : ""}
      body={
        <>
          {t("removeAsk.body")} {loss?.last ? t("removeAsk.last") : null}{" "}
          {loss?.project ? t("removeAsk.lastOfProject", { project: loss.project }) : null}
        </>
      }
      confirm={t("removeYes")}
      destructive
      onConfirm={() => (view ? onRemove(view) : Promise.resolve({ ok: true, value: null }))}
    />
  );
}
