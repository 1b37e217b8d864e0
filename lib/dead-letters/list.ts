// Messages that were given up, with the reason: dead updates of the inbox, and updates that could not be stored at all.
import type { DeathCause } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

export interface DeadLetterView {
  id: string;
  /** Username of the bot. */
  bot: string;
  /** Telegram's id of the chat; null if it is not known. */
  chatId: number | null;
  /** `not_stored`: the database refused the update itself; null: given up by an older version. */
  cause: DeathCause | "not_stored" | null;
  /** Never the person's text. */
  reason: string;
  receivedAt: Date;
  /** A worker has been asked to store it again. */
  retrying: boolean;
}

/** The newest `limit` dead letters, newest first. */
export async function listDeadLetters(context: Context, limit = 1_000): Promise<DeadLetterView[]> {
  authorise(context, "viewAnswers");
  const { rows } = await tenantDb(context).query<DeadLetterView>(
    `SELECT dead."id", b."username" AS "bot", dead."chatId", dead."cause", dead."reason", dead."receivedAt", dead."retrying"
     FROM (
       SELECT u."id"::text, u."botId", l."chatId", u."cause"::text, coalesce(u."error", '') AS "reason", u."receivedAt",
              false AS "retrying"
       FROM "Update" AS u JOIN "Lane" AS l ON l."id" = u."laneId"
       WHERE u."tenantId" = $1 AND u."state" = 'dead'
       UNION ALL
       SELECT d."id"::text, d."botId", d."chatId", 'not_stored', d."reason", d."receivedAt", d."retryAt" IS NOT NULL
       FROM "DeadLetter" AS d WHERE d."tenantId" = $1) AS dead
     JOIN "Bot" AS b ON b."id" = dead."botId"
     ORDER BY dead."receivedAt" DESC, dead."id" LIMIT $2`,
    [context.tenantId, limit],
  );
  return rows;
}
