// Which workers are alive: the one window for the pages, the readiness check and the workers among themselves.
import { pool } from "../db.ts";

/** Workers send a heartbeat every 5 s; one that is silent for longer than this counts as dead. */
export const WORKER_ALIVE_SECONDS = 15;

/** SQL condition over `"Worker" AS w`, by the database's clock. */
export const workerAlive = `w."seenAt" > now() - interval '${WORKER_ALIVE_SECONDS} seconds'`;

/** How many workers are alive. */
export async function countWorkers(): Promise<number> {
  const { rows } = await pool.query<{ workers: number }>(
    `SELECT count(*)::int AS workers FROM "Worker" AS w WHERE ${workerAlive}`,
  );
  return rows[0]?.workers ?? 0;
}
