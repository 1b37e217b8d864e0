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
     ON CONFLICT ("workerId", "tenantId") DO UPDATE SET "version" = greatest("Ack"."version", excluded."version"), "at" = now()`,
    [workerId, snapshots.map(({ tenantId }) => tenantId), snapshots.map(({ version }) => version)],
  );
}

export interface Liveness {
  /** Living workers that run the version or a later one. */
  live: number;
  /** Living workers. */
  workers: number;
  /** Where some of them lack it: how it is once they have it, or when nobody waits any longer, as after the
   * tenant's next save. Never rejects. */
  later?: Promise<Liveness>;
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

async function waitUntilLive(
  { tenantId }: Context,
  version: number,
  { limitMs, pauseMs, signal }: { limitMs: number; pauseMs: number; signal?: AbortSignal },
): Promise<Liveness> {
  const end = Date.now() + limitMs;
  for (;;) {
    const now = await liveness(tenantId, version);
    if (now.live >= now.workers || Date.now() > end || signal?.aborted) return now;
    await sleep(pauseMs, null, signal && { signal }).catch(() => undefined);
  }
}

/** Of each tenant the last one: each holds the answer to its save open, and a browser has six connections in all. */
const waiting = new Map<string, AbortController>();

function waitLonger(context: Context, version: number, limitMs: number): Promise<Liveness> {
  const over = new AbortController();
  waiting.get(context.tenantId)?.abort();
  waiting.set(context.tenantId, over);
  return waitUntilLive(context, version, { limitMs, pauseMs: 500, signal: over.signal }).finally(() => {
    if (waiting.get(context.tenantId) === over) waiting.delete(context.tenantId);
  });
}

/** Longer than until a dead worker no longer counts, and than until an acknowledgement that failed is stored. */
const LATER_MS = 20_000;

/** Waits until every living worker runs `version` of the context's tenant, or until the timeout. @param laterMs how much longer `later` waits */
export async function untilLive(
  context: Context,
  version: number,
  timeoutMs = 2_000,
  laterMs = LATER_MS,
): Promise<Liveness> {
  const soon = await waitUntilLive(context, version, { limitMs: timeoutMs, pauseMs: 20 });
  if (soon.live >= soon.workers || laterMs === 0) return soon;
  return { ...soon, later: waitLonger(context, version, laterMs).catch(() => soon) };
}
