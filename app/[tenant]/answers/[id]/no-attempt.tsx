"use client";
import { useTranslations } from "next-intl";
import type { Role } from "#generated/enums.ts";
import type { BotView } from "#lib/bots/list.ts";
import { Notice } from "../../../components/notice.tsx";
import { BotComesBack, RemedyButton, useRemedy } from "../../bots/bot-state.tsx";

interface Props {
  tenant: string;
  /** As it is now; null for those who may not see bots. */
  bot: BotView | null;
  role: Role;
  /** Something would have come back by itself. */
  waited: boolean;
}

/** Why nothing could be tried, and what stands in the way now. */
export function NoAttempt({ tenant, bot, role, waited }: Props) {
  const t = useTranslations("answers.noAttempt");
  const title = t(waited ? "waited" : "nobody");
  if (!bot) return <Notice title={title} />;
  const { kind } = bot.condition;
  return (
    <Notice
      tone={kind === "broken" || kind === "waiting" ? kind : "info"}
      title={title}
      action={<RemedyButton tenant={tenant} bot={bot} role={role} />}
    >
      {kind === "works" ? t("worksNow") : <Now bot={bot} />}
    </Notice>
  );
}

function Now({ bot: { condition } }: { bot: BotView }) {
  const t = useTranslations("answers.noAttempt");
  const remedy = useRemedy(condition);
  return (
    <>
      {t("now", { remedy: remedy ?? "" })} <BotComesBack condition={condition} />
    </>
  );
}
