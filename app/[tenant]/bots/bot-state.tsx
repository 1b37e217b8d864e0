"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Role } from "#generated/enums.ts";
import { remedyOf } from "#lib/bots/remedy.ts";
import type { BotCondition } from "#lib/bots/state.ts";
import { can } from "#lib/people/can.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords } from "../../components/class-words.ts";
import { State } from "../../components/state.tsx";
import { Countdown, useTimeWords } from "../../components/time.tsx";

export function BotState({ condition }: { condition: BotCondition }) {
  const t = useTranslations("bots.state");
  return <State kind={condition.kind}>{t("reason" in condition ? condition.reason : condition.kind)}</State>;
}

/** The remedy as a sentence; null where the bot works. */
export function useRemedy(condition: BotCondition): string | null {
  const t = useTranslations("bots.remedy");
  const words = useClassWords();
  const times = useTimeWords();
  if (condition.kind === "works") return null;
  if (condition.kind === "off") return t("off");
  const { reason } = condition;
  const kind = "class" in condition ? condition.class : null;
  const until = "until" in condition ? condition.until : null;
  return t(reason, { what: kind ? words.name(kind) : "", clock: until ? times.clock(until) : "" });
}

/** When a bot that waits comes back; nothing where that is not known. */
export function BotComesBack({ condition }: { condition: BotCondition }) {
  const t = useTranslations("bots");
  if (condition.kind !== "waiting" || !("until" in condition)) return null;
  const { until, reason } = condition;
  if (until) return t.rich("backIn", { time: () => <Countdown until={until} /> });
  return reason === "untested" ? null : t("nextTry");
}

interface Place {
  tenant: string;
  bot: { id: string; condition: BotCondition };
  role: Role;
}

/** The one button that mends it; nothing on the page to which it would lead; for those who may not, whom to tell. */
export function RemedyButton({ tenant, bot, role }: Place) {
  const t = useTranslations("bots");
  const path = usePathname();
  const remedy = remedyOf(bot.id, bot.condition);
  if (!remedy) return null;
  if (!can(role, remedy.may)) return <span className="text-13 text-muted-foreground">{t("askAdmin")}</span>;
  const href = `/${tenant}/${remedy.path}`;
  if (href === path) return null;
  return (
    <Button asChild size="sm" variant={bot.condition.kind === "broken" ? "primary" : "secondary"}>
      <Link href={href}>{t(`action.${remedy.action}`)}</Link>
    </Button>
  );
}
