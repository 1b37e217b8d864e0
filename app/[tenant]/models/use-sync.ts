"use client";
import { useTranslations } from "next-intl";
import type { ValueOf } from "../../result.ts";
import { toast } from "../../saving/toast.ts";
import { useSave } from "../../saving/use-save.ts";
import { syncModels } from "./actions.ts";

/** Asks Google what it offers to the tenant's keys now; a toast says what came of it. */
export function useSync(tenant: string): { sync: () => void; pending: boolean } {
  const t = useTranslations("models");
  const { save, pending } = useSave();
  function say({ asked, keys, models }: ValueOf<typeof syncModels>): null {
    if (keys === 0) toast.warning(t("syncNoKeys"));
    else if (asked === 0) toast.error(t("syncNone"));
    else toast.success(asked === keys ? t("synced", { models }) : t("syncedPart", { asked, keys, models }));
    return null;
  }
  return {
    sync: () => void save({ request: () => syncModels(tenant, {}), done: say, question: true }),
    pending,
  };
}
