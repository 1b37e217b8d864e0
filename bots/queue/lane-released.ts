// SQL shared by the statements that settle.
import { NOW } from "./inbox.ts";

/**
 * The CTE `lane`: the claim's lane, if the fence still holds, released where that is asked for.
 * $1 lane, $2 fence, $3 arrivals, $4 row ids of what is done, $5 whether it is released, $6 when it is due again (milliseconds).
 */
export const laneReleased = (condition = "true"): string => `lane AS (
    UPDATE "Lane" SET
      "until" = CASE WHEN $5 THEN NULL ELSE "until" END,
      "workerId" = CASE WHEN $5 THEN NULL ELSE "workerId" END,
      "readyAt" = CASE WHEN NOT $5 THEN "readyAt"
                       WHEN $6::int IS NULL AND "arrivals" = $3 THEN NULL
                       ELSE ${NOW} + coalesce($6::int, 0) * interval '1 millisecond' END
    WHERE "id" = $1 AND "fence" = $2 AND ${condition}
      AND NOT EXISTS (SELECT 1 FROM "Update" WHERE "id" = ANY($4::bigint[]) AND "state" <> 'waiting')
    RETURNING "id", "tenantId", "botId", "chatId", "threadId", "until" IS NULL AND "readyAt" <= now() AS "due")`;
