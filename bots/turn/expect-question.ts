// What a message is about to ask, before its turn begins.
import type { Update } from "telegraf/types";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Knowledge } from "../knowledge/know.ts";
import { isForwardOfChannel, isMeant, messageOf, questionOf } from "./question.ts";

/** A message alone, in a chat with the bot: several that come together may be one question. Never throws. */
export function expectQuestion(
  bot: BotConfig | undefined,
  updates: readonly Update[],
  knowledge: Pick<Knowledge, "expect">,
): void {
  const [update, ...others] = updates;
  if (!bot?.enabled || !update || others.length > 0 || !("message" in update)) return;
  try {
    const message = messageOf(update);
    if (!message?.text || message.text.startsWith("/")) return;
    if (isForwardOfChannel(message) || !isMeant(message, bot)) return;
    const question = questionOf([message], bot)?.text;
    if (question) knowledge.expect(bot, question);
  } catch {
    // What is no message of Telegram's is told by the turn.
  }
}
