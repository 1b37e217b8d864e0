import type { BotView } from "#lib/bots/list.ts";
import type { BotCondition } from "#lib/bots/state.ts";

/** The state of a bot; while it is being switched, the state that comes first after it. Pure. */
export function conditionShown(bot: Pick<BotView, "enabled" | "condition">, enabled: boolean): BotCondition {
  if (enabled === bot.enabled) return bot.condition;
  return enabled ? { kind: "waiting", reason: "idle" } : { kind: "off" };
}
