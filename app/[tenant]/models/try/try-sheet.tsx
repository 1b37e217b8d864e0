"use client";
// "What would have happened?": another order or set of keys on the same messages, before anything is saved.
import { useTranslations } from "next-intl";
import type { KeyName } from "#lib/keys/names.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import { Sheet } from "../../../components/sheet.tsx";
import { onDemand } from "../../../on-demand.tsx";

const TryForm = onDemand(() => import("./try-form.tsx").then((module) => module.TryForm));

interface Props {
  tenant: string;
  botId: string | null;
  entries: readonly ModelEntry[];
  keys: readonly KeyName[];
  nameOf(model: string): string;
  /** Applies the order to the list. */
  onUse(entries: ModelEntry[]): void;
  open: boolean;
  onOpenChange(open: boolean): void;
}

export function TrySheet({ onUse, open, onOpenChange, ...props }: Props) {
  const t = useTranslations("replay");
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t("title")}>
      <p className="mb-5 text-13 text-muted-foreground">{t("intro")}</p>
      <TryForm
        {...props}
        onUse={(entries) => {
          onUse(entries);
          onOpenChange(false);
        }}
      />
    </Sheet>
  );
}
