"use client";
import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { toast } from "sonner";
import { Button } from "../../components/button.tsx";
import { useAttempt } from "../../components/use-attempt.ts";
import { syncModels } from "./actions.ts";

/** Asks Google what it offers to the tenant's keys now. */
export function SyncButton({ tenant }: { tenant: string }) {
  const t = useTranslations("models");
  const router = useRouter();
  const attempt = useAttempt();
  const [pending, start] = useTransition();
  const sync = () =>
    start(async () => {
      const result = await attempt(() => syncModels(tenant, {}));
      if (!result.ok) return void toast.error(result.error);
      const { asked, keys, models } = result.value;
      if (keys === 0) toast.warning(t("syncNoKeys"));
      else if (asked === 0) toast.error(t("syncNone"));
      else toast.success(asked === keys ? t("synced", { models }) : t("syncedPart", { asked, keys, models }));
      router.refresh();
    });
  return (
    <Button variant="secondary" disabled={pending} onClick={sync}>
      <RefreshCw aria-hidden className={pending ? "animate-spin motion-reduce:animate-none" : ""} />
      <span className="max-md:sr-only">{pending ? t("syncing") : t("sync")}</span>
    </Button>
  );
}
