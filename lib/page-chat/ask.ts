// A member's question to a bot, from a page: stored in the inbox as Telegram's updates are, so that it is handled alike.
import { randomInt } from "node:crypto";
import { BOT_RUNS } from "../bots/running.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import type { Locale } from "../messages/locales.ts";
import { notify } from "../notify.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { ASKED_CHANNEL, type PageChat, pageChatOf, TRIED_PROMPT } from "./place.ts";

/** Telegram's own limit of a message. */
export const QUESTION_MAX = 4_096;

export interface PageQuestion {
  botId: string;
  text: string;
  /** Of the page: the language that the bot takes for the person's. */
  locale: Locale;
  /** Of the person, as the answers are listed. */
  name: string;
  /** A prompt that is tried before it is published; missing: the bot's own. */
  prompt?: string | undefined;
}

/** As Telegram would send it. Its ids are none of Telegram's: negative. */
function updateOf(chatId: number, { text, locale, name, prompt }: PageQuestion) {
  const [command = ""] = /^\/[a-z]+/.exec(text) ?? [];
  const person = { id: chatId, first_name: name };
  return {
    ...(prompt !== undefined && { [TRIED_PROMPT]: prompt }),
    update_id: -randomInt(1, 2 ** 48 - 1),
    message: {
      message_id: randomInt(1, 2 ** 31 - 1),
      date: Math.floor(Date.now() / 1_000),
      chat: { ...person, type: "private" },
      from: { ...person, is_bot: false, language_code: locale },
      text,
      ...(command && { entities: [{ type: "bot_command", offset: 0, length: command.length }] }),
    },
  };
}

/** The chat of whoever asks with this bot. */
export const ownPageChat = ({ actorId }: Context, botId: string): PageChat => ({
  botId,
  chatId: pageChatOf(actorId ?? ""),
});

const ASK = `
  WITH bot AS (
    SELECT b."id", b."tenantId" FROM "Bot" AS b JOIN "Tenant" AS t ON t."id" = b."tenantId"
    WHERE b."tenantId" = $1 AND b."id" = $2 AND ${BOT_RUNS}),
  lane AS (
    INSERT INTO "Lane" AS l ("tenantId", "botId", "chatId", "arrivals", "readyAt")
    SELECT "tenantId", "id", $3, 1, date_trunc('milliseconds', now()) FROM bot
    ON CONFLICT ("botId", "chatId", "threadId") DO UPDATE
      SET "arrivals" = l."arrivals" + 1, "readyAt" = coalesce(l."readyAt", excluded."readyAt")
    RETURNING "id", "tenantId", "botId"),
  stored AS (
    INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload")
    SELECT "tenantId", "botId", $4, "id", $5 FROM lane)
  SELECT 1 FROM lane`;

/** Whoever follows the chat (follow.ts) sees the answer. @throws AppError "bot_off" or "not_found" */
export async function askInPage(context: Context, question: PageQuestion): Promise<void> {
  authorise(context, "runBots");
  const { chatId, botId } = ownPageChat(context, question.botId);
  const update = updateOf(chatId, question);
  const values = [context.tenantId, botId, chatId, update.update_id, JSON.stringify(update)];
  const { rowCount } = await tenantDb(context).query(ASK, values);
  if (rowCount === 0) {
    const isThere = await tenantDb(context).bot.count({ where: { tenantId: context.tenantId, id: botId } });
    throw new AppError(isThere ? "bot_off" : "not_found");
  }
  await notify(ASKED_CHANNEL, [{ bot: botId, chat: chatId, stop: false }]);
}

/** Nobody reads the answer any more. */
export async function stopInPage({ botId, chatId }: PageChat): Promise<void> {
  await notify(ASKED_CHANNEL, [{ bot: botId, chat: chatId, stop: true }]);
}
