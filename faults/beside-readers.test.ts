// A version with new migrations starts while somebody reads the tables for long. Whoever asks for a table's strongest lock then would have
// every bot wait behind it.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { asOwner } from "#test/database.ts";
import { startProcess } from "#test/processes.ts";
import { until } from "#test/until.ts";
import { within } from "#test/within.ts";
import { makeWorld } from "../bots/fixtures/world.ts";
import { writeBackup } from "../scripts/backup/write.ts";
import { migrate } from "../scripts/database/migrate.ts";

const root = join(import.meta.dirname, "..");
const later = mkdtempSync(join(tmpdir(), "botfactory-later-"));
after(() => rmSync(later, { recursive: true, force: true }));
for (const name of ["lib", "prisma", "scripts", "package.json"])
  cpSync(join(root, name), join(later, name), { recursive: true });
symlinkSync(join(root, "node_modules"), join(later, "node_modules"));

const url = () => process.env.DATABASE_URL ?? "";
const world = makeWorld({ workers: 1 });
const START = `
  console.log("begins");
  const { migrate } = await import("./scripts/database/migrate.ts");
  await migrate(process.env.DATABASE_URL, process.env.ENCRYPTION_KEY);`;

/** The next version, which adds a column to the table of answers. @returns its start, once it has begun */
function startLater(column: string) {
  const folder = join(later, `prisma/migrations/29990101000000_${column}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "migration.sql"), `ALTER TABLE "Answer" ADD COLUMN "${column}" text;`);
  return startProcess(["--input-type=module", "--eval", START], {}, /^begins$/, later);
}

const hasColumn = async (column: string): Promise<boolean> =>
  (
    await asOwner(
      `SELECT FROM pg_attribute WHERE attrelid = '"Answer"'::regclass AND attname = '${column}' AND NOT attisdropped`,
    )
  ).length > 0;

let chat = 70;
/** A person asks, and the bot answers in time. */
async function assertAnswers(): Promise<void> {
  const asked = performance.now();
  const answered = world.ask(++chat, "salom");
  const said = await Promise.race([answered, sleep(within(10_000), null, { ref: false })]);
  assert.ok(said, "no answer");
  assert.ok(performance.now() - asked < within(10_000));
}

/** A backup that has its snapshot. @returns how to let it end, with the number of its tables */
async function beginBackup() {
  const hold = Promise.withResolvers<void>();
  const written = writeBackup({ url: url(), sealing: null }, async (body) => {
    await hold.promise;
    await new Response(body).arrayBuffer();
  });
  await until("the backup reads", async () => {
    const [reader] = await asOwner(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'botfactory backup%' AND query LIKE 'COPY%'`,
    );
    return reader !== undefined;
  });
  return async () => {
    hold.resolve();
    return Object.keys((await written).rows).length;
  };
}

test("while a backup is written a newer version waits with its migrations, says so, and bots answer; a start without migrations does not wait", async () => {
  await assertAnswers();
  // More than fits between the database and whoever keeps the backup.
  await asOwner(
    `CREATE TABLE "ABulk" AS SELECT string_agg(md5(random()::text), '') AS "text" FROM generate_series(1, 500000);
     ALTER TABLE "ABulk" OWNER TO botfactory_owner`,
  );
  const end = await beginBackup();
  const start = await startLater("later_one");
  try {
    await sleep(1_000);
    await assertAnswers();
    await until("it says what it waits for", () =>
      /A backup is being written \(for \d+ s, .*process \d+ of PostgreSQL\)/.test(start.output()),
    );
    await assertAnswers();
    assert.equal(await hasColumn("later_one"), false);
    const began = performance.now();
    assert.deepEqual((await migrate(url(), process.env.ENCRYPTION_KEY ?? null)).applied, []);
    assert.ok(performance.now() - began < within(5_000));
  } finally {
    assert.ok((await end()) > 20);
  }
  assert.equal(await start.exited, 0, start.output());
  assert.equal(await hasColumn("later_one"), true);
  await assertAnswers();
});

test("a transaction that has read a table and does not end keeps a newer version's migrations back, which say so, and no bot", async () => {
  const reader = new pg.Client({ connectionString: url(), application_name: "a report" });
  await reader.connect();
  await reader.query(`BEGIN; SELECT FROM "Answer" LIMIT 1`);
  const start = await startLater("later_two");
  try {
    await until("it says what it waits for", () =>
      /A table cannot be changed while "a report" \(for \d+ s, process \d+ of PostgreSQL\) uses it/.test(
        start.output(),
      ),
    );
    for (let times = 0; times < 3; times++) await assertAnswers();
    assert.equal(await hasColumn("later_two"), false);
  } finally {
    await reader.end();
  }
  assert.equal(await start.exited, 0, start.output());
  assert.equal(await hasColumn("later_two"), true);
  await assertAnswers();
});
