// Conversations: a chat (and thread) with a bot, its language and history. Hot path, so plain SQL.
import { one } from "../db.ts";
import { revive } from "../dead-letters/revive.ts";
import type { Fact } from "../memory/facts.ts";
import { HISTORY_EXCHANGES, type Remembered, type TalkExchange } from "../memory/window.ts";
import { tenantDb } from "../tenant-db.ts";

export interface ConversationRef {
  tenantId: string;
  botId: string;
  chatId: number;
  threadId: number;
}

export interface Conversation {
  id: string;
  /** Chosen with /language. */
  locale: string | null;
  /** Whether an operator has it now, so that the bot is silent. */
  taken: boolean;
  /** Oldest first, since /new, without what the summary has; at most HISTORY_EXCHANGES with their questions. */
  history: Remembered[];
  /** What older messages come to; empty: there is none. */
  summary: string;
  /** What the person asked the bot to remember, in the order in which they said it. */
  facts: readonly Fact[];
  /** An unfinished answer to this update: its worker died, or it was deferred with an apology. */
  begun: { id: string; sent: number[]; apologisedAt: Date | null } | null;
}

/** What a statement reads of a conversation. */
export interface ConversationRow {
  id: string;
  locale: string | null;
  taken: boolean;
  /** Newest first; null: none. */
  history: TalkExchange[] | null;
  /** What an operator heard and said. Likewise. */
  messages: TalkExchange[] | null;
  summary: string | null;
  facts: Fact[] | null;
}

/** SQL: the history of the conversation `c` that its summary `s` lacks. Of the newest ones only: what is summed up is not read. */
const HISTORY = `(SELECT json_agg(json_build_object('question', a."question", 'answer', a."text", 'at', extract(epoch from a."startedAt") * 1000) ORDER BY a."startedAt" DESC)
        FROM (SELECT "question", "text", "startedAt", "finishedAt" FROM "Answer"
              WHERE "tenantId" = c."tenantId" AND "conversationId" = c."id" AND "state" IN ('answered', 'cancelled')
                AND "text" <> '' AND "finishedAt" > c."since"
              ORDER BY "startedAt" DESC LIMIT ${HISTORY_EXCHANGES}) AS a WHERE s."upTo" IS NULL OR a."finishedAt" > s."upTo")`;
/** SQL: the same, of what was written without a model. */
const MESSAGES = `(SELECT json_agg(json_build_object(CASE m."author" WHEN 'person' THEN 'question' ELSE 'answer' END, m."text",
          'at', extract(epoch from m."at") * 1000) ORDER BY m."at" DESC, m."updateId" DESC NULLS LAST)
        FROM (SELECT "author", "text", "at", "updateId" FROM "ChatMessage"
              WHERE "tenantId" = c."tenantId" AND "conversationId" = c."id" AND "at" > greatest(c."since", s."upTo")
                AND "state" IN ('heard', 'sent') AND "text" <> ''
              ORDER BY "at" DESC, "updateId" DESC NULLS LAST LIMIT ${HISTORY_EXCHANGES}) AS m)`;
/** SQL: what the person of the private chat `c` asked the bot to remember. What one person said is nobody else's: a group has none. */
const FACTS = `(SELECT json_agg(json_build_object('id', f."id", 'text', f."text") ORDER BY f."at", f."id") FROM "PersonFact" AS f
        WHERE c."chatId" > 0 AND f."tenantId" = c."tenantId" AND f."botId" = c."botId" AND f."personId" = c."chatId")`;
const SUMMARY = `LEFT JOIN "Summary" AS s ON s."conversationId" = c."id"`;
/** SQL: whether an operator has the conversation `c`. */
const TAKEN = `coalesce(c."takenUntil" > now(), false)`;
/** SQL: whether the conversation `c` is open, and needs no new time. */
const OPEN = `c."closedAt" IS NULL AND c."lastAt" > now() - interval '1 hour'`;

/**
 * SQL: the conversation of the place as JSON, if it needs no change but perhaps the title's. For a statement that reads it with
 * something else; conversationOf makes a Conversation of it.
 * @param place SQL of tenantId, botId, chatId and threadId
 */
export const openConversationOf = (place: readonly [string, string, string, string]): string =>
  `(SELECT json_build_object('id', c."id", 'locale', c."locale", 'title', c."title", 'username', c."username",
      'taken', ${TAKEN}, 'history', ${HISTORY}, 'messages', ${MESSAGES}, 'summary', s."text", 'facts', ${FACTS})
    FROM "Conversation" AS c ${SUMMARY}
    WHERE (c."tenantId", c."botId", c."chatId", c."threadId") = (${place.join(", ")}) AND ${OPEN})`;

export function conversationOf(
  { id, locale, taken, history, messages, summary, facts }: ConversationRow,
  begun: Conversation["begun"] = null,
): Conversation {
  // Of the same moment in the order of the statement, which is the newest first.
  const oldestFirst = [...(history ?? []), ...(messages ?? [])].sort((a, b) => b.at - a.at).reverse();
  const said = oldestFirst.flatMap(({ question, answer, at }): Remembered[] => [
    ...(question === undefined ? [] : [{ author: "user" as const, text: question, at }]),
    ...(answer === undefined ? [] : [{ author: "bot" as const, text: answer, at }]),
  ]);
  return { id, locale, taken, begun, history: said, summary: summary ?? "", facts: facts ?? [] };
}

/** Opens the conversation for an update row: creates it if new, reopens it if closed. */
export async function openConversation(
  place: ConversationRef,
  title: string,
  updateId: number,
  username = "",
): Promise<Conversation> {
  const { rows } = await tenantDb(place).query<
    ConversationRow & { begun: { id: string; sent: number[]; apologisedAt: string | null } | null }
  >(
    {
      name: "open conversation",
      // Written only on a change, since this runs for each message.
      text: `WITH same AS (
       SELECT "id", "tenantId", "botId", "chatId", "locale", "since", "takenUntil" FROM "Conversation" AS c
       WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND "threadId" = $4 AND ${OPEN} AND $5 IN ('', "title")
         AND $7 IN ('', "username")),
     written AS (
       INSERT INTO "Conversation" AS c ("id", "tenantId", "botId", "chatId", "threadId", "title", "username", "since")
       -- In a connected account's chat the first message may be heard only, and is remembered by when it arrived.
       SELECT gen_random_uuid(), $1, $2, $3, $4, $5, $7, CASE WHEN $4::bigint < 0 THEN now() - interval '1 day' ELSE now() END WHERE NOT EXISTS (SELECT 1 FROM same)
       ON CONFLICT ("botId", "chatId", "threadId")
         DO UPDATE SET "lastAt" = now(), "closedAt" = NULL, "refusal" = NULL, "title" = coalesce(nullif(excluded."title", ''), c."title"),
           "username" = coalesce(nullif(excluded."username", ''), c."username")
       RETURNING c."id", c."tenantId", c."botId", c."chatId", c."locale", c."since", c."takenUntil"),
     c AS (SELECT * FROM same UNION ALL SELECT * FROM written)
     SELECT c."id", c."locale", ${TAKEN} AS "taken", ${HISTORY} AS "history", ${MESSAGES} AS "messages",
       s."text" AS "summary", ${FACTS} AS "facts",
       (SELECT json_build_object('id', a."id", 'sent', a."sent", 'apologisedAt', a."apologisedAt") FROM "Answer" AS a WHERE a."updateId" = $6) AS "begun"
     FROM c ${SUMMARY}`,
    },
    [place.tenantId, place.botId, place.chatId, place.threadId, title, updateId, username],
  );
  const { begun, ...row } = one(rows);
  const apologisedAt = begun?.apologisedAt ? new Date(begun.apologisedAt) : null;
  return conversationOf(row, begun && { ...begun, apologisedAt });
}

/** Whether an operator has the conversation now. */
export async function isTaken({ tenantId, botId, chatId, threadId }: ConversationRef): Promise<boolean> {
  const { rowCount } = await tenantDb({ tenantId }).query(
    `SELECT 1 FROM "Conversation" WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND "threadId" = $4
       AND "takenUntil" > now()`,
    [tenantId, botId, chatId, threadId],
  );
  return rowCount === 1;
}

const change = (assignment: string) => async (place: ConversationRef, value?: string) => {
  const { tenantId, botId, chatId, threadId } = place;
  await tenantDb(place).query(
    `UPDATE "Conversation" SET ${assignment}
     WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND "threadId" = $4`,
    [tenantId, botId, chatId, threadId, ...(value === undefined ? [] : [value])],
  );
};

/**
 * /new: earlier messages are no longer sent to the model, nor what they come to. A summary that is being made is not stored.
 * @returns how many facts stay that the person asked the bot to remember
 */
export async function forget(place: ConversationRef): Promise<number> {
  const { tenantId, botId, chatId, threadId } = place;
  const { rows } = await tenantDb(place).query<{ facts: number }>(
    `WITH c AS (
       UPDATE "Conversation" SET "since" = now()
       WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND "threadId" = $4 RETURNING "id"),
     summary AS (DELETE FROM "Summary" AS s USING c WHERE s."tenantId" = $1 AND s."conversationId" = c."id")
     SELECT count(*)::int AS "facts" FROM "PersonFact" WHERE "tenantId" = $1 AND "botId" = $2 AND "personId" = $3`,
    [tenantId, botId, chatId, threadId],
  );
  return one(rows).facts;
}
/** The person blocked the bot, or it was removed from the group. */
export const close: (place: ConversationRef) => Promise<void> = change(
  `"closedAt" = now(), "refusal" = NULL`,
);
/** /language */
export const setLocale: (place: ConversationRef, locale: string) => Promise<void> = change(`"locale" = $5`);

/** /privacy: deletes all stored data of the conversation, except updates that wait to be handled. */
export async function erase(place: ConversationRef): Promise<void> {
  const { tenantId, botId, chatId, threadId } = place;
  await tenantDb(place).query(
    `WITH letters AS (DELETE FROM "DeadLetter" WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3),
     note AS (
       DELETE FROM "PersonNote" WHERE "tenantId" = $1 AND "telegramId" = $3 AND NOT EXISTS (
         SELECT FROM "Conversation" WHERE "tenantId" = $1 AND "chatId" = $3 AND "botId" <> $2)),
     facts AS (DELETE FROM "PersonFact" WHERE "tenantId" = $1 AND "botId" = $2 AND "personId" = $3),
     files AS (
       DELETE FROM "ChatFile" AS f USING "ChatMessage" AS m, "Conversation" AS c
       WHERE f."tenantId" = $1 AND m."tenantId" = $1 AND m."id" = f."messageId" AND c."tenantId" = $1 AND c."id" = m."conversationId"
         AND c."botId" = $2 AND c."chatId" = $3 AND (c."threadId" = $4 OR $4 = 0 AND c."threadId" < 0)),
     conversation AS (
       -- Also what the person has written to accounts that are connected to the bot.
       DELETE FROM "Conversation" WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND ("threadId" = $4 OR $4 = 0 AND "threadId" < 0))
     DELETE FROM "Update" AS u USING "Lane" AS l
     WHERE l."tenantId" = $1 AND l."botId" = $2 AND l."chatId" = $3 AND (l."threadId" = $4 OR $4 = 0 AND l."threadId" < 0)
       AND u."laneId" = l."id" AND u."state" <> 'waiting'`,
    [tenantId, botId, chatId, threadId],
  );
}

/** Whether the chat's topics are meant, or only the conversation's own. */
type Where = "chat" | "thread";

/** What was not delivered within a day since the chat refused the bot waits again: the chat is open again. */
export async function reopen(place: ConversationRef, where: Where): Promise<void> {
  const { tenantId, botId, chatId, threadId } = place;
  await tenantDb(place).query(
    revive(`l."tenantId" = $1 AND l."botId" = $2 AND l."chatId" = $3 AND ($4::bigint IS NULL OR l."threadId" = $4)
      AND u."cause" = 'chat_refused' AND u."doneAt" > now() - interval '1 day'`),
    [tenantId, botId, chatId, where === "chat" ? null : threadId],
  );
}
