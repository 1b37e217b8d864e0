"use client";
import { useTranslations } from "next-intl";
import type { Role } from "#generated/enums.ts";
import type { BotView } from "#lib/bots/list.ts";
import { Notice } from "../../../components/notice.tsx";
import { ComesBack, RemedyButton, useRemedy } from "../../bots/bot-state.tsx";

interface Props {
  tenant: string;
  /** As it is now. */
  bot: BotView;
  role: Role;
  /** Something would have come back by itself. */
  waited: boolean;
}

/** Why nothing could be tried, and what stands in the way now. */
export function NoAttempt({ tenant, bot, role, waited }: Props) {
  const t = useTranslations("answers.noAttempt");
  const { condition } = bot;
  const remedy = useRemedy(condition);
  return (
    <Notice
      tone={condition.kind === "works" || condition.kind === "off" ? "info" : condition.kind}
      title={t(waited ? "waited" : "nobody")}
      action={<RemedyButton tenant={tenant} bot={bot} role={role} />}
    >
      {condition.kind === "works" ? (
        t("worksNow")
      ) : (
        <>
          {t("now", { remedy: remedy ?? "" })} <ComesBack condition={condition} />
        </>
      )}
    </Notice>
  );
}
