"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { Popover } from "../../components/popover.tsx";
import { useFragment } from "../../components/use-fragment.ts";
import { onDemand } from "../../on-demand.tsx";
import type { ModelSearchProps } from "./model-search.tsx";

const ModelSearch = onDemand(() => import("./model-search.tsx").then((module) => module.ModelSearch));

/** What Google offers beyond the list, to be searched, or any name typed. */
export function AddModel({ there, models, onAdd }: ModelSearchProps) {
  const t = useTranslations("models");
  // "Add a model" of the command palette leads here with #add.
  const [added, setAdded] = useFragment("add");
  const open = added !== null;
  const setOpen = (next: boolean) => setAdded(next ? "" : null);
  const add = (model: string) => {
    onAdd(model);
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={
        <Button>
          <Plus aria-hidden />
          {t("add")}
        </Button>
      }
    >
      <ModelSearch there={there} models={models} onAdd={add} />
    </Popover>
  );
}
