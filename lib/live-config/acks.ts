// Records which worker runs which config version, so the page can show "live on 4/4 workers".
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../context.ts";
import { one, pool } from "../db.ts";
import { tenantDb } from "../tenant-db.ts";
import { workerAlive } from "../worker-alive.ts";

/** Records that the worker runs these versions. */
export async function acknowledge(
  workerId: string,
  snapshots: readonly { tenantId: string; version: number }[],
): Promise<void> {
  await pool.query(
    `INSERT INTO "Ack" ("workerId", "tenantId", "version")
     SELECT $1, * FROM unnest($2::uuid[], $3::int[])
     ON CONFLICT ("workerId", "tenantId") DO UPDATE SET "version" = excluded."version", "at" = now()`,
    [workerId, snapshots.map(({ tenantId }) => tenantId), snapshots.map(({ version }) => version)],
  );
}

export interface Liveness {
  /** Living workers that run the version or a later one. */
  live: number;
  /** Living workers. */
  workers: number;
}

async function liveness(tenantId: string, version: number): Promise<Liveness> {
  const { rows } = await tenantDb({ tenantId }).query<Liveness>(
    `SELECT count(*)::int AS workers, count(a."version")::int AS live
     FROM "Worker" w
     LEFT JOIN "Ack" a ON a."workerId" = w."id" AND a."tenantId" = $1 AND a."version" >= $2
     WHERE ${workerAlive}`,
    [tenantId, version],
  );
  return one(rows);
}

/** Waits until every living worker runs `version` of the context's tenant, or until the timeout. */
export async function untilLive(context: Context, version: number, timeoutMs = 2_000): Promise<Liveness> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const now = await liveness(context.tenantId, version);
    if (now.live >= now.workers || Date.now() > end) return now;
    await sleep(20);
  }
}
