// What poller and webhook have in common.
import { TelegramError } from "telegraf";
import type { Update } from "telegraf/types";
import type { BotState } from "#generated/enums.ts";
import { isOwnEcho } from "../../queue/business-update.ts";
import type { Lanes } from "../../queue/lanes.ts";
import { changesVerdict } from "../../queue/reaction.ts";
import { TelegramAway } from "../call.ts";

/** Receives a bot's updates while this worker runs the bot. */
export interface Intake {
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Where the worker's intakes put updates: its lanes. */
export type Inbox = Pick<Lanes, "storing" | "arrived">;
/** Called with the bot's state, and Telegram's words if it has a fault. Neither throws nor waits. */
export type OnState = (state: BotState, detail: string | null) => void;

/** Reactions come only if they are named; in groups only to administrators (docs/telegram.md). */
export const allowedUpdates = [
  "message",
  "edited_message",
  "callback_query",
  "my_chat_member",
  "message_reaction",
  "business_connection",
  "business_message",
  "edited_business_message",
  "deleted_business_messages",
  "stopped_message_generation",
];

/**
 * Whether it is stored. A heart is not: an administrator of a large group is told of each. Nor is what bots wrote as a
 * connected account.
 */
export const isWanted = (update: Update): boolean =>
  "message_reaction" in update ? changesVerdict(update.message_reaction) : !isOwnEcho(update);

const CONFLICT_MS = 10_000;
/** After a refused token, doubled each time up to a minute. Retried, since a misconfigured server may be fixed. */
const REFUSED_MS = 5_000;
const MOST_REFUSED_MS = 60_000;
const PATIENCE_MS = 30_000;

/** A fault of the worker, not of Telegram. The polls that are open go on. */
export const OUT_OF_DESCRIPTORS = {
  state: "unreachable",
  detail: "EMFILE: the worker may open no more files (ulimit -n)",
} as const;

interface IntakeFault {
  state: BotState;
  detail: string;
  waitMs: number;
}

/** From an error of the intake to the bot's state and the pause before the next try. @param failures in a row */
export function intakeFaultOf(error: unknown, failures: number): IntakeFault {
  const backOff = Math.min(500 * 2 ** failures, PATIENCE_MS);
  if (error instanceof TelegramError) {
    const { code, description: detail } = error;
    if (code === 401 || code === 404)
      return { state: "unauthorized", detail, waitMs: Math.min(REFUSED_MS * 2 ** failures, MOST_REFUSED_MS) };
    if (code === 409) return { state: "conflict", detail, waitMs: CONFLICT_MS };
    if (code === 429)
      return { state: "working", detail, waitMs: 1_000 * (error.parameters?.retry_after ?? 1) };
    return { state: "unreachable", detail, waitMs: backOff };
  }
  const code = error instanceof TelegramAway ? error.code : "no answer";
  const detail = code === "EMFILE" ? OUT_OF_DESCRIPTORS.detail : code;
  return { state: "unreachable", detail, waitMs: backOff };
}
