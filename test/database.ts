// Import this in a test file that needs a database. It clones one from the template and sets DATABASE_URL. The file
// fails if it leaves a connection open. The server belongs to the test run, or to this file if it runs alone.
import "./environment.ts";
import { after } from "node:test";
import pg from "pg";
import { type Server, startServer, TEMPLATE } from "./server.ts";

const settings = process.env.TEST_SERVER_SETTINGS?.split(" ") ?? [];
const own = process.env.TEST_SERVER_URL ? null : await startServer(settings);
/** The file's own server; null: it belongs to the test run. */
export const ownServer: Server | null = own;
const server = own?.url ?? process.env.TEST_SERVER_URL;
// The exit handler stops the server, so signals must lead to a normal exit.
if (own) for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

async function onServer<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Runs a statement on this file's database as its owner, for what the platform's own roles may not do. */
export async function asOwner(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

const name = `test_${process.pid}_${Date.now().toString(36)}`;
await onServer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy`);
const url = new URL(server ?? "");
url.pathname = `/${name}`;
// The server's superuser, for asOwner; the platform itself connects as its own roles (lib/database-roles.ts).
process.env.DATABASE_URL = url.href;

async function cleanUp(): Promise<void> {
  const { closeDb } = await import("#lib/db.ts");
  // Postgres needs a moment to notice a closed socket.
  for (let tries = 0; ; tries++) {
    // What goes on in the background behind the last test opens them anew.
    await closeDb();
    const left = await onServer("SELECT pid FROM pg_stat_activity WHERE datname = $1", [name]);
    if (left.length === 0) break;
    if (tries === 100) throw new Error(`${left.length} database connections were left open by this file.`);
    await new Promise((done) => setTimeout(done, 50));
  }
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
}

/** What a failed test has left running would keep this process from ending, and so do hooks that are not run after one that fails. */
function endAnyway(): void {
  const end = () => {
    console.error("Something of this file was still running a minute after its tests.");
    process.exit(1);
  };
  setTimeout(end, 60_000).unref();
}

// Hooks run in registration order; register this one after the file's own hooks.
setImmediate(() =>
  after(() =>
    cleanUp()
      .finally(endAnyway)
      .finally(() => own?.stop()),
  ),
);
