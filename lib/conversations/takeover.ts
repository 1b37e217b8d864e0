// An operator takes a conversation over, answers through the bot, and hands it back. The takeover is a fact in the
// conversation's row, with an end that every word of the operator puts off; turns read it under their lane's lease.
import { type AuditEntry, record } from "../audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { notifyWithin } from "../notify.ts";
import { FIRST_PAGE_CHAT } from "../page-chat/place.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { CAPTION_MAX } from "./file-limits.ts";
import { readyLanes } from "./lanes.ts";
import type { MessageFile } from "./message-file.ts";
import { OPERATOR_CHANNEL, type OperatorAct, operatorUpdate } from "./operator-update.ts";

/** Telegram's own limit of a message. */
export const MESSAGE_MAX = 4_096;

interface Place {
  botId: string;
  chatId: bigint;
  threadId: bigint;
}

/** SQL: when the takeover ends, of the bot `b`. */
const END = `now() + b."takeoverMinutes" * interval '1 minute'`;

/** Runs in one transaction with its row of the record; again where Postgres ended it to resolve a deadlock with a worker. */
async function act<T>(context: Context, work: (tx: Tx) => Promise<T>, entry?: AuditEntry): Promise<T> {
  const once = () =>
    tenantDb(context).$transaction(async (tx) => {
      const value = await work(tx);
      if (entry) await record(tx, context, entry);
      return value;
    });
  return once().catch((error: { code?: string; message: string }) =>
    error.code === "P2034" || error.message.includes("40P01") ? once() : Promise.reject(error),
  );
}

async function announce(tx: Tx, { botId, chatId, threadId }: Place, messageId: string | null): Promise<void> {
  const act: OperatorAct = { chatId: Number(chatId), threadId: Number(threadId), messageId };
  await notifyWithin(tx, OPERATOR_CHANNEL, [{ bot: botId, act }]);
}

/** @throws AppError "conversation_taken" by whom, "conversation_back" (nobody has it), or "not_found" */
async function refuse(tx: Tx, { tenantId }: Context, id: string): Promise<never> {
  const [row] = await tx.$queryRaw<{ name: string | null; taken: boolean }[]>`
    SELECT "takenByName" AS "name", coalesce("takenUntil" > now(), false) AS "taken" FROM "Conversation"
    WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${id}::uuid`;
  if (!row) throw new AppError("not_found");
  if (!row.taken) throw new AppError("conversation_back");
  throw new AppError("conversation_taken", { name: row.name ?? "" });
}

/**
 * From its commit on, what the person writes is heard by the operator; an answer under way ends where it is.
 * @param from who has it as far as the operator knows, if they take it from a colleague
 * @throws AppError "conversation_taken" (somebody else has it), or "not_found"
 */
export async function takeOver(context: Context, id: string, from: string | null): Promise<void> {
  authorise(context, "handleConversations");
  const { tenantId, actorId } = context;
  await act(
    context,
    async (tx) => {
      const [place] = await tx.$queryRawUnsafe<Place[]>(
        `WITH taken AS (
           UPDATE "Conversation" AS c SET "takenBy" = u."id", "takenByName" = u."name", "takenUntil" = ${END}
           FROM "Bot" AS b, "User" AS u
           WHERE c."tenantId" = $1::uuid AND c."id" = $2::uuid AND c."chatId" < ${FIRST_PAGE_CHAT}
             AND b."tenantId" = c."tenantId" AND b."id" = c."botId" AND u."id" = $3::uuid
             AND (c."takenUntil" IS NULL OR c."takenUntil" <= now() OR c."takenBy" IN ($3::uuid, $4::uuid)
               -- The owner of a connected account is there, who is no member.
               OR c."takenBy" IS NULL)
           RETURNING c."id", c."tenantId", c."botId", c."chatId", c."threadId", c."takenBy", c."takenByName"),
         noted AS (
           INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "memberId", "memberName")
           SELECT gen_random_uuid(), "tenantId", "id", 'operator', 'taken', 'noted', "takenBy", "takenByName" FROM taken)
         SELECT "botId", "chatId", "threadId" FROM taken`,
        tenantId,
        id,
        actorId,
        from,
      );
      if (!place) return refuse(tx, context, id);
      await announce(tx, place, null);
    },
    { action: "conversation.take", target: id, before: { takenBy: from }, after: { takenBy: actorId } },
  );
}

/**
 * The bot answers what comes from now on. What it may have to know, the operator's words included, is in its history.
 * @throws AppError "conversation_taken" (a colleague has it), "conversation_back" (the bot has it), or "not_found"
 */
export async function handBack(context: Context, id: string): Promise<void> {
  authorise(context, "handleConversations");
  const { tenantId, actorId } = context;
  await act(
    context,
    async (tx) => {
      const rows = await tx.$queryRaw<unknown[]>`
        WITH returned AS (
          UPDATE "Conversation" SET "takenUntil" = NULL, "askedAt" = NULL
          WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${id}::uuid AND "takenUntil" > now() AND "takenBy" = ${actorId}::uuid
          RETURNING "id", "tenantId", "takenBy", "takenByName")
        INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "memberId", "memberName")
        SELECT gen_random_uuid(), "tenantId", "id", 'operator', 'returned', 'noted', "takenBy", "takenByName" FROM returned
        RETURNING "id"`;
      if (rows.length === 0) await refuse(tx, context, id);
    },
    { action: "conversation.return", target: id, before: { takenBy: actorId }, after: { takenBy: null } },
  );
}

/** Uploaded before, in pieces (files.ts); or Telegram has it. */
type OperatorFile = { kind: "photo" | "document"; name: string } | MessageFile;

export interface OperatorSays {
  conversationId: string;
  /** Chosen by the browser: the same message sent twice is stored once. */
  messageId: string;
  /** May be empty with a file. */
  text: string;
  file?: OperatorFile | undefined;
  /** Of what was written in the group of the staff: Telegram's message_id there. */
  staffMessageId?: number;
}

const FILE_NAME_MAX = 200;

/** SQL: an update for the workers in the lane of the conversation `c`. $4 its id, $5 itself */
const TOLD = `lane AS (
    ${readyLanes("c")}
    RETURNING "id", "tenantId", "botId"),
  stored AS (
    INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload")
    SELECT "tenantId", "botId", $4::bigint, "id",
      jsonb_set(jsonb_set($5::jsonb, '{operator,chatId}', to_jsonb((SELECT "chatId" FROM c))), '{operator,threadId}',
        to_jsonb((SELECT "threadId" FROM c)))
    FROM lane RETURNING "id")`;

const SAY = `
  WITH c AS (
    UPDATE "Conversation" AS c SET "takenUntil" = ${END}
    FROM "Bot" AS b
    WHERE c."tenantId" = $1::uuid AND c."id" = $2::uuid AND c."takenBy" = $3::uuid AND c."takenUntil" > now()
      AND b."tenantId" = c."tenantId" AND b."id" = c."botId"
      AND NOT EXISTS (SELECT FROM "ChatMessage" AS m WHERE m."tenantId" = c."tenantId" AND m."id" = $6::uuid)
    RETURNING c."id", c."tenantId", c."botId", c."chatId", c."threadId", c."takenBy", c."takenByName"),
  ${TOLD},
  message AS (
    INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "text", "fileName", "fileId",
      "fileType", "fileSize", "staffMessageId", "memberId", "memberName", "updateId")
    SELECT $6::uuid, c."tenantId", c."id", 'operator', $8::"ChatMessageKind", 'waiting', $7, $9, $10, $11, $12::int, $13::int,
      c."takenBy", c."takenByName", stored."id"
    FROM c, stored)
  SELECT "botId", "chatId", "threadId" FROM c`;

/**
 * Stores the message behind what is under way in the conversation; a worker sends it in its turn.
 * @throws AppError "conversation_taken", "conversation_back", "not_found", or "invalid" (empty, or too long)
 */
export async function sayAsOperator(context: Context, says: OperatorSays): Promise<void> {
  authorise(context, "handleConversations");
  const { tenantId, actorId } = context;
  const { conversationId, messageId } = says;
  const text = says.text.trim();
  const { file } = says;
  if (!text && !file) throw new AppError("invalid", {}, "text");
  if (text.length > (file ? CAPTION_MAX : MESSAGE_MAX)) throw new AppError("invalid", {}, "text");
  const stored = file && "fileId" in file ? [file.fileId, file.type, file.size] : [null, null, null];
  const about = [file?.kind ?? "text", file?.name?.slice(0, FILE_NAME_MAX) ?? null, ...stored];
  const update = operatorUpdate({ chatId: 0, threadId: 0, messageId });
  await act(context, async (tx) => {
    const values = [
      tenantId,
      conversationId,
      actorId,
      update.update_id,
      JSON.stringify(update),
      messageId,
      text,
      ...about,
      says.staffMessageId ?? null,
    ];
    const [place] = await tx.$queryRawUnsafe<Place[]>(SAY, ...values);
    if (place) return announce(tx, place, messageId);
    const isStored = await tx.chatMessage.count({ where: { tenantId, id: messageId, conversationId } });
    if (!isStored) await refuse(tx, context, conversationId);
  });
}

const CHANGE = `
  WITH m AS (
    UPDATE "ChatMessage" SET "text" = $3, "editedAt" = now(), "changedAt" = now()
    WHERE "tenantId" = $1::uuid AND "id" = $2::uuid AND "author" = 'operator' AND "memberId" = $6::uuid AND "text" <> $3
      AND "state" IN ('waiting', 'sent', 'noted')
    RETURNING "tenantId", "conversationId", "state"),
  c AS (
    SELECT c."tenantId", c."botId", c."chatId", c."threadId" FROM m JOIN "Conversation" AS c
      ON c."tenantId" = m."tenantId" AND c."id" = m."conversationId" WHERE m."state" <> 'noted'),
  ${TOLD}
  SELECT "botId", "chatId", "threadId" FROM c, stored`;

/** Its author has changed a message, also after the conversation was handed back; a worker changes it at the person. */
export async function changeSaid(context: Context, messageId: string, given: string): Promise<void> {
  authorise(context, "handleConversations");
  const { tenantId, actorId } = context;
  const text = given.trim().slice(0, MESSAGE_MAX);
  if (!text) return;
  const update = operatorUpdate({ chatId: 0, threadId: 0, messageId, edited: true });
  const values = [tenantId, messageId, text, update.update_id, JSON.stringify(update), actorId];
  await act(context, async (tx) => {
    const [place] = await tx.$queryRawUnsafe<Place[]>(CHANGE, ...values);
    if (place) await announce(tx, place, messageId);
  });
}

/** A word among the staff about a conversation, which nobody sends. Of the same id it is stored once. */
export async function noteAsOperator(
  context: Context,
  note: { conversationId: string; messageId: string; text: string; staffMessageId: number },
): Promise<void> {
  authorise(context, "handleConversations");
  const { tenantId, actorId } = context;
  const { conversationId, messageId, staffMessageId } = note;
  const text = note.text.trim().slice(0, MESSAGE_MAX);
  await tenantDb(context).query(
    `INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "text", "memberId", "memberName", "staffMessageId")
     SELECT $3, $1, c."id", 'operator', 'note', 'noted', $4, u."id", u."name", $5
     FROM "Conversation" AS c, "User" AS u WHERE c."tenantId" = $1 AND c."id" = $2 AND u."id" = $6
     ON CONFLICT DO NOTHING`,
    [tenantId, conversationId, messageId, text, staffMessageId, actorId],
  );
}
