// One text into several conversations of a bot, each in its lane like an operator's message, without taking it over.
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { notifyWithin } from "../notify.ts";
import { FIRST_PAGE_CHAT } from "../page-chat/place.ts";
import { readyLanes } from "./lanes.ts";
import { OPERATOR_CHANNEL } from "./operator-update.ts";

interface Told {
  chatId: bigint;
  threadId: bigint;
  messageId: string;
}

// As in takeover.ts, an update's id is none of Telegram's: negative.
const TELL = `
  WITH given AS (SELECT * FROM jsonb_to_recordset($3::jsonb) AS g("conversationId" uuid, "text" text)),
  c AS MATERIALIZED (
    SELECT c."id", c."tenantId", c."botId", c."chatId", c."threadId", g."text", gen_random_uuid() AS "messageId",
      -(1 + floor(random() * ${2 ** 48 - 2}))::bigint AS "updateId"
    FROM given AS g JOIN "Conversation" AS c ON c."tenantId" = $1::uuid AND c."botId" = $2::uuid AND c."id" = g."conversationId"
    WHERE c."closedAt" IS NULL AND c."chatId" < ${FIRST_PAGE_CHAT}),
  lane AS (
    ${readyLanes("c")}
    RETURNING "id", "chatId", "threadId"),
  stored AS (
    INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload")
    SELECT c."tenantId", c."botId", c."updateId", lane."id", jsonb_build_object('update_id', c."updateId", 'operator',
      jsonb_build_object('chatId', c."chatId", 'threadId', c."threadId", 'messageId', c."messageId"))
    FROM c JOIN lane USING ("chatId", "threadId") RETURNING "id", "updateId"),
  message AS (
    INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "text", "memberId", "memberName", "updateId")
    SELECT c."messageId", c."tenantId", c."id", 'operator', 'text', 'waiting', c."text", u."id", u."name", stored."id"
    FROM c JOIN stored USING ("updateId") LEFT JOIN "User" AS u ON u."id" = $4::uuid)
  SELECT "chatId", "threadId", "messageId" FROM c`;

/**
 * Within a transaction of the tenant's. Who has blocked the bot, and chats in a page, are left out.
 * @param texts each conversation once @returns how many are told
 */
export async function tellConversations(
  tx: Tx,
  { tenantId, actorId }: Context,
  botId: string,
  texts: readonly { conversationId: string; text: string }[],
): Promise<number> {
  if (texts.length === 0) return 0;
  const told = await tx.$queryRawUnsafe<Told[]>(TELL, tenantId, botId, JSON.stringify(texts), actorId);
  const acts = told.map(({ chatId, threadId, messageId }) => ({
    bot: botId,
    act: { chatId: Number(chatId), threadId: Number(threadId), messageId },
  }));
  if (acts.length > 0) await notifyWithin(tx, OPERATOR_CHANNEL, acts);
  return told.length;
}
