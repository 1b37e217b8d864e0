// A backup taken from a database in use, and put into an empty one.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createAnswer, createKey, createShop, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { migrate, migrationNames } from "../database/migrate.ts";
import { inOrder } from "./catalogue.ts";
import { dumpBeforeMigrations } from "./dump.ts";
import { names } from "./format.ts";
import { type BackupPlace, folderPlace } from "./places.ts";
import { readBackup } from "./read.ts";
import { requireEmpty, requireKnown, restoreInto } from "./restore.ts";
import { saveBackup } from "./save.ts";
import { writeBackup } from "./write.ts";

const scratch = mkdtempSync(join(tmpdir(), "botfactory-backup-"));
const key = process.env.ENCRYPTION_KEY ?? "";
const secrets = { ENCRYPTION_KEY: key, NEXTAUTH_SECRET: "of-the-old-machine" };
const passphrase = "correct horse battery staple";
const place = folderPlace(scratch);
const source = () => process.env.DATABASE_URL ?? "";
const databases: string[] = [];

async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<T>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function emptyDatabase(): Promise<string> {
  const name = `backup_${process.pid}_${databases.length}`;
  await asOwner(`CREATE DATABASE ${name}`);
  databases.push(name);
  return Object.assign(new URL(source()), { pathname: `/${name}` }).href;
}

/** @returns the file */
async function backUp(name: string, url = source(), isSealed = true): Promise<string> {
  const sealing = isSealed ? { passphrase, secrets } : null;
  await writeBackup({ url, sealing }, (body) => place.put(name, body));
  return join(scratch, name);
}

async function restore(url: string, file: string) {
  const head = await readBackup(file, passphrase);
  return restoreInto({ url, key }, file, passphrase, head);
}

/** Whether a backup is under way whose connection is so. @param how condition over pg_stat_activity */
const hasBackup = async (how: string): Promise<boolean> =>
  (
    await ask(
      source(),
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'botfactory backup%' AND ${how}`,
    )
  ).length > 0;

/** Of each table its rows, of each sequence its last value, and what protects the tables. */
async function stateOf(url: string): Promise<Record<string, string>> {
  const tables = await ask<{ name: string }>(
    url,
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       AND relname <> '_prisma_migrations' ORDER BY 1`,
  );
  const state: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await ask<{ state: string }>(
      url,
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS state FROM "${name}" AS t`,
    );
    state[name] = row?.state ?? "";
  }
  const others = await ask<{ name: string; state: string }>(
    url,
    `SELECT sequencename AS name, last_value::text AS state FROM pg_sequences WHERE schemaname = 'public'
     UNION ALL SELECT 'policies of ' || relname, relrowsecurity::text || relforcerowsecurity::text FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
     UNION ALL SELECT 'trigger ' || tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal`,
  );
  return { ...state, ...Object.fromEntries(others.map(({ name, state: each }) => [name, each])) };
}

before(async () => {
  const { context, botId } = await createShop();
  const answers = Array.from({ length: 30 }, (_, n) => ({
    // Whatever PostgreSQL's text format must escape.
    question: `${n} \\N \t tab \n line \r \\. "quoted" oʻzbek ${"x".repeat(n * 3_000)}`,
  }));
  for (const answer of answers) await createAnswer(context, botId, { text: "ha", ...answer }, [{}, {}]);
  await asOwner(`DELETE FROM "Worker"`);
});
after(async () => {
  for (const name of databases) await asOwner(`DROP DATABASE ${name} WITH (FORCE)`);
  rmSync(scratch, { recursive: true, force: true });
});

test("every row, sequence, trigger and policy is restored as it was, with the secrets", async () => {
  const target = await emptyDatabase();
  const file = await backUp("whole");
  const head = await readBackup(file, passphrase);
  assert.deepEqual(head.secrets, secrets);
  const { rows, leftOut } = await restore(target, file);
  assert.deepEqual(leftOut, []);
  const [before, restored] = [await stateOf(source()), await stateOf(target)];
  assert.deepEqual(restored, before);
  assert.ok(rows > 100);
  assert.match(before.Answer ?? "", /^3\d /);
  // Nothing of it can be read without the passphrase.
  assert.doesNotMatch(readFileSync(file, "latin1"), /oʻzbek|of-the-old-machine|manifest/);
});

test("a backup is whole although a table's rows arrive before PostgreSQL's word of how many they were", async () => {
  const copyDone = Buffer.from("c\0\0\0\x04");
  const { port: databasePort, hostname } = new URL(source());
  const slow = net.createServer((socket) => {
    const upstream = net.connect(Number(databasePort), hostname).on("error", () => socket.destroy());
    socket.on("error", () => undefined).pipe(upstream);
    upstream.on("data", async (bytes) => {
      const end = bytes.indexOf(copyDone) + copyDone.length;
      if (end < copyDone.length) return void socket.write(bytes);
      socket.write(bytes.subarray(0, end));
      upstream.pause();
      await sleep(20);
      socket.write(bytes.subarray(end));
      upstream.resume();
    });
  });
  await new Promise<void>((done) => slow.listen(0, "127.0.0.1", done));
  const { port } = slow.address() as net.AddressInfo;
  const file = await backUp("late", Object.assign(new URL(source()), { port: String(port) }).href, false);
  slow.close();
  const { rows } = await readBackup(file, passphrase);
  assert.ok((rows.Answer ?? 0) >= 30);
});

test("leases of workers that are gone are free, and no worker is said to be gone", async () => {
  const target = await emptyDatabase();
  const worker = `INSERT INTO "Worker" ("id", "host", "pid") VALUES ('00000000-0000-0000-0000-00000000000a', 'far', 1)`;
  await asOwner(worker);
  await asOwner(
    `UPDATE "Lane" SET "workerId" = '00000000-0000-0000-0000-00000000000a', "until" = now() + interval '1 hour'`,
  );
  await restore(target, await backUp("leased"));
  await asOwner(`UPDATE "Lane" SET "workerId" = NULL, "until" = NULL; DELETE FROM "Worker"`);
  assert.deepEqual(
    await ask(target, `SELECT 1 FROM "Worker" UNION ALL SELECT 1 FROM "Lane" WHERE "workerId" IS NOT NULL`),
    [],
  );
});

test("a backup is one moment: what is stored while it is written is not in it", async () => {
  const target = await emptyDatabase();
  const before = (await ask(source(), `SELECT 1 FROM "Key"`)).length;
  const hold = Promise.withResolvers<void>();
  const writing = writeBackup({ url: source(), sealing: null }, async (body) => {
    await hold.promise;
    await place.put("moment", body);
  });
  await until("its snapshot is taken", () => hasBackup(`query ~ '^(COPY|COMMIT)'`));
  await createKey(await createTenant());
  hold.resolve();
  await writing;
  await restore(target, join(scratch, "moment"));
  assert.equal((await ask(target, `SELECT 1 FROM "Key"`)).length, before);
});

test("a table that a migration writes anew while the backup begins is in it with all its rows", async () => {
  const target = await emptyDatabase();
  const holder = new pg.Client({ connectionString: source() });
  await holder.connect();
  await holder.query(`INSERT INTO "RateLimit" ("key", "points", "expire") VALUES ('kept', 1, 9999999999999)`);
  // A table without policies: to look at those would wait for the table before the backup begins.
  await holder.query(
    `BEGIN; ALTER TABLE "RateLimit" ALTER COLUMN "key" TYPE varchar(255) USING ("key" || '')`,
  );
  const writing = backUp("anew");
  await until("the backup waits for the table", () =>
    hasBackup(`wait_event_type = 'Lock' AND query LIKE 'LOCK %'`),
  );
  await holder.query("COMMIT");
  await holder.end();
  await restore(target, await writing);
  const kept = await ask(target, `SELECT 1 FROM "RateLimit" WHERE "key" = 'kept'`);
  assert.equal(kept.length, 1);
});

test("the ways of writing dates and numbers that somebody set for the database or the role are not those of a backup", async () => {
  const target = await emptyDatabase();
  const url = new URL(source());
  const settings = ["DateStyle=German,DMY", "IntervalStyle=sql_standard", "extra_float_digits=-10"];
  url.searchParams.set("options", settings.map((each) => `-c ${each}`).join(" "));
  await restore(target, await backUp("styled", url.href, false));
  assert.deepEqual(await stateOf(target), await stateOf(source()));
});

test("tables and columns that are none of ours are left out of a restore, which names them", async () => {
  const [strange, target] = [await emptyDatabase(), await emptyDatabase()];
  await restore(strange, await backUp("ours"));
  await ask(
    strange,
    `CREATE TABLE "notes" ("id" int PRIMARY KEY, "text" text);
     INSERT INTO "notes" VALUES (1, 'tab \t and line \n'), (2, 'b');
     ALTER TABLE "Answer" ADD COLUMN "colour" text DEFAULT E'tab \t and line \n \\\\ oʻ'`,
  );
  const before = await stateOf(source());
  const file = await backUp("strange", strange, false);
  const { rows, leftOut } = await restore(target, file);
  assert.deepEqual(leftOut.sort(), ["Answer.colour", "notes"]);
  const read = await readBackup(file, null);
  assert.equal(rows, Object.values(read.rows).reduce((sum, each) => sum + each, 0) - 2);
  assert.deepEqual(await stateOf(target), before);
});

test("what lies in its place is read to its end: one that does not open there is no backup", async () => {
  const save = (broken: BackupPlace, name: string) =>
    saveBackup(broken, name, { url: source(), sealing: { passphrase, secrets } }, { check: true });
  const { rows } = await save(place, "checked");
  assert.deepEqual((await readBackup(join(scratch, "checked"), passphrase)).rows, rows);
  /** As a disk or a storage that loses bytes without a word. */
  const losing = (spoil: (bytes: Buffer) => Buffer): BackupPlace => ({
    ...place,
    async put(name, body) {
      await place.put(name, body);
      const file = join(scratch, name);
      writeFileSync(file, spoil(readFileSync(file)));
    },
  });
  for (const spoil of [
    (bytes: Buffer) => bytes.subarray(0, -1),
    (bytes: Buffer) => {
      bytes[4_096] = (bytes[4_096] ?? 0) ^ 1;
      return bytes;
    },
    () => Buffer.alloc(0),
  ]) {
    const unread = /The backup was written to .*, but cannot be read there: spoiled is damaged or not whole/;
    await assert.rejects(save(losing(spoil), "spoiled"), unread);
    assert.ok(!readdirSync(scratch).includes("spoiled"));
  }
  // A login that may not read, or a network that breaks off: the backup may be good.
  const unfetched: BackupPlace[] = [
    { ...place, read: async () => Promise.reject(new Error("403")) },
    {
      ...place,
      read: async () =>
        (async function* () {
          yield Buffer.alloc(10);
          throw new Error("ECONNRESET");
        })(),
    },
  ];
  for (const broken of unfetched) {
    assert.match((await save(broken, "unfetched")).unchecked ?? "", /^(403|ECONNRESET)$/);
    assert.ok(readdirSync(scratch).includes("unfetched"));
  }
  // Whole, but of another database.
  const other: BackupPlace = { ...place, read: async () => createReadStream(join(scratch, "strange")) };
  await assert.rejects(save(other, "exchanged"), /holds other rows than the database gave/);
});

test("a file that was cut or changed anywhere is noticed, and a restore of it leaves the database empty", async () => {
  const target = await emptyDatabase();
  for (const isSealed of [true, false]) {
    const good = await backUp(`good-${isSealed}`, source(), isSealed);
    const bytes = readFileSync(good);
    const bad = join(scratch, "bad");
    for (const share of [0.2, 0.6, 0.999]) {
      const at = Math.floor(bytes.length * share);
      writeFileSync(bad, bytes.subarray(0, at));
      await assert.rejects(readBackup(bad, passphrase), /bad is damaged or not whole/, `cut at ${share}`);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(bad, changed);
      await assert.rejects(readBackup(bad, passphrase), /bad is damaged or not whole/, `changed at ${share}`);
    }
    writeFileSync(bad, bytes.subarray(0, Math.floor(bytes.length * 0.9)));
    const head = await readBackup(good, passphrase);
    await assert.rejects(restoreInto({ url: target, key }, bad, passphrase, head), /damaged or not whole/);
    const client = new pg.Client({ connectionString: target });
    await client.connect();
    await requireEmpty(client).finally(() => client.end());
  }
});

test("a wrong passphrase is told as such", async () => {
  const file = await backUp("sealed");
  await assert.rejects(readBackup(file, "another passphrase"), /does not open with this passphrase/);
  await assert.rejects(readBackup(file, null), /is encrypted: set BACKUP_PASSPHRASE/);
});

test("an installation in use is never overwritten, nor are tables of another program", async () => {
  const used = await emptyDatabase();
  const file = await backUp("second");
  await restore(used, file);
  const before = await stateOf(used);
  await assert.rejects(restore(used, file), /Nothing was restored: this installation is in use/);
  assert.deepEqual(await stateOf(used), before);
  const foreign = await emptyDatabase();
  await ask(foreign, `CREATE TABLE "accounts" ("id" int)`);
  await assert.rejects(restore(foreign, file), /tables of another program/);
});

test("a backup of an older version is restored into this one, and migrated; one of a newer version is refused", async () => {
  const [older, target] = [await emptyDatabase(), await emptyDatabase()];
  const all = migrationNames();
  // Before the second lock and the sums by day.
  const then = all.slice(0, all.indexOf("20261126011500_row_level_security"));
  await migrate(older, null, then);
  await ask(
    older,
    `INSERT INTO "Tenant" ("id", "slug", "name") VALUES (gen_random_uuid(), 'old', 'Old shop')`,
  );
  const file = await backUp("older", older);
  const { manifest } = await readBackup(file, passphrase);
  assert.deepEqual(manifest.migrations, then);
  await migrate(target, key); // as after a first start
  await ask(target, "CREATE EXTENSION citext");
  await restore(target, file);
  await migrate(target, key);
  const extensions = await ask(target, "SELECT FROM pg_extension WHERE extname = 'citext'");
  assert.equal(extensions.length, 1, "what somebody has put beside the tables is there again");
  const [tenant] = await ask<{ name: string; timeZone: string }>(
    target,
    `SELECT "name", "timeZone" FROM "Tenant"`,
  );
  assert.deepEqual(tenant, { name: "Old shop", timeZone: "Asia/Tashkent" });
  assert.throws(
    () => requireKnown({ ...manifest, migrations: [...all, "29990101000000_flying_cars"] }),
    /made by a newer version .*29990101000000_flying_cars\): update BotFactory/,
  );
});

test("before its tables change, the database is saved beside them, three times at most; a half-done change keeps the dump of before it", async () => {
  const [url, all] = [await emptyDatabase(), migrationNames()];
  const folder = mkdtempSync(join(scratch, "data-"));
  const dump = () => dumpBeforeMigrations(url, { DATA_DIR: folder });
  const there = () => readdirSync(join(folder, "backups")).sort();
  await dump(); // without tables there is nothing to save
  for (let left = 5; left > 0; left--) {
    await migrate(url, null, all.slice(0, all.length - left));
    await dump();
  }
  const last = all.slice(-3).map((name) => `before-${name}.tar.gz`);
  assert.deepEqual(there(), last);
  const newest = join(folder, "backups", last.at(-1) ?? "");
  const { manifest, secrets: none } = await readBackup(newest, null);
  assert.deepEqual([manifest.migrations, none], [all.slice(0, -1), null]);
  const before = readFileSync(newest);
  await ask(
    url,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('half', '', '${all.at(-1)}')`,
  );
  await dump();
  assert.deepEqual(readFileSync(newest), before);
  await ask(url, `DELETE FROM _prisma_migrations WHERE id = 'half'`);
  await migrate(url, null);
  await dump();
  assert.deepEqual(there(), last);
});

test("a role that may not see all rows of every table makes no backup", async () => {
  const name = `reader_${process.pid}`;
  await asOwner(`CREATE ROLE ${name} LOGIN PASSWORD 'reader'`);
  const as = (url: string) => Object.assign(new URL(url), { username: name, password: "reader" }).href;
  const refused = /does not own the tables, so it may not see all rows/;
  await assert.rejects(backUp("partial", as(source())), refused);
  // Tables of its own, which policies hold too: those of one name another role.
  const own = await emptyDatabase();
  await asOwner(`ALTER DATABASE "${new URL(own).pathname.slice(1)}" OWNER TO ${name}`);
  await migrate(as(own), null);
  await backUp("own", as(own));
  await ask(own, `ALTER POLICY platform ON "Key" TO pg_monitor`);
  await assert.rejects(backUp("partial", as(own)), refused);
  await asOwner(`DROP DATABASE "${new URL(own).pathname.slice(1)}" WITH (FORCE)`);
  databases.splice(databases.indexOf(new URL(own).pathname.slice(1)), 1);
  await asOwner(`DROP ROLE ${name}`);
  assert.ok(!readdirSync(scratch).includes("partial"));
});

test("parents come before their children, and a circle is told", () => {
  const tables = ["child", "parent", "root"].map((name) => ({ name }));
  const references = [
    { child: "child", parent: "parent" },
    { child: "parent", parent: "root" },
  ];
  const ordered = inOrder(tables, references).map(({ name }) => name);
  assert.deepEqual(ordered, ["root", "parent", "child"]);
  const circle = [...references, { child: "root", parent: "child" }];
  assert.throws(() => inOrder(tables, circle), /in a circle/);
});

test("the archive can be opened without this program: its manifest comes first and its end last", async () => {
  const file = await backUp("open", source(), false);
  const entries = execFileSync("tar", ["-tzf", file], { encoding: "utf8" }).trim().split("\n");
  assert.deepEqual([entries[0], entries.at(-1)], [names.manifest, names.end]);
  assert.ok(!entries.includes(names.secrets));
});
