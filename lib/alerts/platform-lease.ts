// Which worker receives the updates of the platform's bot, and from which on.
import { pool } from "../db.ts";

/** Longer than a poll. */
const LEASE = "interval '40 seconds'";

/** Claims or renews. @returns the next update_id to ask for; null: another worker has it */
export async function holdPlatformBot(workerId: string): Promise<number | null> {
  const { rows } = await pool.query<{ nextUpdate: number }>(
    `INSERT INTO "AlertBot" AS b ("id", "workerId", "until") VALUES (1, $1, now() + ${LEASE})
     ON CONFLICT ("id") DO UPDATE SET "workerId" = $1, "until" = now() + ${LEASE}
       WHERE b."workerId" = $1 OR b."until" IS NULL OR b."until" < now()
     RETURNING b."nextUpdate"`,
    [workerId],
  );
  return rows[0]?.nextUpdate ?? null;
}

/** The updates before this one are handled. Their numbers may begin anew: those of another token's bot are others. */
export async function passUpdates(workerId: string, nextUpdate: number): Promise<void> {
  await pool.query(`UPDATE "AlertBot" SET "nextUpdate" = $2 WHERE "id" = 1 AND "workerId" = $1`, [
    workerId,
    nextUpdate,
  ]);
}

export async function releasePlatformBot(workerId: string): Promise<void> {
  await pool.query(
    `UPDATE "AlertBot" SET "workerId" = NULL, "until" = NULL WHERE "id" = 1 AND "workerId" = $1`,
    [workerId],
  );
}
