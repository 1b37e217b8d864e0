// A process beside a platform of the browser tests: makes the database what it is after a first start, while the platform runs on.
// Loads the modules of the import once; a start of a platform would load all of its modules, and each page's at its first request.
import pg from "pg";
import { CONFIG_CHANNEL } from "#lib/audit.ts";
import { PARKS_CHANNEL } from "#lib/chain-state/announcements.ts";
import { env } from "#lib/env.ts";
import { issueSetupCode } from "#lib/people/setup.ts";
import { until } from "#test/until.ts";
import { importEnvironment } from "../scripts/start/import.ts";

/** Like the variables of the README; null where one is not set. */
export interface Beginning {
  admin: { email: string; password: string } | null;
  shop: { token: string; keys: readonly string[] } | null;
}

/** `beginning` null: only empties. */
export interface AnewOrder {
  beginning: Beginning | null;
}
/** `setupCode` as at a start: null where there is an admin. `error`: what went wrong. */
export interface AnewDone {
  setupCode: string | null;
  error: string | null;
}

/** Of the processes that run on, and of the migrations. */
const KEPT = ["Worker", "Chore", "ParkRevision", "_prisma_migrations"];
/** Append-only: its trigger refuses to delete from it. */
const RECORD = "Audit";
const DEADLOCK = "40P01";
const TRIES = 10;

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });

async function emptyOnce(): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> ALL ($1)`,
    [[...KEPT, RECORD, "Tenant"]],
  );
  await client.query("BEGIN");
  // Workers drop what is gone, and what they hold to be parked for all tenants.
  await client.query(
    `SELECT pg_notify($1, json_build_object('tenant', "id", 'version', "configVersion" + 1)::text) FROM "Tenant"`,
    [CONFIG_CHANNEL],
  );
  await client.query(
    `SELECT pg_notify($1, json_build_object('kind', 'clear', 'scope', "scope", 'id', "id", 'from', '',
       'at', extract(epoch FROM clock_timestamp()) * 1000)::text) FROM "Park"`,
    [PARKS_CHANNEL],
  );
  // The tenants' rows go with them.
  const names = ["Tenant", ...rows.map(({ name }) => name)];
  await client.query(names.map((name) => `DELETE FROM "${name}"`).join(";"));
  await client.query("COMMIT");
  await client.query(`BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM "${RECORD}"; COMMIT`);
}

/** The worker may be writing. */
async function empty(): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await emptyOnce();
    } catch (error) {
      await client.query("ROLLBACK");
      if ((error as { code?: string }).code !== DEADLOCK || tries === TRIES) throw error;
    }
  }
}

async function begin({ admin, shop }: Beginning): Promise<string | null> {
  const { ADMIN_EMAIL: _, ADMIN_PASSWORD: __, TELEGRAM_BOT_TOKEN: ___, ...others } = env();
  const { checkNewKeys } = await importEnvironment({
    ...others,
    ...(admin && { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password }),
    ...(shop && { TELEGRAM_BOT_TOKEN: shop.token }),
    GEMINI_API_KEYS: shop?.keys ?? [],
  });
  const setupCode = await issueSetupCode();
  await checkNewKeys();
  await client.query(
    `SELECT pg_notify($1, json_build_object('tenant', "id", 'version', "configVersion")::text) FROM "Tenant"`,
    [CONFIG_CHANNEL],
  );
  await until("the worker has the new tenant", async () => {
    const { rows } = await client.query(
      `SELECT FROM "Tenant" AS t WHERE NOT EXISTS (
         SELECT FROM "Ack" AS a WHERE a."tenantId" = t."id" AND a."version" >= t."configVersion")`,
    );
    return rows.length === 0;
  });
  return setupCode;
}

async function carryOut({ beginning }: AnewOrder): Promise<AnewDone> {
  try {
    if (beginning) return { setupCode: await begin(beginning), error: null };
    await empty();
    return { setupCode: null, error: null };
  } catch (error) {
    return { setupCode: null, error: (error as Error).stack ?? String(error) };
  }
}

await client.connect();
process.on("message", async (order: AnewOrder) => process.send?.(await carryOut(order)));
process.once("disconnect", () => process.exit());
