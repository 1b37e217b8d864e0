"use client";
// "What would have happened?": another order or set of keys on the same messages, before anything is saved.
import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KeyName } from "#lib/keys/names.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import { Button } from "../../../components/button.tsx";
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
}

export function TrySheet({ onUse, ...props }: Props) {
  const t = useTranslations("replay");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        <FlaskConical aria-hidden />
        {t("open")}
      </Button>
      <Sheet open={open} onOpenChange={setOpen} title={t("title")}>
        <p className="mb-5 text-13 text-muted-foreground">{t("intro")}</p>
        <TryForm
          {...props}
          onUse={(entries) => {
            onUse(entries);
            setOpen(false);
          }}
        />
      </Sheet>
    </>
  );
}
