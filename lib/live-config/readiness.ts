// Whether everything stands that an answer needs: database, migrations, a live worker, readable secrets.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isDatabaseAway } from "../database-away.ts";
import { db, pool } from "../db.ts";
import { open } from "../secrets.ts";
import { countWorkers, WORKER_ALIVE_SECONDS } from "./workers.ts";

export interface ReadinessCheck {
  name: "database" | "migrations" | "worker" | "secrets";
  ok: boolean;
  /** What is wrong and what to do; never a secret. */
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
  if (missing.length) throw new Error(`Not applied: ${missing.join(", ")}. Restart with npm start.`);
}

async function worker(): Promise<void> {
  if ((await countWorkers()) === 0)
    throw new Error(`No worker has been seen for ${WORKER_ALIVE_SECONDS} seconds.`);
}

/** Sealed secrets that opened once: each stays what it is until it is replaced. */
const opened = new Set<string>();

async function secrets(): Promise<void> {
  const [bots, keys] = await Promise.all([
    db.bot.findMany({ select: { id: true, tenantId: true, token: true, webhookSecret: true } }),
    db.key.findMany({ select: { id: true, tenantId: true, secret: true } }),
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
  ];
  const present = new Set(sealed.map(({ text }) => text));
  for (const text of opened) if (!present.has(text)) opened.delete(text);
  let closed = 0;
  for (const { text, place } of sealed) {
    if (opened.has(text)) continue;
    try {
      open(text, place);
      opened.add(text);
    } catch {
      closed++;
    }
  }
  if (closed) {
    throw new Error(
      `${closed} of ${sealed.length} stored secrets do not open: is ENCRYPTION_KEY the one that they were stored under?`,
    );
  }
}

/** Checks everything; each check names itself and, where it fails, why. */
export async function readiness(): Promise<ReadinessCheck[]> {
  const run = async (name: ReadinessCheck["name"], check: () => Promise<unknown>): Promise<ReadinessCheck> =>
    check().then(
      () => ({ name, ok: true }),
      (error: Error) => ({
        name,
        ok: false,
        reason: isDatabaseAway(error) ? "It cannot be reached." : error.message,
      }),
    );
  const database = await run("database", () => pool.query("SELECT 1"));
  if (!database.ok) return [database];
  return [
    database,
    ...(await Promise.all([run("migrations", migrations), run("worker", worker), run("secrets", secrets)])),
  ];
}
