// Import it in a test file that needs a database: it gets one of its own, cloned from the template, as DATABASE_URL.
// The file fails if it leaves a connection open. The server is the run's, or this file's own where there is none.
import "./environment.ts";
import { after } from "node:test";
import pg from "pg";
import { startServer, TEMPLATE } from "./server.ts";

const own = process.env.TEST_SERVER_URL ? null : await startServer();
const server = own?.url ?? process.env.TEST_SERVER_URL;
// At its exit a process ends the server that it started.
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

const name = `test_${process.pid}_${Date.now().toString(36)}`;
await onServer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
const url = new URL(server ?? "");
url.pathname = `/${name}`;
process.env.DATABASE_URL = url.href;

async function cleanUp(): Promise<void> {
  const { closeDb } = await import("#lib/db.ts");
  await closeDb();
  // A closed socket takes Postgres a moment to notice.
  for (let tries = 0; ; tries++) {
    const left = await onServer("SELECT pid FROM pg_stat_activity WHERE datname = $1", [name]);
    if (left.length === 0) break;
    if (tries === 100) throw new Error(`${left.length} database connections were left open by this file.`);
    await new Promise((done) => setTimeout(done, 50));
  }
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
}

// Hooks run in the order of their registration: this one must come after those of the file itself.
setImmediate(() => after(() => cleanUp().finally(() => own?.stop())));
