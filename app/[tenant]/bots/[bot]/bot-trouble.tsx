"use client";
import { useTranslations } from "next-intl";
import type { Role } from "#generated/enums.ts";
import type { BotDetails } from "#lib/bots/list.ts";
import { remedyOf } from "#lib/bots/remedy.ts";
import { reachFaultOf } from "#lib/reach.ts";
import { Button } from "../../../components/button.tsx";
import { Notice } from "../../../components/notice.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { BotComesBack, RemedyButton, useRemedy } from "../bot-state.tsx";

/** In words where this server could not reach Telegram: those are not Telegram's. @returns null: Telegram did say it */
function useReach(): (detail: string) => string | null {
  const t = useTranslations("reach");
  return (detail) => {
    const [, code = ""] = /^Telegram could not be reached \((\S+)\)\.$/.exec(detail) ?? [];
    const fault = reachFaultOf(code);
    return fault && t("telegram", { fault, code });
  };
}

/** What keeps the bot from answering, and what to do; nothing while it works. */
export function BotTrouble(props: {
  tenant: string;
  bot: BotDetails;
  role: Role;
  /** null for those who may not. */
  onReplace: (() => void) | null;
}) {
  const { tenant, bot, role, onReplace } = props;
  const t = useTranslations("bots");
  const { condition, detail } = bot;
  const reach = useReach();
  const remedy = useRemedy(condition);
  // The shell says above every page that no worker runs.
  if (!remedy || ("reason" in condition && condition.reason === "no_worker")) return null;
  // The token is replaced on this page; the others are mended on theirs.
  const isToken = remedyOf(bot.id, condition)?.action === "replaceToken";
  const isTelegram =
    "reason" in condition && /^(unauthorized|conflict|idle|unreachable|not_stored)$/.test(condition.reason);
  const isDatabase = condition.kind === "waiting" && condition.reason === "not_stored";
  return (
    <Notice
      tone={condition.kind === "works" || condition.kind === "off" ? "info" : condition.kind}
      className="mb-8"
      title={remedy}
      action={
        isToken && onReplace ? (
          <Button
            size="sm"
            variant={"reason" in condition && condition.reason === "conflict" ? "secondary" : "primary"}
            onClick={onReplace}
          >
            {t("page.replace")}
          </Button>
        ) : isToken ? null : (
          <RemedyButton tenant={tenant} bot={bot} role={role} />
        )
      }
    >
      {detail && isTelegram ? (
        <>
          {reach(detail) ?? t(isDatabase ? "databaseSaid" : "said", { detail })} ·{" "}
          <RelativeTime date={bot.since} />
        </>
      ) : (
        <BotComesBack condition={condition} />
      )}
    </Notice>
  );
}
