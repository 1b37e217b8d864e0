// Drafts as they are stored: answers in a connected account's chat that wait for its owner.
import type { DraftState } from "#generated/enums.ts";
import { DRAFT_HOURS } from "#lib/business/choices.ts";
import { toStored } from "#lib/chain-state/shared-clock.ts";
import { toText } from "#lib/storable.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import { OVERTAKES_DRAFT } from "../../queue/business-update.ts";
import type { Claim } from "../../queue/claims.ts";
import { toJsonb } from "../../queue/database.ts";
import type { Heard } from "../../queue/settlement.ts";
import { ERRANDS, expire, LANE, toOwner, writeHeld } from "./errands.ts";

const GOOD_FOR = `interval '${DRAFT_HOURS} hours'`;

const RECORD = `
  WITH ${LANE},
  older AS (${expire(`d."conversationId" = $4 AND d."updateId" <> $5`)}),
  draft AS (
    INSERT INTO "BusinessDraft" ("id", "tenantId", "conversationId", "updateId", "question", "text", "chatId")
    SELECT $3, lane."tenantId", $4, $5, $6, $7, $8 FROM lane
    ON CONFLICT ("updateId") DO NOTHING RETURNING "id", "chatId"),
  heard AS (
    INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "text", "telegramId", "updateId", "at",
      "fileId", "fileName", "fileType", "fileSize")
    SELECT gen_random_uuid(), lane."tenantId", $4, 'person', r."kind"::"ChatMessageKind", 'heard', r."text", r."telegramId",
      r."updateId", r."at", r."fileId", r."name", r."type", r."size"
    FROM lane, draft, jsonb_to_recordset($9::jsonb) AS r("kind" text, "text" text, "telegramId" int, "updateId" bigint,
      "at" timestamptz, "fileId" text, "name" text, "type" text, "size" int)
    RETURNING "at"),
  waits AS (
    UPDATE "Conversation" AS c SET "lastAt" = now(),
      "waitingSince" = coalesce(botfactory_waits_since(c), CASE WHEN botfactory_draft_since(c) IS NOT NULL THEN c."waitingSince" END,
        (SELECT min("at") FROM heard), now())
    FROM lane, draft WHERE c."tenantId" = lane."tenantId" AND c."id" = $4),
  due AS (${toOwner("draft")} UNION ALL ${toOwner("older")}),
  ${ERRANDS}
  SELECT 1 FROM lane`;

export interface NewDraft {
  id: string;
  updateId: number;
  question: string;
  /** Markdown. */
  text: string;
  /** The owner's chat with the bot. */
  chatId: number;
  heard: Heard;
}

/** With the question, which the conversation remembers. Of the same question it is stored once. @returns false: the lane is lost */
export function recordDraft(claim: Claim, draft: NewDraft, signal: AbortSignal): Promise<boolean> {
  const { heard } = draft;
  const messages = heard.messages.map(({ at, file, ...rest }) => ({
    ...{ kind: "text", ...rest, ...file },
    at: new Date(toStored(at.getTime())),
  }));
  return writeHeld(claim, signal, RECORD, [
    ...[draft.id, heard.conversationId, draft.updateId, toText(draft.question), toText(draft.text)],
    ...[draft.chatId, toJsonb(messages)],
  ]);
}

/** Whether an earlier try has stored a draft for the question. */
export async function hasDraft({ tenantId }: Claim, updateId: number): Promise<boolean> {
  return (await tenantDb({ tenantId }).businessDraft.count({ where: { tenantId, updateId } })) > 0;
}

export interface PendingDraft {
  id: string;
  question: string;
  text: string;
  own: boolean;
  state: DraftState;
  messageId: number | null;
  sent: number[];
  error: string | null;
  /** When the person changed the question; null: they did not. */
  outdatedAt: Date | null;
  conversationId: string;
  /** Of the person. */
  name: string;
}

/** @returns null: it was deleted, with the person's data */
export async function takeDraft({ tenantId }: Claim, id: string): Promise<PendingDraft | null> {
  const draft = await tenantDb({ tenantId }).businessDraft.findFirst({
    where: { tenantId, id },
    include: { conversation: { select: { title: true } } },
  });
  return draft && { ...draft, name: draft.conversation.title };
}

const POSTED = `UPDATE "BusinessDraft" AS d SET "messageId" = $4 FROM "Lane" AS l
  WHERE l."id" = $1 AND l."fence" = $2 AND d."tenantId" = l."tenantId" AND d."id" = $3`;
const PART_SENT = `UPDATE "BusinessDraft" AS d SET "sent" = $4 FROM "Lane" AS l
  WHERE l."id" = $1 AND l."fence" = $2 AND d."tenantId" = l."tenantId" AND d."id" = $3`;

/** It stands in the owner's chat. @returns false: the lane is lost, or the draft is gone */
export const keepPosted = (claim: Claim, signal: AbortSignal, id: string, messageId: number) =>
  writeHeld(claim, signal, POSTED, [id, messageId]);

/** These messages of it are sent to the person. Likewise. */
export const keepPartSent = (claim: Claim, signal: AbortSignal, id: string, sent: readonly number[]) =>
  writeHeld(claim, signal, PART_SENT, [id, sent]);

const DECIDE = `
  WITH ${LANE},
  d AS (
    UPDATE "BusinessDraft" AS d SET "state" = CASE WHEN d."at" > now() - ${GOOD_FOR} THEN $4::"DraftState" ELSE 'expired' END,
      "text" = coalesce($5, d."text"), "own" = $5::text IS NOT NULL, "decidedAt" = now()
    FROM lane, "Conversation" AS c
    WHERE d."tenantId" = lane."tenantId" AND d."id" = $3 AND d."chatId" = lane."chatId" AND d."state" = 'waiting'
      AND c."tenantId" = d."tenantId" AND c."id" = d."conversationId" AND c."botId" = lane."botId"
    RETURNING d."id", d."state", c."chatId", c."threadId"),
  due AS (
    SELECT d."id" AS "draftId", lane."tenantId", lane."botId", d."chatId", d."threadId" FROM d, lane WHERE d."state" = 'approved'),
  ${ERRANDS}
  SELECT 1 FROM d`;

/**
 * The owner has decided, in the lane of their chat with the bot. Of two decisions the first holds.
 * @param own words of the owner's in place of the draft's; null: as it is
 */
export const decideDraft = (
  claim: Claim,
  signal: AbortSignal,
  { id, state, own }: { id: string; state: "approved" | "dismissed"; own: string | null },
): Promise<boolean> => writeHeld(claim, signal, DECIDE, [id, state, own && toText(own)]);

/** The draft below which the owner has replied. */
export async function draftAt({ tenantId, chatId }: Claim, messageId: number): Promise<string | null> {
  const found = await tenantDb({ tenantId }).businessDraft.findFirst({
    where: { tenantId, chatId, messageId },
    select: { id: true },
  });
  return found?.id ?? null;
}

// A new errand stands behind all that is stored now, so what waits is handled first and may end the draft.
const GIVE_WAY = `
  WITH ${LANE},
  due AS (
    SELECT d."id" AS "draftId", lane."tenantId", lane."botId", lane."chatId", $5::bigint AS "threadId" FROM "BusinessDraft" AS d, lane
    WHERE d."tenantId" = lane."tenantId" AND d."id" = $3 AND d."state" = 'approved' AND d."sent" = '{}' AND EXISTS (
      SELECT FROM "Update" AS u WHERE u."laneId" = lane."id" AND u."state" = 'waiting' AND u."id" > $4 AND ${OVERTAKES_DRAFT})),
  ${ERRANDS}
  SELECT 1 FROM due`;

/**
 * Puts the approval behind a change of the customer's, or somebody's own answer, that any process has stored behind it.
 * @param errand row id of the approval's update @returns false: nothing of that waits, or a part is sent already
 */
export const giveWay = (
  claim: Claim,
  signal: AbortSignal,
  { id, errand }: { id: string; errand: number },
): Promise<boolean> => writeHeld(claim, signal, GIVE_WAY, [id, errand, claim.threadId]);

// Its message in the conversation has the draft's own id, so that it is there once.
const SENT = `
  WITH ${LANE},
  d AS (
    UPDATE "BusinessDraft" AS d SET "state" = 'sent', "sent" = $4
    FROM lane WHERE d."tenantId" = lane."tenantId" AND d."id" = $3 AND d."state" = 'approved'
    RETURNING d."id", d."conversationId", d."chatId"),
  message AS (
    INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "text", "memberName", "telegramId")
    SELECT d."id", lane."tenantId", d."conversationId", 'operator', 'text', 'sent', $5, $6, ($4::int[])[1] FROM d, lane
    ON CONFLICT DO NOTHING),
  waits AS (
    UPDATE "Conversation" AS c SET "waitingSince" = NULL, "askedAt" = NULL, "closedAt" = NULL, "refusal" = NULL, "lastAt" = now()
    FROM d, lane WHERE c."tenantId" = lane."tenantId" AND c."id" = d."conversationId"),
  due AS (${toOwner("d")}),
  ${ERRANDS}
  SELECT 1 FROM lane`;

/** All of it is sent. @param name whose words they are @returns false: the lane is lost */
export const keepSent = (
  claim: Claim,
  signal: AbortSignal,
  { id, sent, text, name }: { id: string; sent: readonly number[]; text: string; name: string },
): Promise<boolean> => writeHeld(claim, signal, SENT, [id, sent, toText(text), name]);

const FAILED = `
  WITH ${LANE},
  d AS (
    UPDATE "BusinessDraft" AS d SET "state" = 'failed', "error" = $4
    FROM lane WHERE d."tenantId" = lane."tenantId" AND d."id" = $3 AND d."state" = 'approved'
    RETURNING d."id", d."chatId"),
  due AS (${toOwner("d")}),
  ${ERRANDS}
  SELECT 1 FROM lane`;

/** @param reason Telegram's words */
export const keepFailed = (claim: Claim, signal: AbortSignal, id: string, reason: string) =>
  writeHeld(claim, signal, FAILED, [id, toText(reason).slice(0, 500)]);

const EXPIRE = `
  WITH ${LANE},
  gone AS (${expire(`d."conversationId" IN (
    SELECT m."conversationId" FROM "ChatMessage" AS m WHERE m."tenantId" = lane."tenantId" AND m."id" = $3)`)}),
  due AS (${toOwner("gone")}), ${ERRANDS}
  SELECT 1 FROM lane`;

/** An operator has answered in the conversation, with this message. */
export const expireDrafts = (claim: Claim, signal: AbortSignal, messageId: string) =>
  writeHeld(claim, signal, EXPIRE, [messageId]);
