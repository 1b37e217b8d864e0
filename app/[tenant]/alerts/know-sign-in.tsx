"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { useSave } from "../../saving/use-save.ts";
import { knowSignIn } from "./actions.ts";

/** "It was me". */
export function KnowSignIn({ tenant, session }: { tenant: string; session: string }) {
  const t = useTranslations("alerts.open");
  const { save, pending } = useSave();
  return (
    <Button
      variant="secondary"
      size="sm"
      pending={pending}
      onClick={() => void save({ request: () => knowSignIn(tenant, { session }), done: () => t("wasKnown") })}
    >
      {t("known")}
    </Button>
  );
}
