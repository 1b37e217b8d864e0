"use client";
import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { BotDelivery } from "#lib/bots/settings-view.ts";
import { Button } from "../../../../components/button.tsx";
import { NotLoaded } from "../../../../components/not-loaded.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { useNumbers } from "../../../../components/numbers.ts";
import { Skeleton } from "../../../../components/skeleton.tsx";
import { RelativeTime } from "../../../../components/time.tsx";
import { useQuestion } from "../../../../saving/use-question.ts";
import { useSave } from "../../../../saving/use-save.ts";
import { readDelivery, renewWebhook } from "../actions.ts";

interface Props {
  tenant: string;
  bot: string;
  /** What is chosen and possible. */
  usesWebhook: boolean;
  /** Whether the reader may make a new address. */
  renews: boolean;
  /** Asked again when it changes. */
  occasion: string;
}

/** What Telegram says of the bot's messages. */
export function DeliveryState({ tenant, bot, usesWebhook, renews, occasion }: Props) {
  const t = useTranslations("botSettings.delivery");
  const { save, pending } = useSave();
  const { answer, again } = useQuestion(() => readDelivery(tenant, { id: bot }), occasion);
  return (
    <>
      {answer === "loading" ? (
        <Skeleton className="mb-4 h-24" />
      ) : answer === "away" ? (
        <NotLoaded again={again} />
      ) : (
        <Facts delivery={answer} usesWebhook={usesWebhook} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="secondary" size="sm" onClick={again}>
          <RefreshCw aria-hidden />
          {t("again")}
        </Button>
        {renews ? (
          <Button
            variant="ghost"
            size="sm"
            pending={pending}
            onClick={() =>
              void save({
                request: () => renewWebhook(tenant, { id: bot }),
                done: ({ live }) => ({ message: t("renewed"), live }),
              })
            }
          >
            {t("renew")}
          </Button>
        ) : null}
      </div>
      {usesWebhook ? <p className="mt-2 text-13 text-muted-foreground">{t("secret")}</p> : null}
    </>
  );
}

function Facts({ delivery, usesWebhook }: { delivery: BotDelivery; usesWebhook: boolean }) {
  const t = useTranslations("botSettings.delivery");
  const numbers = useNumbers();
  const { webhook, host, pending, lastError } = delivery;
  const isSettled = usesWebhook ? webhook === "ours" : webhook === "none";
  return (
    <>
      {webhook === "foreign" ? (
        <Notice tone="waiting" title={t("foreign", { host: host ?? "?" })}>
          {t("foreignHelp")}
        </Notice>
      ) : null}
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-13 [&_dt]:text-muted-foreground">
        <dt>{t("way")}</dt>
        <dd className="break-words">
          {t(webhook === "none" ? "polled" : "called", { host: host ?? "" })}
          {isSettled || webhook === "foreign" ? null : ` · ${t("changing")}`}
        </dd>
        <dt>{t("pending")}</dt>
        <dd className="tabular-nums">{numbers.count(pending)}</dd>
        <dt>{t("lastError")}</dt>
        <dd className="break-words">
          {lastError ? (
            <>
              {lastError.message} · <RelativeTime date={lastError.at} />
            </>
          ) : (
            t("noError")
          )}
        </dd>
      </dl>
    </>
  );
}
