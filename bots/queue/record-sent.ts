// Records each sent message at once, long before the unit is settled.
import { toStored } from "#lib/chain-state/shared-clock.ts";
import { toText } from "#lib/storable.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim } from "./claims.ts";
import { patiently } from "./database.ts";
import type { AnswerRecord } from "./settlement.ts";

const RECORD_SENT = {
  name: "record sent",
  text: `
  INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "question", "asked", "receivedAt",
    "startedAt", "firstTextAt", "sent")
  SELECT $3, "tenantId", "botId", $4, $5, $6, $7, $8, $9, now(), $10 FROM "Lane" WHERE "id" = $1 AND "fence" = $2
  ON CONFLICT ("updateId") DO UPDATE SET "sent" = excluded."sent"`,
};

/**
 * Records sent messages, so that a restart edits them instead of sending again.
 * @returns false: the lane was lost, nothing is recorded
 */
export async function recordSent(
  claim: Claim,
  answer: Pick<
    AnswerRecord,
    "id" | "conversationId" | "updateId" | "question" | "asked" | "receivedAt" | "startedAt" | "sent"
  >,
  signal: AbortSignal,
): Promise<boolean> {
  const values = [
    claim.laneId,
    claim.fence,
    answer.id,
    answer.conversationId,
    answer.updateId,
    toText(answer.question),
    answer.asked,
    new Date(toStored(answer.receivedAt.getTime())),
    new Date(toStored(answer.startedAt.getTime())),
    answer.sent,
  ];
  const { rowCount } = await patiently(() => tenantDb(claim).query(RECORD_SENT, values), signal);
  return rowCount === 1;
}
