// How a bot is, for those who look at it: one of four states, and what is to be done.
import type { BotState } from "#generated/enums.ts";

export type BotCondition =
  | { kind: "off" }
  | { kind: "works" }
  /** `idle`: no worker has taken it yet; `unreachable`: Telegram does not answer, we go on trying. */
  | { kind: "waiting"; reason: "idle" | "unreachable" }
  /** `unauthorized`: the token was revoked; `conflict`: another program reads its messages. */
  | { kind: "broken"; reason: "unauthorized" | "conflict" };

/** @param held whether a worker holds the bot now: a state that nobody keeps up is none. */
export function conditionOf(enabled: boolean, state: BotState, held: boolean): BotCondition {
  if (!enabled) return { kind: "off" };
  // A revoked token stays revoked, whoever holds the bot.
  if (state === "unauthorized") return { kind: "broken", reason: state };
  if (!held) return { kind: "waiting", reason: "idle" };
  if (state === "conflict") return { kind: "broken", reason: state };
  if (state === "unreachable") return { kind: "waiting", reason: state };
  return state === "working" ? { kind: "works" } : { kind: "waiting", reason: "idle" };
}
