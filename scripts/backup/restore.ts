// Puts a backup into an empty installation, wholly or not at all.
import { once } from "node:events";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { migrate, migrationNames } from "../database/migrate.ts";
import { appliedMigrations, TABLES } from "./catalogue.ts";
import type { Manifest } from "./format.ts";
import { type BackupHead, linesIn, readBackup } from "./read.ts";
import { speakPlainly } from "./session.ts";

/** What nobody has who has only started BotFactory once. */
const OWNED = ["User", "Bot", "Key", "Conversation", "Answer"];

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
  );
  return rows.map(({ name }) => name);
}

/** @throws Error with one sentence if something would be overwritten */
export async function requireEmpty(client: pg.Client): Promise<void> {
  const there = await tablesOf(client);
  if (there.length === 0) return;
  if ((await appliedMigrations(client)).length === 0)
    throw new Error("Nothing was restored: the database holds tables of another program.");
  for (const name of OWNED.filter((each) => there.includes(each))) {
    const { rows } = await client.query<{ holds: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM ${pg.escapeIdentifier(name)}) AS holds`,
    );
    if (rows[0]?.holds)
      throw new Error(
        `Nothing was restored: this installation is in use (it has rows in ${name}). Use another DATA_DIR or database, or move this one away.`,
      );
  }
}

/** Removes what a first start has made, so that the tables can be made as they were at the time of the backup. */
async function clear(client: pg.Client): Promise<void> {
  if ((await tablesOf(client)).length === 0) return;
  const { rows: extensions } = await client.query<{ name: string }>(
    `SELECT extname AS name FROM pg_extension WHERE extnamespace = 'public'::regnamespace`,
  );
  await client
    .query(
      `BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner;
       GRANT USAGE ON SCHEMA public TO PUBLIC; COMMIT`,
    )
    .catch((error: Error) => {
      throw new Error(`Nothing was restored: use a database without tables (${error.message}).`);
    });
  // Those of whoever runs the database, such as pgvector; nothing that is restored needs one, and only some logins may.
  for (const { name } of extensions)
    await client.query(`CREATE EXTENSION IF NOT EXISTS ${pg.escapeIdentifier(name)}`).catch(() => undefined);
}

/** @throws Error if the backup is of a later version than this program */
export function requireKnown({ migrations, program }: Manifest): void {
  const ours = new Set(migrationNames());
  const unknown = migrations.filter((name) => !ours.has(name));
  if (unknown.length === 0) return;
  throw new Error(
    `This backup was made by a newer version (${program}, ${unknown.join(", ")}): update BotFactory, then restore it.`,
  );
}

const quoted = (names: readonly string[]): string => names.map(pg.escapeIdentifier).join(", ");

interface TableState {
  name: string;
  forced: boolean;
}

/** COPY FROM refuses tables with row-level security, and triggers have already done their part. */
async function unlock(client: pg.Client, tables: readonly string[]): Promise<TableState[]> {
  const { rows } = await client.query<TableState>(
    `SELECT relname AS name, relforcerowsecurity AS forced FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relname = ANY($1)`,
    [tables],
  );
  for (const { name } of rows)
    await client.query(`ALTER TABLE ${quoted([name])} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER`);
  return rows;
}

async function lock(client: pg.Client, tables: readonly TableState[]): Promise<void> {
  for (const { name, forced } of tables)
    await client.query(
      `ALTER TABLE ${quoted([name])} ENABLE TRIGGER USER${forced ? ", FORCE ROW LEVEL SECURITY" : ""}`,
    );
}

/** What workers held then is free: they are gone, or work for the old installation. */
async function freeLeases(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class AS c JOIN pg_attribute AS w ON w.attrelid = c.oid AND w.attname = 'workerId'
       JOIN pg_attribute AS u ON u.attrelid = c.oid AND u.attname = 'until'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT w.attnotnull`,
  );
  for (const { name } of rows)
    await client.query(
      `UPDATE ${quoted([name])} SET "workerId" = NULL, "until" = NULL WHERE "workerId" IS NOT NULL`,
    );
  await client.query(`DELETE FROM "Worker"`);
}

async function copyRows(client: pg.Client, { name, columns }: Manifest["tables"][number], body: Buffer) {
  const stream = client.query(copyFrom(`COPY ${quoted([name])} (${quoted(columns)}) FROM STDIN`));
  stream.end(body);
  await once(stream, "finish");
  return stream.rowCount;
}

export interface Restored {
  rows: number;
  /** Tables and columns of the backup that the tables of its version do not have. */
  leftOut: string[];
}

interface Fitting {
  table: Manifest["tables"][number];
  /** Which fields of a row; null: all of them. */
  kept: number[] | null;
}

/** What of the backup has a place in these tables. The rest was added by hand, or by another program in the same database. */
async function fit(client: pg.Client, tables: Manifest["tables"]) {
  const { rows: there } = await client.query<{ name: string; columns: string[] }>(TABLES);
  const columnsOf = new Map(there.map(({ name, columns }) => [name, new Set(columns)]));
  const fitting = new Map<string, Fitting>();
  const leftOut: string[] = [];
  for (const table of tables) {
    const own = columnsOf.get(table.name);
    if (!own) {
      leftOut.push(table.name);
      continue;
    }
    const columns = table.columns.filter((column) => own.has(column));
    const others = table.columns.filter((column) => !own.has(column));
    leftOut.push(...others.map((column) => `${table.name}.${column}`));
    const kept = others.length > 0 ? columns.map((column) => table.columns.indexOf(column)) : null;
    fitting.set(table.name, { table: { ...table, columns }, kept });
  }
  return { fitting, leftOut };
}

/** Rows with only these of their fields. In PostgreSQL's text format a tab or line break within a value is escaped. */
function withFields(body: Buffer, kept: readonly number[]): Buffer {
  const rows = body.toString("latin1").split("\n").slice(0, -1);
  const lines = rows.map((row) => {
    const fields = row.split("\t");
    return `${kept.map((field) => fields[field]).join("\t")}\n`;
  });
  return Buffer.from(lines.join(""), "latin1");
}

async function load(client: pg.Client, file: string, passphrase: string | null): Promise<Restored> {
  await client.query("BEGIN");
  let found: Awaited<ReturnType<typeof fit>> = { fitting: new Map(), leftOut: [] };
  let states: TableState[] = [];
  const { manifest, rows } = await readBackup(file, passphrase, {
    async head({ manifest: about }) {
      found = await fit(client, about.tables);
      const tables = [...found.fitting.keys()];
      states = await unlock(client, tables);
      // What the migrations have put there is in the backup too.
      await client.query(`TRUNCATE ${quoted(tables)}`);
    },
    async rows(name, body) {
      const into = found.fitting.get(name);
      if (!into) return linesIn(body);
      return copyRows(client, into.table, into.kept ? withFields(body, into.kept) : body);
    },
  });
  for (const { name, last } of manifest.sequences)
    if (last !== null)
      await client.query("SELECT setval(to_regclass($1)::regclass, $2::bigint)", [`"${name}"`, last]);
  await freeLeases(client);
  await lock(client, states);
  await client.query("COMMIT");
  const sum = Object.entries(rows).reduce(
    (total, [name, count]) => total + (found.fitting.has(name) ? count : 0),
    0,
  );
  return { rows: sum, leftOut: found.leftOut };
}

interface Target {
  url: string;
  /** The encryption key that the restored installation will use; null: without roles. */
  key: string | null;
}

/** The database must be empty (`requireEmpty`), the head known (`requireKnown`). */
export async function restoreInto(
  { url, key }: Target,
  file: string,
  passphrase: string | null,
  { manifest }: BackupHead,
): Promise<Restored> {
  const client = new pg.Client({ connectionString: url, application_name: "botfactory restore" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await speakPlainly(client);
    await requireEmpty(client);
    await clear(client);
    await migrate(url, key, manifest.migrations);
    const restored = await load(client, file, passphrase);
    // The statistics are empty, and autovacuum comes late to a table that is only read.
    await client.query("ANALYZE");
    return restored;
  } finally {
    await client.end().catch(() => undefined);
  }
}
