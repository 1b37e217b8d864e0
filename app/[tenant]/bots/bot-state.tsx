"use client";
import { useTranslations } from "next-intl";
import type { BotCondition } from "#lib/bots/state.ts";
import { State } from "../../components/state.tsx";
import { useFleet } from "../../shell/pulse-provider.tsx";

export function BotState({ condition }: { condition: BotCondition }) {
  const t = useTranslations("bots.state");
  return <State kind={condition.kind}>{t("reason" in condition ? condition.reason : condition.kind)}</State>;
}

/** The remedy as a sentence; null where the bot works. */
export function useRemedy(condition: BotCondition): string | null {
  const t = useTranslations("bots.remedy");
  const { workers } = useFleet();
  if (condition.kind === "works") return null;
  if (condition.kind === "off") return t("off");
  return t(condition.reason === "idle" && workers === 0 ? "noWorker" : condition.reason);
}
