// Records what became of an operator's message, under the lane's fence.

import { toText } from "#lib/storable.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim } from "./claims.ts";
import { patiently } from "./database.ts";

export interface SentMessage {
  /** Telegram's. */
  messageId: number;
  /** Of the file in it. */
  fileId: string | null;
}

// Whoever wrote later than the operator's message still waits. What arrives in a chat proves that it is open.
const SENT = `
  WITH m AS (
    UPDATE "ChatMessage" AS m SET "state" = 'sent', "telegramId" = $4, "fileId" = coalesce($5, m."fileId"), "error" = NULL, "changedAt" = now()
    FROM "Lane" AS l WHERE l."id" = $1 AND l."fence" = $2 AND m."tenantId" = l."tenantId" AND m."id" = $3
    RETURNING m."id", m."tenantId", m."conversationId", m."at"),
  file AS (DELETE FROM "ChatFile" AS f USING m WHERE f."tenantId" = m."tenantId" AND f."messageId" = m."id"),
  waits AS (
    UPDATE "Conversation" AS c SET "closedAt" = NULL, "refusal" = NULL,
      "askedAt" = CASE WHEN c."waitingSince" IS NULL THEN c."askedAt" END,
      "waitingSince" = CASE WHEN c."waitingSince" IS NOT NULL THEN (
        SELECT min(p."at") FROM "ChatMessage" AS p
        WHERE p."conversationId" = m."conversationId" AND p."author" = 'person' AND p."at" > m."at") END
    FROM m WHERE c."tenantId" = m."tenantId" AND c."id" = m."conversationId" AND (c."waitingSince" IS NOT NULL OR c."closedAt" IS NOT NULL))
  SELECT 1 FROM m`;

/** @returns false: the lane was lost, nothing is recorded */
export async function isSent(
  { laneId, fence, tenantId }: Claim,
  id: string,
  { messageId, fileId }: SentMessage,
  signal: AbortSignal,
): Promise<boolean> {
  const values = [laneId, fence, id, messageId, fileId];
  const { rowCount } = await patiently(() => tenantDb({ tenantId }).query(SENT, values), signal);
  return rowCount === 1;
}

const NOT_SENT = `
  UPDATE "ChatMessage" AS m SET "state" = 'failed', "error" = $4, "changedAt" = now()
  FROM "Lane" AS l WHERE l."id" = $1 AND l."fence" = $2 AND m."tenantId" = l."tenantId" AND m."id" = $3`;

/** @param reason Telegram's words */
export async function notSent(
  { laneId, fence, tenantId }: Claim,
  id: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const values = [laneId, fence, id, toText(reason).slice(0, 500)];
  await patiently(() => tenantDb({ tenantId }).query(NOT_SENT, values), signal);
}
