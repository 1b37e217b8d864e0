// Runs migrations with Prisma's own engine as WebAssembly, which needs no download. It keeps `_prisma_migrations`,
// so `prisma migrate deploy` can continue from there.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PrismaPg } from "@prisma/adapter-pg";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { grantPrivileges, prepareOwner, prepareRoles } from "./roles.ts";

const folder = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const schemaPath = fileURLToPath(new URL("../../prisma/schema.prisma", import.meta.url));
const scriptOf = (name: string) => readFileSync(`${folder}/${name}/migration.sql`, "utf8");
const lockfile = 'provider = "postgresql"\n';
const filters = { externalTables: [], externalEnums: [] };
/** An arbitrary advisory lock id: concurrent starts migrate one after the other. */
const lockId = 726_354_819;

/** Of this version, in their order. */
export function migrationNames(): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** @param names those that may be applied */
function migrations(names: readonly string[]): MigrationList {
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: lockfile },
    shadowDbInitScript: "",
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: scriptOf(name) },
      },
    })),
  };
}

/**
 * Whether the database has had exactly these, as the engine records it: it need not be loaded then, which is most starts. Where anything
 * differs, or one has failed, the engine judges.
 */
async function haveAll(client: pg.Client, names: readonly string[]): Promise<boolean> {
  const { rows: found } = await client.query<{ is: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "is"`,
  );
  if (!found[0]?.is) return false;
  const { rows } = await client.query<{ name: string; checksum: string; ended: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AND rolled_back_at IS NULL AS ended
     FROM _prisma_migrations`,
  );
  const known = new Map(rows.map(({ name, checksum, ended }) => [name, ended && checksum]));
  const checksumOf = (name: string) => createHash("sha256").update(scriptOf(name)).digest("hex");
  return rows.length === names.length && names.every((name) => known.get(name) === checksumOf(name));
}

/** The address for connections that act as `role`. */
function actingAs(url: string, role: string): string {
  const address = new URL(url);
  address.searchParams.set("options", `-c role=${role}`);
  return address.href;
}

/** The adapter would split a script at each semicolon, those in functions and comments too. */
function wholeScripts(factory: PrismaPg, pool: pg.Pool): PrismaPg {
  const connect = factory.connect.bind(factory);
  factory.connect = async () =>
    Object.assign(await connect(), {
      executeScript: async (script: string) => void (await pool.query(script)),
    });
  return factory;
}

async function withEngine<T>(url: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const [{ PrismaPg }, { bindMigrationAwareSqlAdapterFactory }, { SchemaEngine }] = await Promise.all([
    import("@prisma/adapter-pg"),
    import("@prisma/driver-adapter-utils"),
    import("@prisma/schema-engine-wasm"),
  ]);
  // The engine does not close its connections, so this function owns the pool and ends it.
  const pool = new pg.Pool({ connectionString: url });
  const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(new PrismaPg(pool), pool));
  const datamodels: [string, string][] = [[schemaPath, readFileSync(schemaPath, "utf8")]];
  const engine = await SchemaEngine.new({ datamodels }, () => undefined, adapter);
  try {
    return await use(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

/** The engine's message without the trace of its own calls, and what to do about it. */
function inWords(error: unknown): Error {
  const message = (error as Error).message.split(/\n\s+0: /, 1)[0] ?? "";
  const denied = message.includes("permission denied");
  const todo = denied ? " Let the role of DATABASE_URL own the database, or create tables in it." : "";
  return new Error(`The database could not be migrated: ${message.replace(/^ERROR: /, "")}.${todo}`);
}

/** Resolves when nobody is migrating; nobody begins before the client ends, or says that whoever may migrate. */
export const whileNobodyMigrates = (client: pg.Client) =>
  client.query("SELECT pg_advisory_lock_shared($1)", [lockId]);
export const whoeverMayMigrate = (client: pg.Client) =>
  client.query("SELECT pg_advisory_unlock_shared($1)", [lockId]);

export interface Migrated {
  /** Names of the migrations that were applied. */
  applied: string[];
  /** What keeps the roles from being used, and what to do about it; null: they are ready. */
  warning: string | null;
}

/**
 * Applies the pending migrations, and prepares the roles of this installation.
 * @param key ENCRYPTION_KEY, which the roles follow from; null: no roles
 * @param names the migrations that may be applied; all by default
 * @throws Error in words for whoever started the platform
 */
export async function migrate(url: string, key: string | null, names?: string[]): Promise<Migrated> {
  const wanted = names ?? migrationNames();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lockId]);
    const warning = key ? await prepareRoles(client, url, key) : null;
    const owner = key ? await prepareOwner(client) : null;
    if (owner) await client.query(`SET ROLE ${owner}`);
    const apply = async (engine: SchemaEngine) =>
      (await engine.applyMigrations({ migrationsList: migrations(wanted), filters })).appliedMigrationNames;
    const applied = (await haveAll(client, wanted))
      ? []
      : await withEngine(owner ? actingAs(url, owner) : url, apply);
    // Both know the tables of now; with older ones they follow at the next start.
    if (!names) await client.query("SELECT botfactory_choose_vectors()");
    if (key && !warning && !names) await grantPrivileges(client);
    return { applied, warning };
  } catch (error) {
    throw inWords(error);
  } finally {
    await client.end();
  }
}

/**
 * Writes the migration from an earlier schema to the current schema.prisma.
 * @param before text of the schema after the last migration; null if there is no migration yet.
 * @returns the path of the new migration's folder.
 */
export async function writeMigration(url: string, name: string, before: string | null): Promise<string> {
  const schema = (content: string) => ({
    tag: "schemaDatamodel" as const,
    files: [{ path: schemaPath, content }],
  });
  const from = before === null ? { tag: "empty" as const } : schema(before);
  const to = schema(readFileSync(schemaPath, "utf8"));
  const { stdout } = await withEngine(url, (engine) =>
    engine.diff({ from, to, script: true, exitCode: null, filters }),
  );
  const target = `${folder}/${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`;
  mkdirSync(target, { recursive: true });
  writeFileSync(`${target}/migration.sql`, stdout ?? "");
  writeFileSync(`${folder}/migration_lock.toml`, lockfile);
  return target;
}
