"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { Liveness } from "#lib/live-config/acks.ts";

/** Says that something is saved, then on how many workers it is live; and shows the page anew. */
export function useSaved(): (message: string, live: Promise<Liveness>) => void {
  const t = useTranslations("shell");
  const router = useRouter();
  return (message, live) => {
    const id = toast.success(message);
    router.refresh();
    void live.then(({ live: ready, workers }) => {
      const late = ready < workers || workers === 0;
      toast[late ? "warning" : "success"](message, { id, description: t("live", { live: ready, workers }) });
    });
  };
}
