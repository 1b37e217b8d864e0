// A conversation: a chat (and thread) with a bot, its language, and what the bot remembers of it. Hot path: SQL.
import { one, pool } from "../db.ts";

export interface ConversationRef {
  tenantId: string;
  botId: string;
  chatId: number;
  threadId: number;
}

interface Remembered {
  author: "user" | "bot";
  text: string;
}

export interface Conversation {
  id: string;
  /** Chosen with /language. */
  locale: string | null;
  /** Oldest first, since /new; at most HISTORY_MESSAGES. */
  history: Remembered[];
  /** The answer to this update where one was begun: by a worker that did not end it, or put off with an apology. */
  begun: { id: string; sent: number[]; apologisedAt: Date | null } | null;
}

const HISTORY_MESSAGES = 30;
/** Of all remembered texts together, so that one long document does not crowd out the answer. */
const HISTORY_CHARACTERS = 24_000;

/** The newest messages that fit, oldest first; it begins with a person's message, as Gemini wants it. */
function fitting(newestFirst: readonly Remembered[]): Remembered[] {
  let left = HISTORY_CHARACTERS;
  const kept: Remembered[] = [];
  for (const message of newestFirst) {
    left -= message.text.length;
    if (left < 0) break;
    kept.unshift(message);
  }
  while (kept[0]?.author === "bot") kept.shift();
  return kept;
}

/** Opens the conversation for one of our update rows: made where it is new, open again where it was closed. */
export async function openConversation(
  place: ConversationRef,
  title: string,
  updateId: number,
): Promise<Conversation> {
  const { rows } = await pool.query<Omit<Conversation, "history"> & { history: Remembered[] | null }>(
    `WITH c AS (
       INSERT INTO "Conversation" AS c ("id", "tenantId", "botId", "chatId", "threadId", "title")
       VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)
       ON CONFLICT ("botId", "chatId", "threadId")
         DO UPDATE SET "lastAt" = now(), "closedAt" = NULL, "title" = coalesce(nullif(excluded."title", ''), c."title")
       RETURNING c."id", c."locale", c."since")
     SELECT c."id", c."locale",
       (SELECT json_agg(json_build_object('author', m."author", 'text', m."text") ORDER BY m."id" DESC)
        FROM (SELECT "id", "author", "text" FROM "Message"
              WHERE "conversationId" = c."id" AND "at" > c."since"
              ORDER BY "id" DESC LIMIT ${HISTORY_MESSAGES}) AS m) AS "history",
       (SELECT json_build_object('id', a."id", 'sent', a."sent", 'apologisedAt', a."apologisedAt") FROM "Answer" AS a WHERE a."updateId" = $6) AS "begun"
     FROM c`,
    [place.tenantId, place.botId, place.chatId, place.threadId, title, updateId],
  );
  const { history, begun, ...conversation } = one(rows);
  const apologisedAt = begun?.apologisedAt ? new Date(begun.apologisedAt) : null;
  return { ...conversation, begun: begun && { ...begun, apologisedAt }, history: fitting(history ?? []) };
}

const change = (assignment: string) => async (place: ConversationRef, value?: string) => {
  const { tenantId, botId, chatId, threadId } = place;
  await pool.query(
    `UPDATE "Conversation" SET ${assignment}
     WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND "threadId" = $4`,
    [tenantId, botId, chatId, threadId, ...(value === undefined ? [] : [value])],
  );
};

/** /new: what was said before is no longer told to the model. */
export const forget: (place: ConversationRef) => Promise<void> = change(`"since" = now()`);
/** The person blocked the bot, or it was removed from the group. */
export const close: (place: ConversationRef) => Promise<void> = change(`"closedAt" = now()`);
/** /language */
export const setLocale: (place: ConversationRef, locale: string) => Promise<void> = change(`"locale" = $5`);

/** /privacy: everything that is stored of the conversation, except what waits to be handled. */
export async function erase({ tenantId, botId, chatId, threadId }: ConversationRef): Promise<void> {
  await pool.query(
    `WITH conversation AS (
       DELETE FROM "Conversation" WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND "threadId" = $4)
     DELETE FROM "Update" AS u USING "Lane" AS l
     WHERE l."tenantId" = $1 AND l."botId" = $2 AND l."chatId" = $3 AND l."threadId" = $4
       AND u."laneId" = l."id" AND u."state" <> 'waiting'`,
    [tenantId, botId, chatId, threadId],
  );
}
