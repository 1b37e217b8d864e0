// Readiness checks: database, migrations, a living worker, decryptable secrets.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isDatabaseAway } from "../database-away.ts";
import { db, pool } from "../db.ts";
import { open, type SecretLocation } from "../secrets.ts";
import { WORKER_ALIVE_SECONDS } from "../worker-alive.ts";
import { countWorkers } from "./workers.ts";

export interface ReadinessCheck {
  name: "database" | "migrations" | "worker" | "secrets";
  ok: boolean;
  /** What is wrong and what to do about it; never a secret. */
  reason?: string;
}

async function migrations(): Promise<void> {
  const wanted = readdirSync(join(process.cwd(), "prisma/migrations"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const { rows } = await pool.query<{ migration_name: string }>(
    `SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const there = new Set(rows.map(({ migration_name }) => migration_name));
  const missing = wanted.filter((name) => !there.has(name));
  if (missing.length) throw new Error(`Pending migrations: ${missing.join(", ")}. Restart with npm start.`);
}

async function worker(): Promise<void> {
  if ((await countWorkers()) === 0)
    throw new Error(`No worker has been seen for ${WORKER_ALIVE_SECONDS} seconds.`);
}

/** Margin for clock skew and for transactions that commit after they write. */
const OVERLAP_MS = 60_000;
/** Rows changed since then are checked; of older rows only those that failed are rechecked. */
let triedUntil = 0;
let closed: readonly SecretLocation[] = [];

async function secrets(): Promise<void> {
  const startedAt = Date.now();
  const idsOf = (table: SecretLocation["table"]) =>
    closed.flatMap(({ table: own, rowId }) => (own === table ? [rowId] : []));
  const since = new Date(triedUntil - OVERLAP_MS);
  const untried = (table: SecretLocation["table"]) => ({
    OR: [{ updatedAt: { gte: since } }, { id: { in: idsOf(table) } }],
  });
  const [bots, keys, totps, webhooks] = await Promise.all([
    db.bot.findMany({
      where: untried("Bot"),
      select: { id: true, tenantId: true, token: true, webhookSecret: true },
    }),
    db.key.findMany({ where: untried("Key"), select: { id: true, tenantId: true, secret: true } }),
    db.totp.findMany({
      where: { OR: [{ confirmedAt: { gte: since } }, { userId: { in: idsOf("Totp") } }] },
      select: { userId: true, secret: true },
    }),
    db.alertWay.findMany({
      where: { channel: "webhook", ...untried("AlertWay") },
      select: { id: true, tenantId: true, secret: true },
    }),
  ]);
  const sealed = [
    ...bots.flatMap(({ id: rowId, tenantId, token, webhookSecret }) => {
      const place = { tenantId, table: "Bot", rowId } as const;
      return [
        { text: token, place: { ...place, column: "token" } as const },
        { text: webhookSecret, place: { ...place, column: "webhookSecret" } as const },
      ];
    }),
    ...keys.map(({ id: rowId, tenantId, secret }) => ({
      text: secret,
      place: { tenantId, table: "Key", rowId, column: "secret" } as const,
    })),
    ...webhooks.map(({ id: rowId, tenantId, secret }) => ({
      text: secret ?? "",
      place: { tenantId, table: "AlertWay", rowId, column: "secret" } as const,
    })),
    ...totps.map(({ userId: rowId, secret }) => ({
      text: secret,
      place: { tenantId: "", table: "Totp", rowId, column: "secret" } as const,
    })),
  ];
  closed = sealed.flatMap(({ text, place }) => (opens(text, place) ? [] : [place]));
  triedUntil = startedAt;
  if (closed.length === 0) return;
  const [webhookCount, totpCount] = [
    await db.alertWay.count({ where: { channel: "webhook" } }),
    await db.totp.count(),
  ];
  const all = (await db.key.count()) + 2 * (await db.bot.count()) + webhookCount + totpCount;
  throw new Error(
    `${closed.length} of ${all} stored secrets cannot be decrypted. Set ENCRYPTION_KEY to the key that encrypted them.`,
  );
}

function opens(sealed: string, place: SecretLocation): boolean {
  try {
    open(sealed, place);
    return true;
  } catch {
    return false;
  }
}

const run = (name: ReadinessCheck["name"], check: () => Promise<unknown>): Promise<ReadinessCheck> =>
  check().then(
    () => ({ name, ok: true }),
    (error: Error) => ({
      name,
      ok: false,
      reason: isDatabaseAway(error) ? "It cannot be reached." : error.message,
    }),
  );

const database = () => run("database", () => pool.query("SELECT 1"));
const theRest = () =>
  Promise.all([run("migrations", migrations), run("worker", worker), run("secrets", secrets)]);

/** Runs all checks; a failed one has a reason. */
export async function readiness(check = { database, theRest }): Promise<ReadinessCheck[]> {
  const first = await check.database();
  return first.ok ? [first, ...(await check.theRest())] : [first];
}

/** Cache time of the results. The database check is not cached: failing pages ask whether it is unreachable now. */
const HELD_MS = 1_000;

/** Runs `work` at most once at a time and caches its result for `heldMs`. */
function shared<T>(work: () => Promise<T>, heldMs: number): () => Promise<T> {
  let latest: Promise<T> | null = null;
  let staleAt = Infinity;
  return () => {
    if (latest && Date.now() < staleAt) return latest;
    staleAt = Infinity;
    latest = work().finally(() => {
      staleAt = Date.now() + heldMs;
    });
    return latest;
  };
}

const held = { database: shared(database, 0), theRest: shared(theRest, HELD_MS) };

/** Cached readiness for the public endpoint, which is not rate limited. */
export const publicReadiness = (): Promise<ReadinessCheck[]> => readiness(held);
