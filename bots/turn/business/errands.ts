// SQL and its running, shared by what is written about connected accounts' chats: under the fence of the lane in which it
// happens; an errand tells the other lane.
import { readyLanes } from "#lib/conversations/lanes.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim } from "../../queue/claims.ts";
import { patiently } from "../../queue/database.ts";

/** SQL, the CTE `lane`: of the claim while its fence holds. $1 lane, $2 fence */
export const LANE = `lane AS (SELECT "id", "tenantId", "botId", "chatId" FROM "Lane" WHERE "id" = $1 AND "fence" = $2)`;

/** SQL: an errand for each row of the CTE `due` ("draftId", "tenantId", "botId", "chatId", "threadId"), in that chat's lane. */
export const ERRANDS = `told AS (
    ${readyLanes("due")}
    RETURNING "id", "botId", "chatId", "threadId"),
  errands AS (
    INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload")
    SELECT due."tenantId", due."botId", u."updateId", told."id", jsonb_build_object('update_id', u."updateId", 'draft',
      jsonb_build_object('chatId', due."chatId", 'threadId', due."threadId", 'draftId', due."draftId"))
    FROM due JOIN told USING ("botId", "chatId", "threadId"), LATERAL (
      SELECT -1 - floor(random() * 2 ^ 47)::bigint + 0 * length(due."draftId"::text) AS "updateId") AS u)`;
/** SQL: rows of `due` that tell the owner's chat of the drafts of a CTE. */
export const toOwner = (drafts: string) =>
  `SELECT d."id" AS "draftId", lane."tenantId", lane."botId", d."chatId", 0::bigint AS "threadId" FROM ${drafts} AS d, lane`;
/** SQL: somebody else has answered, so that they are good for nothing. What is being sent already goes on. */
export const expire = (
  condition: string,
) => `UPDATE "BusinessDraft" AS d SET "state" = 'expired', "decidedAt" = now()
    FROM lane WHERE d."tenantId" = lane."tenantId" AND d."state" IN ('waiting', 'approved') AND d."sent" = '{}' AND ${condition}
    RETURNING d."id", d."chatId"`;

/** @returns whether a row was found or written; false where the lane is lost */
export async function writeHeld(
  claim: Claim,
  signal: AbortSignal,
  text: string,
  values: readonly unknown[],
): Promise<boolean> {
  const all = [claim.laneId, claim.fence, ...values];
  const { rowCount } = await patiently(() => tenantDb(claim).query(text, all), signal);
  return (rowCount ?? 0) > 0;
}
