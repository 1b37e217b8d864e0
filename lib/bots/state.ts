// A bot's condition as the dashboard shows it, derived from its stored state and lease.
import type { BotState } from "#generated/enums.ts";

export type BotCondition =
  | { kind: "off" }
  | { kind: "works" }
  /**
   * `idle`: no worker has taken it yet; `unreachable`: Telegram does not answer; `not_stored`: the database refuses what
   * Telegram delivers. The worker keeps retrying.
   */
  | { kind: "waiting"; reason: "idle" | "unreachable" | "not_stored" }
  /** `unauthorized`: the token was revoked; `conflict`: another program reads its messages. */
  | { kind: "broken"; reason: "unauthorized" | "conflict" };

/** @param held true if a worker holds the bot's lease now; otherwise the stored state is stale. */
export function conditionOf(enabled: boolean, state: BotState, held: boolean): BotCondition {
  if (!enabled) return { kind: "off" };
  // A revoked token is final, with or without a worker.
  if (state === "unauthorized") return { kind: "broken", reason: state };
  if (!held) return { kind: "waiting", reason: "idle" };
  if (state === "conflict") return { kind: "broken", reason: state };
  if (state === "unreachable" || state === "not_stored") return { kind: "waiting", reason: state };
  return state === "working" ? { kind: "works" } : { kind: "waiting", reason: "idle" };
}
