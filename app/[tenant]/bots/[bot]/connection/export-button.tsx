"use client";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../../../components/button.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { exportBotFile } from "../actions.ts";

export function ExportButton({ tenant, bot, username }: { tenant: string; bot: string; username: string }) {
  const t = useTranslations("botSettings.file");
  const { save, pending } = useSave();

  async function download(): Promise<void> {
    const answer = await save({
      request: () => exportBotFile(tenant, { id: bot }),
      question: true,
      refresh: false,
    });
    if (!answer.ok) return;
    const url = URL.createObjectURL(new Blob([answer.value], { type: "application/yaml" }));
    Object.assign(document.createElement("a"), { href: url, download: `${username}.yaml` }).click();
    URL.revokeObjectURL(url);
  }

  return (
    <Button variant="secondary" size="sm" pending={pending} onClick={() => void download()}>
      <Download aria-hidden />
      {t("download")}
    </Button>
  );
}
