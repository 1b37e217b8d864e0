// What both ways in (poller, webhook) have in common.
import { TelegramError } from "telegraf";
import type { Update } from "telegraf/types";
import type { BotState } from "#generated/enums.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { TelegramAway } from "../call.ts";

/** A bot's way in, while this worker runs the bot. */
export interface Intake {
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Called with what lies in the inbox now. */
export type OnStored = (bot: BotConfig, updates: readonly Update[]) => void;
/** How the bot is, with what Telegram said where that is not well. */
export type OnState = (state: BotState, detail: string | null) => Promise<void>;

export const allowedUpdates = ["message", "callback_query", "my_chat_member"];

const CONFLICT_MS = 10_000;
/** Until the token is changed there is not much hope; a server that was set up wrongly may come right. */
const REFUSED_MS = 60_000;
const PATIENCE_MS = 30_000;

interface IntakeFault {
  state: BotState;
  detail: string;
  waitMs: number;
}

/** What an error of the bot's intake means for the bot. */
export function intakeFaultOf(error: unknown, failures: number): IntakeFault {
  const backOff = Math.min(500 * 2 ** failures, PATIENCE_MS);
  if (error instanceof TelegramError) {
    const { code, description: detail } = error;
    if (code === 401 || code === 404) return { state: "unauthorized", detail, waitMs: REFUSED_MS };
    if (code === 409) return { state: "conflict", detail, waitMs: CONFLICT_MS };
    if (code === 429)
      return { state: "working", detail, waitMs: 1_000 * (error.parameters?.retry_after ?? 1) };
    return { state: "unreachable", detail, waitMs: backOff };
  }
  const detail = error instanceof TelegramAway ? error.code : "no answer";
  return { state: "unreachable", detail, waitMs: backOff };
}
