// Worker heartbeat; reclaims what dead workers held.
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { openCause, solveCause, solveOldestGone } from "#lib/alert-events.ts";
import { pool } from "#lib/db.ts";
import { keyIds } from "#lib/secrets.ts";
import { workerAlive } from "#lib/worker-alive.ts";
import program from "../../package.json" with { type: "json" };

/** Identifies the process-id namespace: containers may share a host name, but not process ids. */
const host = (() => {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
})();

/** May be repeated: the answer to the first try may have been lost. */
export async function register(workerId: string): Promise<void> {
  const { rowCount } = await pool.query(
    `INSERT INTO "Worker" ("id", "host", "pid", "keyIds", "version", "wakes")
     SELECT $1::uuid, $2, $3::int, $4::text[], $5, (NOT EXISTS (SELECT FROM "Worker" AS w WHERE ${workerAlive}))::int ON CONFLICT DO NOTHING`,
    [workerId, host, process.pid, keyIds(), program.version],
  );
  if (rowCount) await solveOldestGone();
}

export async function heartbeat(workerId: string): Promise<void> {
  const { rows } = await pool.query<{ silent: boolean }>(
    `UPDATE "Worker" AS n SET "seenAt" = now(), "wakes" = n."wakes" + before."silent"::int FROM (SELECT "id", NOT (${workerAlive}) AS "silent" FROM "Worker" AS w
       WHERE "id" = $1 FOR UPDATE) AS before WHERE n."id" = before."id" RETURNING before."silent"`,
    [workerId],
  );
  const [row] = rows;
  if (!row) await register(workerId);
  // It was frozen, and somebody may have told that it is gone.
  else if (row.silent) await solveCause(null, "worker_gone", workerId);
}

export async function unregister(workerId: string): Promise<void> {
  await pool.query(`DELETE FROM "Worker" WHERE "id" = $1`, [workerId]);
}

interface Row {
  id: string;
  host: string;
  pid: number;
  silent: boolean;
  /** Workers that started after this one was last seen. */
  later: number;
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid === process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/**
 * Removes workers whose process on this host is gone and, with `silent`, those whose heartbeat stopped. What they held is
 * free, but for the leases of silent ones, which last to their end: a frozen worker may wake.
 */
export async function buryTheDead(workerId: string, { silent }: { silent: boolean }): Promise<void> {
  const { rows } = await pool.query<Row>(
    `SELECT "id", "host", "pid", NOT (${workerAlive}) AS "silent", (
       SELECT count(*)::int FROM "Worker" AS n WHERE n."startedAt" > w."seenAt") AS "later"
     FROM "Worker" AS w WHERE "id" <> $1 ORDER BY "seenAt"`,
    [workerId],
  );
  const gone = rows.filter((row) => row.host === host && isGone(row.pid));
  const dead = rows.filter((row) => (silent && row.silent) || gone.includes(row));
  if (dead.length === 0) return;
  await pool.query(
    `WITH lanes AS (UPDATE "Lane" SET "until" = NULL, "workerId" = NULL WHERE "workerId" = ANY($2)),
          bots AS (UPDATE "BotLease" SET "until" = NULL, "workerId" = NULL WHERE "workerId" = ANY($2)),
          alerts AS (UPDATE "AlertWay" SET "until" = NULL, "workerId" = NULL WHERE "workerId" = ANY($2)),
          broadcasts AS (UPDATE "BroadcastRun" SET "until" = NULL, "workerId" = NULL WHERE "workerId" = ANY($2)),
          probes AS (UPDATE "Park" SET "probeUntil" = NULL, "probeBy" = NULL WHERE "probeBy" = ANY($1))
     DELETE FROM "Worker" WHERE "id" = ANY($1)`,
    [dead.map(({ id }) => id), gone.map(({ id }) => id)],
  );
  for (const [i, row] of dead.entries()) if (i >= row.later) await tellGone(row);
}

/** A worker that ended without saying so, and that no worker started since has replaced. */
async function tellGone({ id, host: where, pid }: Row): Promise<void> {
  const name = `${where.split(" ")[0]} (${pid})`;
  await openCause(null, { kind: "worker_gone", subject: id, facts: { name } });
}
