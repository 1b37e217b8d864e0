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
import { checkPooler } from "./pooler.ts";

const subject = "Database";
const CONNECT_MS = 5_000;

/** By the code of the socket, of TLS or of PostgreSQL. */
const todos: Record<string, string> = {
  ECONNREFUSED: "Start PostgreSQL there, or correct host and port in VARIABLE.",
  ENOTFOUND: "Correct the host in VARIABLE, or this machine's DNS.",
  EAI_AGAIN: "This machine's DNS does not answer: getent hosts HOST.",
  ETIMEDOUT: "A firewall drops the packets: open PostgreSQL's port for this machine.",
  EHOSTUNREACH: "There is no way to that machine: check its address and this machine's routes.",
  ENETUNREACH: "There is no way to that machine: check its address and this machine's routes.",
  ECONNRESET: "Something closes the connection at once: is it PostgreSQL that listens there?",
  "28P01": "Correct the password in VARIABLE; in an address @, :, / and # are written %40, %3A, %2F and %23.",
  "28000":
    "Let pg_hba.conf admit this machine and role, or add ?sslmode=require to VARIABLE if it demands TLS.",
  "3D000": "Create the database, or correct its name in VARIABLE.",
  "42501": "Give the role the right to connect: GRANT CONNECT ON DATABASE … TO it.",
  "53300":
    "PostgreSQL has no connection left: raise max_connections, or put a pooler in front (docs/scaling.md).",
  "57P03": "PostgreSQL is starting, stopping or recovering: look at its log, and try again in a minute.",
  tls: "Give the certificate's authority in NODE_EXTRA_CA_CERTS or by ?sslrootcert=FILE, or see that VARIABLE names the certificate's host.",
  noTls: "The server there speaks no TLS: remove sslmode from VARIABLE, or turn TLS on there.",
};

/** Which of them, for errors that have no code. */
function kindOf(code: string, message: string): string {
  if (code in todos) return code;
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code)) return "tls";
  if (/does not support SSL/i.test(message)) return "noTls";
  if (/timeout/i.test(message)) return "ETIMEDOUT";
  return /terminated unexpectedly/i.test(message) ? "ECONNRESET" : "";
}

const variableOf = ({ DIRECT_DATABASE_URL }: Env) =>
  DIRECT_DATABASE_URL ? "DIRECT_DATABASE_URL" : "DATABASE_URL";

function refused(error: unknown, url: string, env: Env): Finding {
  const { code = "", message, errors } = error as AggregateError & { code?: string };
  const { host, hostname } = new URL(url);
  // A name with several addresses fails with several errors and no words.
  const said = message || errors?.map((each: Error) => each.message).join("; ") || code;
  const todo = (todos[kindOf(code, message)] ?? "Correct VARIABLE.")
    .replaceAll("VARIABLE", variableOf(env))
    .replaceAll("HOST", hostname);
  return wrong(subject, `${host} refuses: ${said}`, todo);
}

interface Facts {
  version: number;
  encoding: string;
  /** A standby, or one that an admin made read-only. */
  readOnly: boolean;
  recovers: boolean;
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
    current_setting('server_encoding') AS encoding, current_setting('transaction_read_only') = 'on' AS "readOnly",
    pg_is_in_recovery() AS recovers,
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
async function checkWay(client: pg.Client, url: string, env: Env): Promise<Finding> {
  const channel = `doctor_${process.pid}`;
  const heard = new Promise<boolean>((done) => client.once("notification", () => done(true)));
  const other = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  await other.connect();
  try {
    await client.query(`LISTEN ${channel}`);
    await other.query(`NOTIFY ${channel}`);
    if (await Promise.race([heard, sleep(HEARD_MS, false)]))
      return fine("Connection", "announcements arrive");
    return env.DIRECT_DATABASE_URL
      ? wrong(
          "Connection",
          "DIRECT_DATABASE_URL leads to a pooler too: announcements (LISTEN) do not arrive",
          "Set DIRECT_DATABASE_URL to the address of PostgreSQL itself, past every pooler.",
        )
      : wrong(
          "Connection",
          "announcements (LISTEN) do not arrive: a pooler in transaction mode stands in between",
          "Set DIRECT_DATABASE_URL to the address of PostgreSQL itself.",
        );
  } finally {
    await client.query(`UNLISTEN ${channel}`).catch(() => undefined);
    await other.end().catch(() => undefined);
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
  const { rows: begun } = await client.query<{ name: string; minutes: number }>(
    `SELECT migration_name AS name, (extract(epoch FROM now() - started_at) / 60)::int AS minutes
     FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
  const [failed] = begun.filter(({ name }) => !applied.has(name));
  if (failed)
    return wrong(
      "Tables",
      `the change ${failed.name} was begun ${failed.minutes} minutes ago and has not ended`,
      "If no start is at it now, it has failed: its reason is in _prisma_migrations.logs. Go back to the state before (docs/backup.md, Before an upgrade).",
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
  const at = env.DATABASE_URL ? ` at ${new URL(url).host}` : ", embedded";
  if (facts.readOnly)
    return [
      wrong(
        subject,
        `PostgreSQL ${facts.name}${at} takes no writes${facts.recovers ? ": it is a standby" : ""}`,
        facts.recovers
          ? `Let ${variableOf(env)} lead to the primary.`
          : "Look why it is read-only (default_transaction_read_only, a full disk), and undo it.",
      ),
    ];
  if (facts.encoding !== "UTF8")
    return [
      wrong(
        subject,
        `its encoding is ${facts.encoding}, which does not hold every language`,
        "Create the database with ENCODING 'UTF8' TEMPLATE template0.",
      ),
    ];
  const pooler = await checkPooler(env, client);
  return [
    fine(subject, `PostgreSQL ${facts.name}${at}`),
    checkRights(facts, env.DATABASE_ROLES),
    await checkWay(client, url, env),
    ...(pooler ? [pooler] : []),
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

function notStarted(error: unknown, { DATA_DIR }: Env): Finding {
  const { code, message } = error as Error & { code?: string };
  if (code === "28P01")
    return wrong(
      subject,
      "the embedded one does not take the password of secrets.json",
      "Put back the secrets.json that belongs to this DATA_DIR, from your backup.",
    );
  const todo = `Read ${join(DATA_DIR, "postgres/server.log")}; restore a backup if nothing else helps.`;
  return wrong(subject, message, todo);
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
    return [notStarted(error, env)];
  }
  const url = directAddress();
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const findings = await askDatabase(client, url, env);
    return findings.length > 1 ? [...findings, ...(await andThen(client))] : findings;
  } catch (error) {
    return [refused(error, url, env)];
  } finally {
    await client.end().catch(() => undefined);
    await embedded?.close();
  }
}
