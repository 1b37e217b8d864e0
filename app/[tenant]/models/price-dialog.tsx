"use client";
import { useTranslations } from "next-intl";
import type { ModelView } from "#lib/models/list.ts";
import { Dialog } from "../../components/dialog.tsx";
import { onDemand } from "../../on-demand.tsx";

const PriceForm = onDemand(() => import("./price-form.tsx").then((module) => module.PriceForm));

interface Props {
  tenant: string;
  /** Null: closed. */
  model: ModelView | null;
  onClose: () => void;
}

/** Corrects a model's price, where the list is out of date or a contract differs. */
export function PriceDialog({ tenant, model, onClose }: Props) {
  const t = useTranslations("prices");
  return (
    <Dialog
      open={model !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { model: model?.displayName ?? "" })}
      intro={t("intro")}
    >
      {model ? <PriceForm key={model.name} tenant={tenant} model={model} onDone={onClose} /> : null}
    </Dialog>
  );
}
