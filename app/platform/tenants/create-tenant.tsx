"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { useFragment } from "../../components/use-fragment.ts";
import { onDemand } from "../../on-demand.tsx";

const CreateDialog = onDemand(
  () => import("./create-dialog.tsx").then((module) => module.CreateDialog),
  ({ open }) => open,
);

export function CreateTenant({ plans }: { plans: { id: string; name: string }[] }) {
  const t = useTranslations("platform.tenants");
  const [add, setAdd] = useFragment("add");
  return (
    <>
      <Button onClick={() => setAdd("")}>
        <Plus aria-hidden />
        {t("add")}
      </Button>
      <CreateDialog plans={plans} open={add !== null} onOpenChange={(open) => setAdd(open ? "" : null)} />
    </>
  );
}
