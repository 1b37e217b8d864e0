import type { BotView } from "#lib/bots/list.ts";
import type { BotCondition } from "#lib/bots/state.ts";

/** How a bot is as far as is known; while it is being switched on or off, how it will be first. Pure. */
export function conditionShown(bot: Pick<BotView, "enabled" | "condition">, enabled: boolean): BotCondition {
  if (enabled === bot.enabled) return bot.condition;
  return enabled ? { kind: "waiting", reason: "idle" } : { kind: "off" };
}
