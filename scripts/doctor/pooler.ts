// Checks of a pooler before the database: whether it admits the platform's logins, leads to the same database, shares connections, and
// runs prepared statements. As a start does, and as what serves uses it (lib/pooler.ts).
import pg from "pg";
import { addressOf, databaseRoles, loginOf } from "#lib/database-roles.ts";
import type { Env } from "#lib/env.ts";
import { throughPooler } from "#lib/pooler.ts";
import { type Finding, fine, note, wrong } from "./finding.ts";

const subject = "Pooler";
const CONNECT_MS = 5_000;
const guide = "docs/scaling.md, A pooler in front";

/** By what the socket or the pooler says; poolers give few codes. */
const todos: readonly [RegExp, string][] = [
  [/ECONNREFUSED/, "Start the pooler there, or correct host and port in DATABASE_URL."],
  [/ENOTFOUND|EAI_AGAIN/, "Correct the host in DATABASE_URL, or this machine's DNS."],
  [
    /no such database|does not exist/i,
    "Name the database in the pooler's configuration, or correct it in DATABASE_URL.",
  ],
  [
    /no such user|authenticat|SASL|password/i,
    `Let the pooler look up the platform's logins: auth_user and auth_query (${guide}).`,
  ],
  [/too many|no more connections/i, "Raise max_client_conn of the pooler."],
  // PgBouncer lets a client wait where it cannot look its login up: no server there, or no such database.
  [
    /server|query_wait|cannot connect|closing|timeout/i,
    "The pooler does not reach PostgreSQL, or a firewall stands before it: look at its log, and at host, port and database in its configuration.",
  ],
];

function refused(error: unknown, url: string): Finding {
  const { code = "", message } = error as Error & { code?: string };
  const { host, username } = new URL(url);
  const said = message || code;
  const [, todo = `Look at the pooler's log (${guide}).`] =
    todos.find(([words]) => words.test(`${code} ${message}`)) ?? [];
  return wrong(subject, `${host} refuses ${decodeURIComponent(username)}: ${said}`, todo);
}

async function opened(url: string): Promise<pg.Client> {
  // A pooler that has no connection left lets the client in and its first statement wait.
  const client = new pg.Client({
    ...{ connectionString: url, application_name: "botfactory doctor" },
    ...{ connectionTimeoutMillis: CONNECT_MS, query_timeout: CONNECT_MS },
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** The same server answers with the same moment, and its database has the same number. */
const WHERE = `SELECT concat(extract(epoch FROM pg_postmaster_start_time()), ' ', oid) AS "here" FROM pg_database WHERE datname = current_database()`;

async function isSameDatabase(pooled: pg.Client, direct: pg.Client): Promise<boolean> {
  const [a, b] = await Promise.all(
    [pooled, direct].map(async (client) => (await client.query<{ here: string }>(WHERE)).rows[0]?.here),
  );
  return a === b;
}

const ROUNDS = 5;

/** Whether two clients that wait use one connection of PostgreSQL. A busy pooler may give the second one another, so several times. */
async function areShared(first: pg.Client, url: string): Promise<boolean> {
  const second = await opened(url);
  const pidOf = async (client: pg.Client) =>
    (await client.query<{ pid: number }>(`SELECT pg_backend_pid() AS "pid"`)).rows[0]?.pid;
  try {
    for (let round = 0; round < ROUNDS; round++)
      if ((await pidOf(first)) === (await pidOf(second))) return true;
    return false;
  } finally {
    await second.end().catch(() => undefined);
  }
}

/** Named statements of several clients at once, as workers send them. */
async function runPrepared(url: string): Promise<void> {
  const pool = new pg.Pool({
    ...{ connectionString: url, max: 2 },
    ...{ connectionTimeoutMillis: CONNECT_MS, query_timeout: CONNECT_MS },
  });
  pool.on("error", () => undefined);
  throughPooler(pool, { jit: "off" });
  try {
    const named = { name: "doctor", text: `SELECT $1::int AS "n"`, values: [1] };
    await Promise.all(Array.from({ length: 6 }, () => pool.query(named)));
  } finally {
    await pool.end().catch(() => undefined);
  }
}

async function checkWith(url: string, direct: pg.Client): Promise<Finding | null> {
  let client: pg.Client;
  try {
    client = await opened(url);
  } catch (error) {
    return refused(error, url);
  }
  const { host } = new URL(url);
  try {
    if (!(await isSameDatabase(client, direct)))
      return wrong(
        subject,
        `${host} leads to another database than DIRECT_DATABASE_URL`,
        "Let DATABASE_URL and DIRECT_DATABASE_URL lead to the same server and database.",
      );
    if (!(await areShared(client, url)))
      return note(
        subject,
        `${host} gives each client a connection of its own: session mode, or no pooler`,
        `Set pool_mode = transaction (${guide}), or remove DIRECT_DATABASE_URL.`,
      );
    try {
      await runPrepared(url);
    } catch (error) {
      const todo = `Use a pooler that passes prepared statements in transaction mode, as PgBouncer does (${guide}).`;
      return wrong(subject, `${host} fails with prepared statements: ${(error as Error).message}`, todo);
    }
    return null;
  } catch (error) {
    return refused(error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The logins that a start has created; before the first one there are none. */
async function addressesOf(url: string, env: Env, direct: pg.Client): Promise<string[]> {
  const { ENCRYPTION_KEY: key } = process.env;
  if (env.DATABASE_ROLES === "off") return [url];
  if (!key) return [];
  const logins = databaseRoles.map((role) => loginOf(role, key));
  const { rowCount } = await direct.query("SELECT FROM pg_roles WHERE rolname = ANY($1)", [
    logins.map(({ user }) => user),
  ]);
  return rowCount === logins.length ? logins.map((login) => addressOf(url, login)) : [];
}

/** @param direct a connection past it @returns null: there is none */
export async function checkPooler(env: Env, direct: pg.Client): Promise<Finding | null> {
  const { DATABASE_URL: url, DIRECT_DATABASE_URL: past } = env;
  if (!url || !past) return null;
  const { host } = new URL(url);
  if (host === new URL(past).host)
    return note(
      subject,
      "DATABASE_URL and DIRECT_DATABASE_URL lead to the same host and port",
      "Let DATABASE_URL lead to the pooler, or remove DIRECT_DATABASE_URL if there is none.",
    );
  const addresses = await addressesOf(url, env, direct);
  if (addresses.length === 0)
    return note(
      subject,
      `${host} is tried at the first start, which creates the logins that it must know`,
      `Until then see that it looks logins up (${guide}).`,
    );
  for (const address of addresses) {
    const finding = await checkWith(address, direct);
    if (finding) return finding;
  }
  return fine(subject, `${host} admits the platform's logins and shares PostgreSQL's connections`);
}
