// What was said in a member's page chat: the exchanges before, and how the newest question was answered.

import { type AnswerTrace, getAnswer } from "../answers/trace.ts";
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import type { PageChat } from "./place.ts";

export interface PageExchange {
  id: string;
  question: string;
  text: string;
}

const SHOWN = 6;

/** What the bot remembers of the chat, oldest first. */
export async function pageExchanges(context: Context, { botId, chatId }: PageChat): Promise<PageExchange[]> {
  authorise(context, "runBots");
  const { rows } = await tenantDb(context).query<PageExchange>(
    `SELECT a."id", a."question", a."text" FROM "Conversation" AS c JOIN "Answer" AS a ON a."conversationId" = c."id"
     WHERE c."tenantId" = $1 AND c."botId" = $2 AND c."chatId" = $3 AND a."startedAt" > c."since"
       AND a."state" IN ('answered', 'cancelled') AND a."text" <> ''
     ORDER BY a."startedAt" DESC LIMIT ${SHOWN}`,
    [context.tenantId, botId, chatId],
  );
  return rows.reverse();
}

/** `question`: row id of the newest question; null: nothing was ever asked. */
export type PageState =
  /** Nothing is asked, or what was asked has no answer: a command, or more than people may ask. */
  | { question: string | null; kind: "idle" }
  | { question: string; kind: "asked" }
  | { question: string; kind: "answered"; answer: AnswerTrace };

/** How the newest question of the chat stands. */
export async function pageState(context: Context, { botId, chatId }: PageChat): Promise<PageState> {
  authorise(context, "runBots");
  const { rows } = await tenantDb(context).query<{ question: string; waits: boolean; answer: string | null }>(
    `SELECT u."id"::text AS "question", u."state" = 'waiting' AS "waits",
       (SELECT a."id" FROM "Answer" AS a
        WHERE a."updateId" <= u."id" AND a."conversationId" = (
          SELECT "id" FROM "Conversation" WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 LIMIT 1)
          AND (u."payload" -> 'message' ->> 'message_id')::int = ANY (a."asked")
        ORDER BY a."updateId" DESC LIMIT 1) AS "answer"
     FROM "Lane" AS l JOIN "Update" AS u ON u."laneId" = l."id"
     WHERE l."tenantId" = $1 AND l."botId" = $2 AND l."chatId" = $3
     ORDER BY u."id" DESC LIMIT 1`,
    [context.tenantId, botId, chatId],
  );
  const [newest] = rows;
  if (!newest) return { question: null, kind: "idle" };
  const { question, waits, answer } = newest;
  if (waits) return { question, kind: "asked" };
  return answer
    ? { question, kind: "answered", answer: await getAnswer(context, answer) }
    : { question, kind: "idle" };
}
