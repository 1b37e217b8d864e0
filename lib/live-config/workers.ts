// Which workers are alive: the shared definition for pages, the readiness check and the workers.
import { pool } from "../db.ts";

/** Workers send a heartbeat every 5 s; one without a heartbeat for this long counts as dead. */
export const WORKER_ALIVE_SECONDS = 12;

/** SQL condition over `"Worker" AS w`, by the database's clock. */
export const workerAlive = `w."seenAt" > now() - interval '${WORKER_ALIVE_SECONDS} seconds'`;

/** Number of living workers. */
export async function countWorkers(): Promise<number> {
  const { rows } = await pool.query<{ workers: number }>(
    `SELECT count(*)::int AS workers FROM "Worker" AS w WHERE ${workerAlive}`,
  );
  return rows[0]?.workers ?? 0;
}
