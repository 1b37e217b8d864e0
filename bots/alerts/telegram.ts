// An alert in a member's Telegram chat, from the tenant's bot or the platform's.
import { Telegraf, TelegramError } from "telegraf";
import { stopWay } from "#lib/alerts/ways.ts";
import { env } from "#lib/env.ts";
import { callApi, isTokenRefused, type Telegram, TelegramAway } from "../telegram/call.ts";
import { clientOf } from "../telegram/client.ts";
import { callerOf } from "../telegram/transport.ts";
import type { Errand, ErrandOutcome } from "./errand.ts";

const CALL_MS = 10_000;

let platform: Telegram | null = null;
/** The platform's bot; null: there is none. */
export function platformTelegram(): Telegram | null {
  const { ALERTS_BOT_TOKEN: token, TELEGRAM_API_ROOT } = env();
  if (!token) return null;
  if (!platform) {
    const apiRoot = `${TELEGRAM_API_ROOT}/`;
    platform = new Telegraf(token, { telegram: { apiRoot } }).telegram;
    platform.callApi = callerOf(token, apiRoot);
  }
  return platform;
}

/** Whether the chat will never take a message of this bot again. */
const isChatGone = (error: TelegramError) =>
  error.code === 403 || /chat not found|user is deactivated|PEER_ID_INVALID/i.test(error.description);

/** @param againMs how long to wait after a failure that may pass; null: that was the last try */
export async function sendToChat(
  { way, note, live }: Errand,
  title: string,
  body: string,
  againMs: number | null,
): Promise<ErrandOutcome> {
  const bot = way.botId === null ? null : live.bot(way.botId);
  const telegram = bot ? clientOf(bot).telegraf.telegram : way.botId === null ? platformTelegram() : null;
  if (!telegram) return { ok: false, error: "The bot that writes is gone.", againMs, stop: true };
  const chatId = way.chatId ?? 0;
  const { signal } = new AbortController();
  // In the bot's turn, like everything it sends.
  if (bot) await clientOf(bot).pacer.turn(chatId, signal);
  const text = `${title}\n\n${body}`.slice(0, 4_096);
  const reply = note.replyTo
    ? { reply_parameters: { message_id: note.replyTo, allow_sending_without_reply: true } }
    : {};
  try {
    const { message_id } = await callApi<{ message_id: number }>(
      telegram,
      "sendMessage",
      {
        chat_id: chatId,
        text,
        entities: [{ type: "bold", offset: 0, length: title.length }],
        link_preview_options: { is_disabled: true },
        ...reply,
      },
      signal,
      CALL_MS,
    );
    return { ok: true, telegramId: message_id };
  } catch (error) {
    if (error instanceof TelegramAway) return { ok: false, error: error.message, againMs, stop: true };
    if (!(error instanceof TelegramError)) throw error;
    const { code, description, parameters } = error;
    if (code === 429) {
      const retryMs = 1_000 * (parameters?.retry_after ?? 1);
      return { ok: false, status: code, error: description, againMs: retryMs, stop: true };
    }
    if (isChatGone(error)) {
      await stopWay(way);
      return { ok: false, status: code, error: description, stop: true };
    }
    const passes = code >= 500 || isTokenRefused(error);
    return { ok: false, status: code, error: description, againMs: passes ? againMs : null, stop: true };
  }
}
