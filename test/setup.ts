// Loaded before every test file: gives its process a database of its own, cloned from the template that
// scripts/test.ts made, and fails the file if it leaves a connection open.
import { after } from "node:test";
import pg from "pg";

const server = process.env.TEST_SERVER_URL;
if (!server) throw new Error("Run tests through `npm test` or `node scripts/test.ts FILE…`.");

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
await onServer(`CREATE DATABASE ${name} TEMPLATE botfactory_template`);
const url = new URL(server);
url.pathname = `/${name}`;
process.env.DATABASE_URL = url.href;

async function cleanUp(): Promise<void> {
  const { closeDb } = await import("#lib/db.ts");
  await closeDb();
  // A closed socket takes Postgres a moment to notice.
  for (let tries = 0; ; tries++) {
    const left = await onServer("SELECT pid FROM pg_stat_activity WHERE datname = $1", [name]);
    if (left.length === 0) break;
    if (tries === 40) throw new Error(`${left.length} database connections were left open by this file.`);
    await new Promise((done) => setTimeout(done, 50));
  }
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
}

// Hooks run in the order of their registration: this one must come after those of the file itself.
setImmediate(() => after(cleanUp));
