"use client";
import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import type { ValueOf } from "../../result.ts";
import { toast } from "../../saving/toast.ts";
import { useSave } from "../../saving/use-save.ts";
import { syncModels } from "./actions.ts";

/** Asks Google what it offers to the tenant's keys now. */
export function SyncButton({ tenant }: { tenant: string }) {
  const t = useTranslations("models");
  const { save, pending } = useSave();
  function say({ asked, keys, models }: ValueOf<typeof syncModels>): null {
    if (keys === 0) toast.warning(t("syncNoKeys"));
    else if (asked === 0) toast.error(t("syncNone"));
    else toast.success(asked === keys ? t("synced", { models }) : t("syncedPart", { asked, keys, models }));
    return null;
  }
  return (
    <Button
      variant="secondary"
      disabled={pending}
      onClick={() => void save({ request: () => syncModels(tenant, {}), done: say, question: true })}
    >
      <RefreshCw aria-hidden className={pending ? "animate-spin motion-reduce:animate-none" : ""} />
      {pending ? t("syncing") : t("sync")}
    </Button>
  );
}
