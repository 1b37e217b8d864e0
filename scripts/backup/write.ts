// Writes a backup of a database in use: one snapshot, so that no row lacks what it refers to.
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ReadableStream as WebStream } from "node:stream/web";
import { createGzip } from "node:zlib";
import { Encrypter } from "age-encryption";
import pg from "pg";
import { type CopyToStreamQuery, to as copyTo } from "pg-copy-streams";
import { type Pack, pack } from "tar-stream";
import manifest from "../../package.json" with { type: "json" };
import { BACKUP, holdTables, whileNobodyMigrates, whoeverMayMigrate } from "../database/waits.ts";
import { type Catalogue, readCatalogue } from "./catalogue.ts";
import { FORMAT, type KeptSecrets, type Manifest, names, partName } from "./format.ts";
import { speakPlainly } from "./session.ts";

/** Bytes of rows in one entry of the archive, at least; an entry must be whole in memory, since its size comes first. */
const PART = 1 << 20;
/** Memory and time of guessing a passphrase: 2^17 is 128 MB for each guess. */
const SCRYPT_WORK = 17;

export interface BackupSource {
  url: string;
  /** With both, the secrets are in it and everything is encrypted; null: neither, for a dump beside the secrets. */
  sealing: { passphrase: string; secrets: KeptSecrets } | null;
}

export interface BackupSummary {
  /** Rows of each table. */
  rows: Record<string, number>;
}

/** Resolves when the archive has room again. */
const add = (archive: Pack, name: string, body: Buffer | string): Promise<void> =>
  new Promise((done, failed) => {
    const entry = { name, mode: 0o600, mtime: new Date() };
    archive.entry(entry, body as Buffer, (error) => (error ? failed(error) : done()));
  });

/** Parts that end between two rows: in this format each row is a line. */
async function* partsOf(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let [held, size] = [[] as Buffer[], 0];
  for await (const chunk of rows) {
    const end = chunk.lastIndexOf(10) + 1;
    if (size + end >= PART && end > 0) {
      yield Buffer.concat([...held, chunk.subarray(0, end)]);
      [held, size] = [[chunk.subarray(end)], chunk.length - end];
    } else {
      held.push(chunk);
      size += chunk.length;
    }
  }
  if (size > 0) yield Buffer.concat(held);
}

async function addTable(archive: Pack, client: pg.Client, { name, columns }: Manifest["tables"][number]) {
  const list = columns.map(pg.escapeIdentifier).join(", ");
  // A query, since a partitioned table cannot be copied by name.
  const rows = client.query(copyTo(`COPY (SELECT ${list} FROM ${pg.escapeIdentifier(name)}) TO STDOUT`));
  let part = 0;
  for await (const body of partsOf(rows)) await add(archive, partName(name, ++part), body);
  return rows;
}

/** Tables with policies that hold this role, none of which shows it every row. */
const HIDDEN = `
  SELECT c.relname AS name, current_user AS role FROM pg_class AS c, pg_roles AS r
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND r.rolname = current_user
    AND NOT (r.rolsuper OR r.rolbypassrls)
    AND c.relrowsecurity AND (c.relforcerowsecurity OR NOT pg_has_role(c.relowner, 'USAGE'))
    AND NOT EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
      AND pg_get_expr(p.polqual, p.polrelid) = 'true'
      AND EXISTS (SELECT FROM unnest(p.polroles) AS o(id) WHERE o.id = 0 OR pg_has_role(o.id, 'USAGE')))
  ORDER BY 1 LIMIT 1`;

/** A role that sees only some rows would make a backup that looks whole. */
async function requireFullSight(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; role: string }>(HIDDEN);
  const [hidden] = rows;
  if (!hidden) return;
  throw new Error(
    `The role "${hidden.role}" of DATABASE_URL does not own the tables, so it may not see all rows (of ${hidden.name}).`,
  );
}

/**
 * Begins the transaction. The locks come before its snapshot: a table that a migration empties or writes anew in between would be
 * empty in the snapshot. From then on writers go on, and only migrations wait, before they ask for a lock.
 */
async function beginSnapshot(client: pg.Client): Promise<Catalogue> {
  await whileNobodyMigrates(client);
  try {
    const { tables } = await readCatalogue(client);
    if (tables.length === 0) throw new Error("There is nothing to back up: the database has no tables yet.");
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const list = tables.map(({ name }) => pg.escapeIdentifier(name)).join(", ");
    await client.query(`LOCK TABLE ${list} IN ACCESS SHARE MODE`);
    await holdTables(client);
    return await readCatalogue(client);
  } finally {
    await whoeverMayMigrate(client).catch(() => undefined); // the connection may be gone
  }
}

/** Tells whoever waits for it how far it is: the share of bytes, by the session's name. @returns called after each table */
async function progressOf(
  client: pg.Client,
  tables: Manifest["tables"],
): Promise<(table: string) => Promise<void>> {
  const { rows } = await client.query<{ name: string; bytes: number }>(
    `SELECT relname AS name, pg_table_size(oid)::float8 AS bytes FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relname = ANY($1)`,
    [tables.map(({ name }) => name)],
  );
  const sizes = new Map(rows.map(({ name, bytes }) => [name, bytes]));
  const all = rows.reduce((sum, { bytes }) => sum + bytes, 1);
  let read = 0;
  return async (table) => {
    read += sizes.get(table) ?? 0;
    const name = `${BACKUP} ${Math.floor((100 * read) / all)} %`;
    await client.query("SELECT set_config('application_name', $1, false)", [name]);
  };
}

async function fill(archive: Pack, client: pg.Client, { sealing }: BackupSource): Promise<BackupSummary> {
  const catalogue = await beginSnapshot(client);
  const about: Manifest = {
    ...{ format: FORMAT, program: manifest.version, createdAt: new Date().toISOString() },
    ...catalogue,
  };
  await add(archive, names.manifest, JSON.stringify(about, null, 2));
  if (sealing) await add(archive, names.secrets, JSON.stringify(sealing.secrets, null, 2));
  const copies = new Map<string, CopyToStreamQuery>();
  const tell = await progressOf(client, catalogue.tables);
  for (const table of catalogue.tables) {
    copies.set(table.name, await addTable(archive, client, table));
    await tell(table.name);
  }
  await client.query("COMMIT");
  // PostgreSQL says how many rows it sent in a message after the last of them, which may come later.
  const rows = Object.fromEntries(Array.from(copies, ([name, { rowCount }]) => [name, rowCount]));
  await add(archive, names.end, JSON.stringify({ rows }, null, 2));
  archive.finalize();
  return { rows };
}

async function encrypted(plain: Readable, passphrase: string): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(SCRYPT_WORK);
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(asWeb(plain));
}

/** As a stream of the web, which age and S3 speak. */
export function asWeb(stream: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return WebStream.from(stream) as ReadableStream<Uint8Array>;
}

/**
 * @param save reads the backup to its end, and rejects unless it is kept
 * @throws Error if the database or the place fails; what was saved is then not whole and must be dropped by `save`
 */
export async function writeBackup(
  source: BackupSource,
  save: (body: ReadableStream<Uint8Array>) => Promise<void>,
): Promise<BackupSummary> {
  const client = new pg.Client({ connectionString: source.url, application_name: BACKUP });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await speakPlainly(client);
    await requireFullSight(client);
    const archive = pack();
    const zipped = createGzip();
    const zipping = pipeline(archive, zipped);
    const filling = fill(archive, client, source).catch((error: Error) => {
      archive.destroy(error);
      throw error;
    });
    const body = source.sealing ? await encrypted(zipped, source.sealing.passphrase) : asWeb(zipped);
    const [summary] = await Promise.all([filling, zipping, save(body)]);
    return summary;
  } finally {
    await client.end().catch(() => undefined);
  }
}
