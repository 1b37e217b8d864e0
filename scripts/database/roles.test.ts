// The roles of Postgres, on a server of its own: made at a first start, added to a database of the version before, and
// left out where the given role may not make them.
import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { addressOf, databaseRoles, loginOf } from "#lib/database-roles.ts";
import { migrate } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";
import { OWNER, verifierOf } from "./roles.ts";

const home = mkdtempSync(join(tmpdir(), "botfactory-roles-"));
const directory = join(home, "postgres");
const password = randomBytes(16).toString("hex");
const key = randomBytes(32).toString("hex");
const flags = ["fsync=off"];

/** Whatever stands in a process's arguments for a moment, every local user can read. */
async function argumentsDuring<T>(work: Promise<T>): Promise<string[]> {
  const seen = new Set<string>();
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  while (!done) {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      } catch {
        // It has ended.
      }
    }
    await new Promise((later) => setTimeout(later, 1));
  }
  await ended;
  return [...seen];
}

// initdb runs synchronously in the process that starts it, so another one watches.
const script = `import { startPostgres } from "./scripts/database/postgres.ts"; await startPostgres(process.env.DIRECTORY, process.env.PASSWORD, { flags: ["fsync=off"] });`;
async function firstStart(): Promise<void> {
  const { spawn } = await import("node:child_process");
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    env: {
      ...process.env,
      DIRECTORY: directory,
      PASSWORD: password,
      ENCRYPTION_KEY: key,
      NEXTAUTH_SECRET: key,
    },
    stdio: "ignore",
  });
  const code = await new Promise((done) => child.once("exit", done));
  assert.equal(code, 0);
}

let serving: Awaited<ReturnType<typeof startPostgres>> | undefined;
after(async () => {
  await serving?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function ask<R extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<R>(sql, values)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

const folder = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const before = readdirSync(folder)
  .filter((name) => /^\d/.test(name) && name < "20261126011500")
  .sort();

/** A database of the version before: its migrations, applied by the given role. */
async function olderDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL,
    finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count int NOT NULL DEFAULT 0)`);
  for (const name of before) {
    const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, now(), $3, 1)`,
      [randomUUID(), createHash("sha256").update(sql).digest("hex"), name],
    );
  }
  await client.end();
}

const addTenant = `INSERT INTO "Tenant" ("id", "slug", "name") VALUES (gen_random_uuid(), gen_random_uuid()::text, 'Shop') RETURNING "id"`;

/** A worker of the version before: writes and reads with the given role until it is stopped. */
function olderWorker(url: string) {
  let [stopping, stored] = [false, 0];
  const running = (async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    while (!stopping) {
      await client.query(addTenant);
      stored++;
      const { rows } = await client.query(
        `SELECT count(*)::int AS n FROM "Tenant" LEFT JOIN "Bot" AS b ON true`,
      );
      assert.ok(rows[0].n >= stored);
    }
    await client.end();
  })();
  return {
    async stop(): Promise<number> {
      stopping = true;
      await running;
      return stored;
    },
  };
}

const databaseOf = (url: string, name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;

async function assertLocked(url: string): Promise<void> {
  const [tenant, platform] = databaseRoles.map((role) => addressOf(url, loginOf(role, key))) as [
    string,
    string,
  ];
  const all = await ask(platform, `SELECT "id" FROM "Tenant"`);
  assert.ok(all.length > 0);
  assert.deepEqual(await ask(tenant, `SELECT "id" FROM "Tenant"`), []);
  const id = all[0]?.id;
  const sql = `SELECT "id" FROM (SELECT set_config('app.tenant', $1, false)) AS s, LATERAL (SELECT s, "id" FROM "Tenant" OFFSET 0) AS t`;
  assert.deepEqual(await ask(tenant, sql, [id]), [{ id }]);
}

test("the password is in no process's arguments while the database is created", {
  skip: process.platform === "linux" ? false : "needs /proc",
}, async () => {
  const seen = await argumentsDuring(firstStart());
  assert.ok(
    seen.some((line) => line.includes("initdb")),
    "the start was watched",
  );
  assert.deepEqual(
    seen.filter((line) => line.includes(password) || line.includes(key)),
    [],
  );
  serving = await startPostgres(directory, password, { flags });
});

test("clients prove that they know a password, and never send it", async () => {
  const rules = readFileSync(join(directory, "pg_hba.conf"), "utf8")
    .split("\n")
    .filter((line) => /^(local|host)/.test(line));
  assert.ok(rules.length > 0);
  for (const rule of rules) assert.match(rule, /\sscram-sha-256$/);
  const url = serving?.url ?? "";
  await assert.rejects(ask(url.replace(password, "another"), "SELECT 1"), { code: "28P01" });
  await ask(url, `CREATE ROLE probe LOGIN PASSWORD '${verifierOf("secret")}'`);
  assert.deepEqual(await ask(addressOf(url, { user: "probe", password: "secret" }), "SELECT 1 AS n"), [
    { n: 1 },
  ]);
});

test("a role that is no superuser but may create roles, as with a managed Postgres: the roles are made, and a worker of the version before goes on", async () => {
  const admin = serving?.url ?? "";
  await ask(admin, "CREATE ROLE managed LOGIN CREATEROLE PASSWORD 'managed'");
  await ask(admin, "CREATE DATABASE managed OWNER managed");
  const url = databaseOf(addressOf(admin, { user: "managed", password: "managed" }), "managed");
  await olderDatabase(url);
  const worker = olderWorker(url);
  const { applied, warning } = await migrate(url, key);
  const stored = await worker.stop();
  assert.deepEqual([applied.length > 0, warning], [true, null]);
  const [{ n } = { n: 0 }] = await ask<{ n: number }>(url, `SELECT count(*)::int AS n FROM "Tenant"`);
  assert.ok(stored > 0);
  assert.equal(n, stored);
  await assertLocked(url);
  assert.deepEqual((await migrate(url, key)).applied, []);
});

test("a role that may not create roles gets one sentence that says what to do, and everything works as before", async () => {
  const admin = serving?.url ?? "";
  await ask(admin, "CREATE ROLE plain LOGIN PASSWORD 'plain'");
  await ask(admin, "CREATE DATABASE plain OWNER plain");
  const url = databaseOf(addressOf(admin, { user: "plain", password: "plain" }), "plain");
  const other = randomBytes(32).toString("hex");
  const { warning } = await migrate(url, other);
  assert.equal(
    warning,
    'The role "plain" of DATABASE_URL may not create roles, so every query runs as "plain", which sees all tenants, and ' +
      'row-level security is no second lock: run ALTER ROLE "plain" CREATEROLE as a superuser and restart, or set ' +
      "DATABASE_ROLES=off to accept it.",
  );
  const [{ id } = { id: "" }] = await ask(url, addTenant);
  assert.deepEqual(await ask(url, `SELECT "id" FROM "Tenant"`), [{ id }]);
});

test("a database of the version before, whose tables are a superuser's: they change owner, and clear-text passwords end", async () => {
  const rules = join(directory, "pg_hba.conf");
  await serving?.stop();
  writeFileSync(rules, readFileSync(rules, "utf8").replaceAll("scram-sha-256", "password"));
  serving = await startPostgres(directory, password, { flags });
  assert.doesNotMatch(readFileSync(rules, "utf8"), /^(local|host).*password$/m);
  const { url } = serving;
  await olderDatabase(url);
  await ask(url, addTenant);
  const worker = olderWorker(url);
  assert.equal((await migrate(url, key)).warning, null);
  assert.ok((await worker.stop()) > 0);
  await assertLocked(url);
  const owners = await ask(
    url,
    `
    SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION SELECT pg_get_userbyid(typowner) FROM pg_type WHERE typnamespace = 'public'::regnamespace
    UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()`,
  );
  assert.deepEqual(owners, [{ owner: OWNER }]);
});

test("tables that were protected before the roles existed are opened to them at the next start", async () => {
  const admin = serving?.url ?? "";
  await ask(admin, "CREATE DATABASE later");
  const url = databaseOf(admin, "later");
  await migrate(url, null);
  await ask(url, addTenant);
  const { applied, warning } = await migrate(url, key);
  assert.deepEqual([applied, warning], [[], null]);
  await assertLocked(url);
});

test("what a role may do with a whole table and shall do with some columns only is taken back at the next start", async () => {
  const url = databaseOf(serving?.url ?? "", "later");
  const may = () =>
    ask(
      url,
      `SELECT has_table_privilege('botfactory_tenant', '"Tenant"', 'UPDATE') AS "all",
         has_column_privilege('botfactory_tenant', '"Tenant"', 'limits', 'UPDATE') AS "limits",
         has_column_privilege('botfactory_tenant', '"Tenant"', 'name', 'UPDATE') AS "name"`,
    );
  await ask(url, `GRANT UPDATE, DELETE ON "Tenant" TO botfactory_tenant`);
  assert.deepEqual(await may(), [{ all: true, limits: true, name: true }]);
  await migrate(url, key);
  assert.deepEqual(await may(), [{ all: false, limits: false, name: true }]);
});
