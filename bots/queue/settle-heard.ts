// Ends a unit that an operator hears instead of the bot: stored as it was written, in one statement under the lane's
// fence, and only while the operator still has the conversation.
import { toStored } from "#lib/chain-state/shared-clock.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim } from "./claims.ts";
import { patiently, toJsonb } from "./database.ts";
import { laneReleased } from "./lane-released.ts";
import type { Heard } from "./settlement.ts";

// The conversation's row is locked before it is read: a hand-back comes before or after this statement, never between.
const SETTLE_HEARD = {
  name: "settle heard",
  text: `
  WITH taken AS (
    SELECT "id" FROM "Conversation" WHERE "tenantId" = $7 AND "id" = $8 AND ($10 OR "takenUntil" > now()) FOR NO KEY UPDATE),
  ${laneReleased("EXISTS (SELECT FROM taken)")},
  finished AS (
    UPDATE "Update" AS u SET "doneAt" = now(), "fence" = $2, "state" = 'done', "cause" = NULL
    FROM lane WHERE u."laneId" = lane."id" AND u."id" = ANY($4::bigint[])),
  heard AS (
    INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "kind", "state", "text", "telegramId", "updateId", "at",
      "fileId", "fileName", "fileType", "fileSize")
    SELECT gen_random_uuid(), lane."tenantId", $8, 'person', r."kind"::"ChatMessageKind", 'heard', r."text", r."telegramId",
      r."updateId", r."at", r."fileId", r."name", r."type", r."size"
    FROM lane, jsonb_to_recordset($9::jsonb) AS r("kind" text, "text" text, "telegramId" int, "updateId" bigint, "at" timestamptz,
      "fileId" text, "name" text, "type" text, "size" int)
    RETURNING "at"),
  waits AS (
    UPDATE "Conversation" AS c SET "lastAt" = now(),
      "waitingSince" = CASE WHEN $10 THEN c."waitingSince" ELSE coalesce(botfactory_waits_since(c), (SELECT min("at") FROM heard)) END
    FROM lane WHERE c."tenantId" = lane."tenantId" AND c."id" = $8),
  ended AS (
    UPDATE "Answer" AS a SET "state" = 'cancelled', "againAt" = NULL, "finishedAt" = now()
    FROM lane WHERE a."tenantId" = lane."tenantId" AND a."updateId" = ANY($4::bigint[]) AND a."state" = 'running')
  SELECT "due" FROM lane`,
};

/** @returns false: the lane was lost, or the conversation is the bot's again; nothing is written */
export async function settleHeard(
  claim: Claim,
  { done, heard, release }: { done: readonly number[]; heard: Heard; release?: { again: number | null } },
  signal: AbortSignal,
): Promise<boolean> {
  const messages = heard.messages.map(({ at, file, ...rest }) => ({
    kind: "text",
    ...rest,
    ...file,
    at: new Date(toStored(at.getTime())),
  }));
  const values = [
    claim.laneId,
    claim.fence,
    claim.arrivals,
    done,
    release !== undefined,
    release?.again ?? null,
    claim.tenantId,
    heard.conversationId,
    toJsonb(messages),
    heard.unasked ?? false,
  ];
  const { rows } = await patiently(
    () => tenantDb(claim).query<{ due: boolean }>(SETTLE_HEARD, values),
    signal,
  );
  claim.due = rows[0]?.due === true;
  return rows.length === 1;
}
