"use client";
import { useTranslations } from "next-intl";
import type { BotDetails } from "#lib/bots/list.ts";
import { Button } from "../../../components/button.tsx";
import { Notice } from "../../../components/notice.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { useRemedy } from "../bot-state.tsx";

/** What keeps the bot from answering, and what to do; nothing while it works. */
export function BotTrouble({ bot, onReplace }: { bot: BotDetails; onReplace: (() => void) | null }) {
  const t = useTranslations("bots");
  const { condition, detail } = bot;
  const remedy = useRemedy(condition);
  if (!remedy) return null;
  const broken = condition.kind === "broken";
  const isDatabase = condition.kind === "waiting" && condition.reason === "not_stored";
  return (
    <Notice
      tone={condition.kind === "works" || condition.kind === "off" ? "info" : condition.kind}
      className="mb-8"
      title={remedy}
      action={
        broken && onReplace ? (
          <Button
            size="sm"
            variant={condition.reason === "unauthorized" ? "primary" : "secondary"}
            onClick={onReplace}
          >
            {t("page.replace")}
          </Button>
        ) : null
      }
    >
      {detail && (broken || condition.kind === "waiting") ? (
        <>
          {t(isDatabase ? "databaseSaid" : "said", { detail })} · <RelativeTime date={bot.since} />
        </>
      ) : null}
    </Notice>
  );
}
