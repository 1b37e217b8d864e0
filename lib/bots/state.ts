// A bot's state as the dashboard shows it: whether it can answer now, and if not, the one cause. Pure.
import type { BotState } from "#generated/enums.ts";
import type { Ability } from "../health/ability.ts";

/** Telegram's side of it, derived from the stored state and lease. */
export type TelegramCondition =
  | { kind: "off" }
  | { kind: "works" }
  /**
   * `idle`: no worker has taken it yet; `unreachable`: Telegram does not answer; `not_stored`: the database refuses what
   * Telegram delivers. The worker keeps retrying.
   */
  | { kind: "waiting"; reason: "idle" | "unreachable" | "not_stored" }
  /**
   * `unauthorized`: the token was revoked; `conflict`: another program reads its messages; `token_unreadable`: the token
   * cannot be decrypted, since ENCRYPTION_KEY was changed, so that no worker takes the bot.
   */
  | { kind: "broken"; reason: "unauthorized" | "conflict" | "token_unreadable" };

export type BotCondition =
  | TelegramCondition
  | Ability
  /** No worker lives. */
  | { kind: "broken"; reason: "no_worker" }
  /** People have asked as much as the bot, or the tenant, allows in a day. */
  | { kind: "waiting"; reason: "allowance"; until: Date };

interface StoredBot {
  enabled: boolean;
  state: BotState;
  /** A worker holds the bot's lease now; otherwise the stored state is stale. */
  held: boolean;
  /** Whether its token can be decrypted. */
  readable: boolean;
}

export function telegramConditionOf({ enabled, state, held, readable }: StoredBot): TelegramCondition {
  if (!enabled) return { kind: "off" };
  if (!readable) return { kind: "broken", reason: "token_unreadable" };
  // A revoked token is final, with or without a worker.
  if (state === "unauthorized") return { kind: "broken", reason: state };
  if (!held) return { kind: "waiting", reason: "idle" };
  if (state === "conflict") return { kind: "broken", reason: state };
  if (state === "unreachable" || state === "not_stored") return { kind: "waiting", reason: state };
  return state === "working" ? { kind: "works" } : { kind: "waiting", reason: "idle" };
}

interface Circumstances {
  telegram: TelegramCondition;
  ability: Ability;
  /** When the day of a reached allowance ends; null: none is reached. */
  spentUntil: Date | null;
  /** Whether a worker lives. */
  served: boolean;
}

/**
 * Without a worker nothing else matters, and nothing else is known: states are those that the last one stored. Then what
 * needs a person comes before what ends by itself, and Telegram before the chain.
 */
export function conditionOf({ telegram, ability, spentUntil, served }: Circumstances): BotCondition {
  if (telegram.kind === "off") return telegram;
  if (!served) return { kind: "broken", reason: "no_worker" };
  if (telegram.kind === "broken") return telegram;
  if (ability.kind === "broken") return ability;
  if (telegram.kind === "waiting") return telegram;
  if (spentUntil) return { kind: "waiting", reason: "allowance", until: spentUntil };
  return ability;
}

/** A walk waits out a shorter pause: people are answered, only later. */
const WALK_MS = 60_000;

/** Whether somebody should know of it: people get no answer, and it does not pass within moments. */
export function needsAttention(condition: BotCondition, now: number): boolean {
  if (condition.kind === "broken") return true;
  if (condition.kind !== "waiting" || condition.reason === "idle" || condition.reason === "untested")
    return false;
  return !("until" in condition) || condition.until === null || condition.until.getTime() - now > WALK_MS;
}

/** When the state ends by itself; null: it does not, or the time is not known. */
export const comesBackAt = (condition: BotCondition): Date | null =>
  condition.kind === "waiting" && "until" in condition ? condition.until : null;
