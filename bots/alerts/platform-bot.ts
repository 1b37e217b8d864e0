// The platform's own bot: links accounts for alerts and stops them, and manages bots. It has no conversations, so no inbox: what it does
// may be done twice.
import { setTimeout as sleep } from "node:timers/promises";
import type { Message, Update } from "telegraf/types";
import { codeOfStart, linkChat, unlinkChat } from "#lib/alerts/links.ts";
import { holdPlatformBot, passUpdates, releasePlatformBot } from "#lib/alerts/platform-lease.ts";
import { alertWords } from "#lib/alerts/words.ts";
import { log } from "#lib/log.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { callApi, type Telegram } from "../telegram/call.ts";
import { addManaged, answerRequest, type SaidToCreator } from "./new-bots.ts";
import { platformTelegram } from "./telegram.ts";

const POLL_S = 20;
const CALL_MS = 10_000;
/** While another worker has it, and after a failure. */
const PAUSE_MS = 5_000;

async function reply({ chat, from, text = "" }: Message.TextMessage): Promise<string> {
  const locale = localeOf(from?.language_code);
  const code = codeOfStart(text);
  if (code) {
    const name = from?.username ? `@${from.username}` : (from?.first_name ?? "");
    const linked = await linkChat(code, { botId: null, chatId: chat.id, name });
    if (!linked) return alertWords(locale)("message.codeUsed");
    return alertWords(linked.locale)("message.linked", { tenant: linked.tenant });
  }
  if (/^\/stop(_alerts)?\b/.test(text)) {
    const had = await unlinkChat({ botId: null, chatId: chat.id });
    return alertWords(had ?? locale)("message.stopped");
  }
  return alertWords(locale)("message.greeting");
}

async function handle(telegram: Telegram, update: Update, signal: AbortSignal): Promise<void> {
  const managed = await addManaged(update);
  if (managed) return say(telegram, managed.chat, managed, signal);
  const message = "message" in update && "text" in update.message ? update.message : null;
  if (message?.chat.type !== "private") return;
  const asked = message.from ? await answerRequest(message.text, message.from) : null;
  await say(telegram, message.chat.id, asked ?? { text: await reply(message) }, signal);
}

async function say(
  telegram: Telegram,
  chat_id: number,
  said: SaidToCreator,
  signal: AbortSignal,
): Promise<void> {
  const { text, reply_markup } = said;
  const payload = { chat_id, text, ...(reply_markup && { reply_markup }) };
  await callApi(telegram, "sendMessage", payload, signal, CALL_MS).catch((error: Error) =>
    log.debug({ reason: error.message }, "the platform's bot could not answer"),
  );
}

/** One poll and what it brought. @returns false: another worker has the bot */
async function poll(telegram: Telegram, workerId: string, signal: AbortSignal): Promise<boolean> {
  const offset = await holdPlatformBot(workerId);
  if (offset === null) return false;
  const asked = { offset, timeout: POLL_S, allowed_updates: ["message", "managed_bot"] };
  const updates = await callApi<Update[]>(telegram, "getUpdates", asked, signal, (POLL_S + 15) * 1_000);
  for (const update of updates) {
    await handle(telegram, update, signal);
    await passUpdates(workerId, update.update_id + 1);
  }
  return true;
}

/** Does nothing where no such bot is configured. */
export function startPlatformBot(workerId: string): { stop(): Promise<void> } {
  const telegram = platformTelegram();
  if (!telegram) return { stop: async () => undefined };
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      const held = await poll(telegram, workerId, signal).catch((error: Error) => {
        if (!signal.aborted)
          log.warn({ reason: error.message }, "the platform's bot receives nothing, retrying");
        return false;
      });
      if (!held) await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
    await releasePlatformBot(workerId).catch(() => undefined);
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
