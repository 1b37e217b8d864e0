// Checks of the database: whether it answers, its version, rights, the way to it, its clock, its migrations.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Env } from "#lib/env.ts";
import { fromNpm } from "../database/binaries.ts";
import { isCluster } from "../database/cluster.ts";
import { directAddress } from "../database/direct-address.ts";
import { migrationNames } from "../database/migrate.ts";
import { type Database, openDatabase } from "../start/database.ts";
import { type Finding, fine, note, wrong } from "./finding.ts";

const subject = "Database";
const CONNECT_MS = 5_000;

/** By the code of the socket or of PostgreSQL. */
const todos: Record<string, string> = {
  ECONNREFUSED: "Start PostgreSQL there, or correct host and port in DATABASE_URL.",
  ENOTFOUND: "Correct the host in DATABASE_URL, or this machine's DNS.",
  ETIMEDOUT: "A firewall drops the packets: open PostgreSQL's port for this machine.",
  "28P01": "Correct the password in DATABASE_URL.",
  "28000": "Let pg_hba.conf admit this machine and role.",
  "3D000": "Create the database, or correct its name in DATABASE_URL.",
  "53300": "PostgreSQL has no connection left: raise max_connections.",
};

function refused(error: unknown, url: string): Finding {
  const { code = "", message } = error as Error & { code?: string };
  const todo = todos[code] ?? todos[/timeout/i.test(message) ? "ETIMEDOUT" : ""] ?? "Correct DATABASE_URL.";
  return wrong(subject, `${new URL(url).host} refuses: ${message || code}`, todo);
}

interface Facts {
  version: number;
  name: string;
  role: string;
  superuser: boolean;
  may_create: boolean;
  may_create_roles: boolean;
  /** Null: there are no tables yet. */
  owns: boolean | null;
}

const FACTS = `
  SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name,
    r.rolname AS role, r.rolsuper AS superuser, r.rolcreaterole AS may_create_roles,
    has_schema_privilege('public', 'CREATE') AS may_create,
    (SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class AS c WHERE c.oid = to_regclass('"Tenant"')) AS owns
  FROM pg_roles AS r WHERE r.rolname = current_user`;

function checkRights(facts: Facts, roles: Env["DATABASE_ROLES"]): Finding {
  const { role, superuser, may_create, may_create_roles, owns } = facts;
  if (!superuser && (owns === false || (owns === null && !may_create)))
    return wrong(
      "Rights",
      `the role "${role}" may not change the tables`,
      `Run ALTER DATABASE … OWNER TO "${role}" and ALTER TABLE … OWNER TO it as a superuser.`,
    );
  if (!superuser && !may_create_roles && roles === "on")
    return note(
      "Rights",
      `the role "${role}" may not create roles, so row-level security is no second lock`,
      `Run ALTER ROLE "${role}" CREATEROLE as a superuser, or set DATABASE_ROLES=off to accept it.`,
    );
  return fine("Rights", `the role "${role}" may migrate${roles === "on" ? " and create roles" : ""}`);
}

const HEARD_MS = 2_000;

/** Whether announcements arrive: a transaction pooler loses LISTEN. */
async function checkWay(client: pg.Client, url: string): Promise<Finding> {
  const channel = `doctor_${process.pid}`;
  const heard = new Promise<boolean>((done) => client.once("notification", () => done(true)));
  const other = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  await other.connect();
  try {
    await client.query(`LISTEN ${channel}`);
    await other.query(`NOTIFY ${channel}`);
    if (await Promise.race([heard, sleep(HEARD_MS, false)]))
      return fine("Connection", "announcements arrive");
    return wrong(
      "Connection",
      "announcements (LISTEN) do not arrive: a pooler in transaction mode stands in between",
      "Set DIRECT_DATABASE_URL to the address of PostgreSQL itself.",
    );
  } finally {
    await client.query(`UNLISTEN ${channel}`);
    await other.end();
  }
}

/** Leases and parks are measured by the database's clock, quotas by that of each worker. */
const MOST_SKEW_MS = 5_000;

async function checkClock(client: pg.Client): Promise<Finding> {
  const before = Date.now();
  const { rows } = await client.query<{ now: number }>(
    "SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now",
  );
  const middle = (before + Date.now()) / 2;
  const skew = Math.round((rows[0]?.now ?? 0) - middle);
  const says = `the database's clock is ${(Math.abs(skew) / 1000).toFixed(1)} s ${skew < 0 ? "behind" : "ahead"}`;
  if (Math.abs(skew) <= MOST_SKEW_MS) return fine("Clock", says);
  return wrong("Clock", says, "Synchronise both machines by NTP (timedatectl set-ntp true).");
}

async function checkMigrations(client: pg.Client): Promise<Finding> {
  const { rows: tables } = await client.query(`SELECT to_regclass('_prisma_migrations') AS "table"`);
  if (!tables[0]?.table) return fine("Tables", "will be created at the first start");
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const applied = new Set(rows.map(({ name }) => name));
  const ours = migrationNames();
  const unknown = [...applied].filter((name) => !ours.includes(name));
  if (unknown.length > 0)
    return wrong(
      "Tables",
      `the database is newer than this program (${unknown.join(", ")})`,
      "Update the program: git pull, npm ci. Or restore the backup from before.",
    );
  const pending = ours.filter((name) => !applied.has(name));
  return pending.length === 0
    ? fine("Tables", "up to date")
    : fine("Tables", `${pending.length} migrations will run at the next start`);
}

async function askDatabase(client: pg.Client, url: string, env: Env): Promise<Finding[]> {
  const { rows } = await client.query<Facts>(FACTS);
  const [facts] = rows;
  if (!facts) return [wrong(subject, "it does not say who asks", "Correct DATABASE_URL.")];
  if (facts.version < 150_000)
    return [wrong(subject, `PostgreSQL ${facts.name} is too old`, "Upgrade it to PostgreSQL 15 or newer.")];
  return [
    fine(subject, `PostgreSQL ${facts.name}${env.DATABASE_URL ? ` at ${new URL(url).host}` : ", embedded"}`),
    checkRights(facts, env.DATABASE_ROLES),
    await checkWay(client, url),
    await checkClock(client),
    await checkMigrations(client),
  ];
}

/** The programs of the embedded database, before there is one. */
async function checkPrograms(): Promise<Finding> {
  try {
    const { pg_ctl } = await fromNpm();
    const { status, stdout, stderr, error } = spawnSync(pg_ctl, ["--version"], { encoding: "utf8" });
    if (status !== 0) throw new Error(`PostgreSQL does not run here: ${error?.message ?? stderr.trim()}`);
    return fine(subject, `embedded, will be created at the first start (${stdout.trim()})`);
  } catch (error) {
    return wrong(
      subject,
      (error as Error).message,
      "Run npm ci, or set DATABASE_URL to your own PostgreSQL.",
    );
  }
}

/**
 * @param password of the embedded database, from secrets.json
 * @param andThen further checks with the open connection
 */
export async function checkDatabase(
  env: Env,
  password: string,
  andThen: (client: pg.Client) => Promise<Finding[]>,
): Promise<Finding[]> {
  if (!env.DATABASE_URL && !isCluster(join(env.DATA_DIR, "postgres"))) return [await checkPrograms()];
  let embedded: Database | null = null;
  try {
    if (!env.DATABASE_URL) embedded = await openDatabase(env, password);
  } catch (error) {
    const todo = `Read ${join(env.DATA_DIR, "postgres/server.log")}; restore a backup if nothing else helps.`;
    return [wrong(subject, (error as Error).message, todo)];
  }
  const url = directAddress();
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const findings = await askDatabase(client, url, env);
    return findings.length > 1 ? [...findings, ...(await andThen(client))] : findings;
  } catch (error) {
    return [refused(error, url)];
  } finally {
    await client.end().catch(() => undefined);
    await embedded?.close();
  }
}
