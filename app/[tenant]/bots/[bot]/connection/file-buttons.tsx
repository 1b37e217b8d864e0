"use client";
import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../../../components/button.tsx";
import { onDemand } from "../../../../on-demand.tsx";
import { ExportButton } from "./export-button.tsx";

const ApplyFile = onDemand(
  () => import("./apply-file.tsx").then((module) => module.ApplyFile),
  ({ open }) => open,
);

/** The bot's settings to take along, and those of a file to take over. */
export function FileButtons({ tenant, bot, username }: { tenant: string; bot: string; username: string }) {
  const t = useTranslations("botSettings.file");
  const [applying, setApplying] = useState(false);
  return (
    <div className="flex flex-wrap gap-2">
      <ExportButton tenant={tenant} bot={bot} username={username} />
      <Button variant="secondary" size="sm" onClick={() => setApplying(true)}>
        <FileUp aria-hidden />
        {t("apply")}
      </Button>
      <ApplyFile tenant={tenant} bot={bot} open={applying} onOpenChange={setApplying} />
    </div>
  );
}
