// Runs migrations with Prisma's own engine as WebAssembly, which needs no download. It keeps `_prisma_migrations`,
// so `prisma migrate deploy` can continue from there.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PrismaPg } from "@prisma/adapter-pg";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { grantPrivileges, prepareOwner, prepareRoles } from "./roles.ts";
import { limitLocks, MIGRATION, takeTurn, untilUnlocked } from "./waits.ts";

const folder = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const schemaPath = fileURLToPath(new URL("../../prisma/schema.prisma", import.meta.url));
const scriptOf = (name: string) => readFileSync(`${folder}/${name}/migration.sql`, "utf8");
const lockfile = 'provider = "postgresql"\n';
const filters = { externalTables: [], externalEnums: [] };

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

/** The checksum of each migration that the engine has recorded; null: not ended, or taken back. */
async function recorded(client: pg.Client): Promise<Map<string, string | null>> {
  const { rows: found } = await client.query<{ is: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "is"`,
  );
  if (!found[0]?.is) return new Map();
  const { rows } = await client.query<{ name: string; checksum: string | null }>(
    `SELECT migration_name AS name, CASE WHEN finished_at IS NOT NULL AND rolled_back_at IS NULL THEN checksum END AS checksum
     FROM _prisma_migrations ORDER BY started_at`,
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

/** Whether none of these is pending; a newer version may have applied others. */
async function hasEach(client: pg.Client, names: readonly string[]): Promise<boolean> {
  const known = await recorded(client);
  return names.every((name) => known.get(name));
}

/**
 * Whether the database has had exactly these: the engine need not be loaded then, which is most starts. Where anything differs, or one
 * has failed, the engine judges.
 */
async function hasExactly(client: pg.Client, names: readonly string[]): Promise<boolean> {
  const known = await recorded(client);
  const checksumOf = (name: string) => createHash("sha256").update(scriptOf(name)).digest("hex");
  return known.size === names.length && names.every((name) => known.get(name) === checksumOf(name));
}

/** The address for connections that act as `role`. */
function actingAs(url: string, role: string): string {
  const address = new URL(url);
  address.searchParams.set("options", `-c role=${role}`);
  return address.href;
}

/** Scripts of several transactions cannot be tried again from their beginning. */
const hasTransactions = (script: string) => /^\s*(BEGIN|COMMIT)\s*;/m.test(script);

/**
 * What a start that was killed has begun, as it does while it waits for locks, is begun anew: of one transaction nothing is left. The
 * engine would refuse every later start. What has failed has `logs`, and stays. For whoever migrates alone.
 */
async function takeBackBegun(client: pg.Client, names: readonly string[]): Promise<void> {
  if ((await recorded(client)).size === 0) return;
  await client.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL
       AND applied_steps_count = 0 AND logs IS NULL AND migration_name = ANY($1)`,
    [names.filter((name) => !hasTransactions(scriptOf(name)))],
  );
}

/** In one transaction, as PostgreSQL takes all statements of a message; tried again until it gets its locks. */
async function runScript(pool: pg.Pool, script: string): Promise<void> {
  const client = await pool.connect();
  try {
    if (hasTransactions(script)) {
      await client.query("SET lock_timeout = 0");
      await client.query(script);
      await limitLocks(client);
    } else await untilUnlocked(client, () => client.query(script));
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** The adapter would split a script at each semicolon, those in functions and comments too. */
function wholeScripts(factory: PrismaPg, pool: pg.Pool): PrismaPg {
  const connect = factory.connect.bind(factory);
  factory.connect = async () =>
    Object.assign(await connect(), { executeScript: (script: string) => runScript(pool, script) });
  return factory;
}

async function withEngine<T>(url: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const [{ PrismaPg }, { bindMigrationAwareSqlAdapterFactory }, { SchemaEngine }] = await Promise.all([
    import("@prisma/adapter-pg"),
    import("@prisma/driver-adapter-utils"),
    import("@prisma/schema-engine-wasm"),
  ]);
  // The engine does not close its connections, so this function owns the pool and ends it.
  const pool = new pg.Pool({
    connectionString: url,
    application_name: MIGRATION,
    onConnect: async (client) => void (await limitLocks(client)),
  });
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

export interface Migrated {
  /** Names of the migrations that were applied. */
  applied: string[];
  /** What keeps the roles from being used, and what to do about it; null: they are ready. */
  warning: string | null;
}

/**
 * Applies the pending migrations, and prepares the roles of this installation. Waits for whoever reads the tables, so that nobody waits
 * for it (waits.ts).
 * @param key ENCRYPTION_KEY, which the roles follow from; null: no roles
 * @param names the migrations that may be applied; all by default
 * @throws Error in words for whoever started the platform
 */
export async function migrate(url: string, key: string | null, names?: string[]): Promise<Migrated> {
  const wanted = names ?? migrationNames();
  const client = new pg.Client({ connectionString: url, application_name: MIGRATION });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await takeTurn(client, () => hasEach(client, wanted));
    await limitLocks(client);
    const warning = key ? await prepareRoles(client, url, key) : null;
    const owner = key ? await prepareOwner(client) : null;
    if (owner) await client.query(`SET ROLE ${owner}`);
    const apply = async (engine: SchemaEngine) =>
      (await engine.applyMigrations({ migrationsList: migrations(wanted), filters })).appliedMigrationNames;
    let applied: string[] = [];
    if (!(await hasExactly(client, wanted))) {
      await takeBackBegun(client, wanted);
      applied = await withEngine(owner ? actingAs(url, owner) : url, apply);
    }
    // Both know the tables of now; with older ones they follow at the next start.
    if (!names) await untilUnlocked(client, () => client.query("SELECT botfactory_choose_vectors()"));
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
