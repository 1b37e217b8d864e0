// How many workers run the bots.
import { pool } from "../db.ts";
import { workerAlive } from "../worker-alive.ts";

/** Number of living workers. */
export async function countWorkers(): Promise<number> {
  const { rows } = await pool.query<{ workers: number }>(
    `SELECT count(*)::int AS workers FROM "Worker" AS w WHERE ${workerAlive}`,
  );
  return rows[0]?.workers ?? 0;
}
