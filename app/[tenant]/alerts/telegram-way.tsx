"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { OwnWays } from "#lib/alerts/list.ts";
import { Button } from "../../components/button.tsx";
import { State } from "../../components/state.tsx";
import { useSave } from "../../saving/use-save.ts";
import { unlinkTelegram } from "./actions.ts";
import { TestButton } from "./test-button.tsx";

interface Props {
  tenant: string;
  ways: OwnWays;
  /** The step to link it; null: it stands elsewhere on the page. */
  step: ReactNode;
}

/** Whether the person is told in Telegram, by which bot. */
export function TelegramWay({ tenant, ways, step }: Props) {
  const t = useTranslations("alerts.ways");
  const { telegram } = ways;
  const linked = telegram?.enabled === true;
  const none = ways.bots.length > 0 ? "telegramNone" : "noBot";
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 py-3">
      <div className="min-w-64 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 font-medium text-13">
          {t("telegram")}
          {linked ? (
            <State kind="works">{t("telegramLinked", { name: telegram.name, bot: telegram.bot })}</State>
          ) : (
            <State kind="off">{t("notLinked")}</State>
          )}
        </p>
        {linked ? null : (
          <p className="text-13 text-muted-foreground">{t(telegram ? "telegramStopped" : none)}</p>
        )}
      </div>
      {linked ? <LinkedButtons tenant={tenant} /> : step}
    </li>
  );
}

function LinkedButtons({ tenant }: { tenant: string }) {
  const t = useTranslations("alerts.ways");
  const { save, pending } = useSave();
  const unlink = () => save({ request: () => unlinkTelegram(tenant, {}), done: () => t("unlinked") });
  return (
    <div className="flex flex-wrap gap-2">
      <TestButton tenant={tenant} channel="telegram" />
      <Button variant="secondary" size="sm" pending={pending} onClick={() => void unlink()}>
        {t("unlink")}
      </Button>
    </div>
  );
}
