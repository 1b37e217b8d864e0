// What a migration waits for; beside a worker that answers: faults/beside-readers.test.ts.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import pg from "pg";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { holdTables, limitLocks, takeTurn, untilUnlocked, whileNobodyMigrates } from "./waits.ts";

async function connect(t: TestContext): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  t.after(() => client.end());
  return client;
}

/** What is printed. */
function listen(t: TestContext): string[] {
  const said: string[] = [];
  t.mock.method(console, "error", (line: string) => said.push(line));
  return said;
}

test("of two starts the second waits for the first, and says so; a backup keeps only those back that have something to change", async (t) => {
  const [first, second, third] = [await connect(t), await connect(t), await connect(t)];
  const said = listen(t);
  await whileNobodyMigrates(first);
  const waiting = takeTurn(second, async () => true);
  await until("it says so", () => said.some((line) => /Another start migrates the database/.test(line)));
  await first.query("SELECT pg_advisory_unlock_all()");
  await waiting;
  await second.query("SELECT pg_advisory_unlock_all()");

  await first.query("BEGIN");
  await holdTables(first);
  await first.query("SET application_name = 'botfactory backup 34 %'");
  await takeTurn(second, async () => true);
  await second.query("SELECT pg_advisory_unlock_all()");
  let isIts = false;
  const changing = takeTurn(third, async () => false).then(() => {
    isIts = true;
  });
  await until("it says how far the backup is", () =>
    said.some((line) =>
      /^A backup is being written \(for \d+ s, 34 %, process \d+ of PostgreSQL\)/.test(line),
    ),
  );
  // Whoever waits holds nothing that another start needs.
  await takeTurn(second, async () => true);
  assert.equal(isIts, false);
  await second.query("SELECT pg_advisory_unlock_all()");
  await first.query("COMMIT");
  await changing;
});

test("a change that waits for a lock, or in a circle with somebody, is undone and made anew until it is made", async (t) => {
  const [other, migration] = [await connect(t), await connect(t)];
  const said = listen(t);
  await limitLocks(migration);
  // Of the two only the migration finds the circle.
  await other.query(`SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE "Plan" IN ACCESS EXCLUSIVE MODE`);
  const codes: unknown[] = [];
  const change = untilUnlocked(migration, () =>
    migration
      .query(
        `ALTER TABLE "Model" ADD COLUMN "tried" int; SELECT pg_sleep(0.7); ALTER TABLE "Plan" ADD COLUMN "tried" int`,
      )
      .catch((error: pg.DatabaseError) => {
        codes.push(error.code);
        throw error;
      }),
  );
  await until("it has given up once", () => said.length > 0);
  assert.equal(codes[0], "55P03");
  assert.match(said[0] ?? "", /A table cannot be changed while .* uses it\. Tried again in 1 s/);
  await until("it waits again", async () => {
    const rows = await asOwner(
      `SELECT FROM pg_locks WHERE relation = '"Model"'::regclass AND mode = 'AccessExclusiveLock' AND granted`,
    );
    return rows.length > 0;
  });
  await other.query(`LOCK TABLE "Model" IN ACCESS SHARE MODE`);
  await other.query("COMMIT");
  await change;
  assert.equal(codes[1], "40P01");
  const added = await asOwner(
    `SELECT attrelid::regclass::text AS "table" FROM pg_attribute WHERE attname = 'tried' ORDER BY 1`,
  );
  assert.deepEqual(added, [{ table: '"Model"' }, { table: '"Plan"' }]);
});

test("another failure is not tried again", async (t) => {
  const client = await connect(t);
  let tries = 0;
  const failing = untilUnlocked(client, () => {
    tries++;
    return client.query("ALTER TABLE nowhere ADD COLUMN a int");
  });
  await assert.rejects(failing, { code: "42P01" });
  assert.equal(tries, 1);
});
