// An alert in a member's Telegram chat, from the tenant's bot or the platform's.
import { Telegraf, TelegramError } from "telegraf";
import { stopWay, type Way } from "#lib/alerts/ways.ts";
import { env } from "#lib/env.ts";
import { callApi, isTokenRefused, type Telegram, TelegramAway } from "../telegram/call.ts";
import { clientOf } from "../telegram/client.ts";
import type { Pacer } from "../telegram/pacer.ts";
import { callerOf } from "../telegram/transport.ts";
import type { Errand, ErrandOutcome } from "./errand.ts";

const CALL_MS = 10_000;
const MOST_WRITERS = 4;

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

/**
 * Who may write in the chat, the one that was chosen first. A person's private chat has the same number with every bot,
 * so another one can tell that the chosen one's token is revoked, if the person ever wrote to it.
 */
function* writersOf({ way, live }: Errand): Generator<{ telegram: Telegram; pacer: Pacer | null }> {
  const own = way.botId === null ? undefined : live.bot(way.botId);
  if (own) yield { telegram: clientOf(own).telegraf.telegram, pacer: clientOf(own).pacer };
  const shared = platformTelegram();
  if (shared) yield { telegram: shared, pacer: null };
  for (const bot of live.tenant(way.tenantId)?.bots.values() ?? [])
    if (bot !== own && bot.enabled)
      yield { telegram: clientOf(bot).telegraf.telegram, pacer: clientOf(bot).pacer };
}

/** Whether another bot may succeed where this one failed: its token is refused, or the person never wrote to it. */
const isWritersFault = (error: unknown): boolean =>
  isTokenRefused(error) || (error instanceof TelegramError && isChatGone(error));

const payloadOf = ({ chatId }: Way, title: string, body: string) => ({
  chat_id: chatId ?? 0,
  text: `${title}\n\n${body}`.slice(0, 4_096),
  entities: [{ type: "bold", offset: 0, length: title.length }],
  link_preview_options: { is_disabled: true },
});

/** Puts another text in place of a message. Best effort: the newest message says the same. */
export async function editInChat(
  errand: Errand,
  message_id: number,
  title: string,
  body: string,
): Promise<void> {
  const payload = { ...payloadOf(errand.way, title, body), message_id };
  const { signal } = new AbortController();
  for (const { telegram, pacer } of [...writersOf(errand)].slice(0, MOST_WRITERS)) {
    try {
      await pacer?.turn(payload.chat_id, signal);
      await callApi(telegram, "editMessageText", payload, signal, CALL_MS);
      return;
    } catch (error) {
      // Another bot may have written it.
      if (!(error instanceof TelegramError)) return;
    }
  }
}

/** @param againMs how long to wait after a failure that may pass; null: that was the last try */
export async function sendToChat(
  errand: Errand,
  title: string,
  body: string,
  againMs: number | null,
): Promise<ErrandOutcome> {
  const { way, note } = errand;
  const payload = {
    ...payloadOf(way, title, body),
    ...(note.replyTo
      ? { reply_parameters: { message_id: note.replyTo, allow_sending_without_reply: true } }
      : {}),
  };
  let first: unknown = null;
  for (const { telegram, pacer } of [...writersOf(errand)].slice(0, MOST_WRITERS)) {
    try {
      const { signal } = new AbortController();
      // In the bot's turn, like everything it sends.
      await pacer?.turn(payload.chat_id, signal);
      const { message_id } = await callApi<{ message_id: number }>(
        telegram,
        "sendMessage",
        payload,
        signal,
        CALL_MS,
      );
      return { ok: true, telegramId: message_id };
    } catch (error) {
      first ??= error;
      if (!isWritersFault(error)) break;
    }
  }
  return failureOf(first, way, againMs);
}

/** By what the chosen bot met. */
async function failureOf(error: unknown, way: Way, againMs: number | null): Promise<ErrandOutcome> {
  if (error === null) return { ok: false, error: "The bot that writes is gone.", againMs, stop: true };
  if (error instanceof TelegramAway) return { ok: false, error: error.message, againMs, stop: true };
  if (!(error instanceof TelegramError)) throw error;
  const { code, description, parameters } = error;
  const failed = { ok: false, status: code, error: description, stop: true };
  if (code === 429) return { ...failed, againMs: 1_000 * (parameters?.retry_after ?? 1) };
  if (isChatGone(error)) await stopWay(way);
  return { ...failed, againMs: code >= 500 || isTokenRefused(error) ? againMs : null };
}
