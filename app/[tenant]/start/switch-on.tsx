"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useSave } from "../../saving/use-save.ts";
import { enableBot } from "../bots/actions.ts";

/** The bot is off: it cannot be asked until it is on. */
export function SwitchOn({ tenant, bot }: { tenant: string; bot: { id: string } }) {
  const t = useTranslations("start.bot");
  const { save, pending } = useSave();
  const enable = () => save({ request: () => enableBot(tenant, { id: bot.id, enabled: true }) });
  return (
    <Notice
      title={t("off")}
      action={
        <Button size="sm" pending={pending} onClick={() => void enable()}>
          {t("switchOn")}
        </Button>
      }
    />
  );
}
