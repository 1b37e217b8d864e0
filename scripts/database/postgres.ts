// The embedded PostgreSQL: real binaries from npm. pg_ctl runs them in their own session, so Ctrl-C or the death of
// the parent process does not kill the database during a write.
import { execFile, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { accountOf, giveTo } from "./account.ts";
import { binariesFor, dataOption, runOptions } from "./binaries.ts";
import { isCluster, makeCluster, requireScram } from "./cluster.ts";
import { runningPort } from "./postmaster.ts";

const run = promisify(execFile);
const user = "botfactory";
const START_TRIES = 20;
const POLL_MS = 500;

export interface Postgres {
  /** Address of the database `botfactory` in this cluster. */
  url: string;
  /** False if another process had already started it. */
  started: boolean;
  /** Fast shutdown: rolls back open transactions, keeps what was committed. */
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** Transient errors: the server is starting, or another process is stopping it; no code is a broken connection. */
const passes = /^(57P|ECONN|EPIPE|$)/;
/** Crash recovery (WAL replay) after a kill may take this long. */
const RECOVERY_MS = 300_000;
/** A server listens long before that, so this many refused connections in a row are those of another process. */
const MOST_REFUSED = 20;

/** Retries while the server process runs. @returns false if it has ended. */
async function createDatabase(port: number, password: string, runs: () => boolean): Promise<boolean> {
  const until = Date.now() + RECOVERY_MS;
  for (let refused = 0; runs(); ) {
    const client = new pg.Client({ host: "127.0.0.1", port, user, password, database: "postgres" });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'botfactory'");
      if (!rowCount) await client.query("CREATE DATABASE botfactory");
      return true;
    } catch (error) {
      const { code = "" } = error as { code?: string };
      if (code === "23505" || code === "42P04") return true; // a concurrent start created it
      refused = code === "ECONNREFUSED" ? refused + 1 : 0;
      if (refused === MOST_REFUSED)
        throw new Error("the process that postmaster.pid names is not its server");
      if (!passes.test(code) || Date.now() > until) throw error;
      await sleep(POLL_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

/**
 * Creates the cluster in `directory` if missing, and starts it if it does not run.
 * @param flags further server settings, each `name=value`
 * @param port the port to listen on; a free one by default
 * @param env more environment variables of the server
 * @throws Error with one sentence if it does not start
 */
export async function startPostgres(
  directory: string,
  password: string,
  {
    flags = [],
    port: wanted,
    env = {},
  }: { flags?: string[]; port?: number; env?: Record<string, string> } = {},
): Promise<Postgres> {
  const at = resolve(directory);
  let account = accountOf(at);
  const binaries = await binariesFor(account);
  if (!isCluster(at)) {
    makeCluster(at, { binaries, account, user, password });
    account = accountOf(at);
  }
  const rewritten = requireScram(at);
  const { pg_ctl } = binaries;
  const as = runOptions(at, account);
  const data = dataOption(at, account);
  const port = () => runningPort(at, account, binaries);

  /** stdio is ignored, since the server would keep an inherited pipe open forever. */
  async function launch(): Promise<void> {
    giveTo(account, at);
    const listen = [`port=${wanted ?? (await freePort())}`, "listen_addresses=127.0.0.1"];
    const settings = [...listen, "unix_socket_directories=", ...flags];
    const options = settings.map((setting) => `-c ${setting}`).join(" ");
    const args = ["start", "-w", "-D", data, "-l", join(data, "server.log"), "-o", options];
    spawnSync(pg_ctl, args, { ...as, env: { ...as.env, ...env }, stdio: "ignore" });
  }

  const reach = (serving: number) =>
    createDatabase(serving, password, () => port() === serving).catch((error: Error) => {
      throw new Error(
        `The embedded database in ${at} cannot be reached: ${error.message}. If no other BotFactory runs, remove ${join(at, "postmaster.pid")}.`,
      );
    });
  let serving = port();
  const started = serving === null;
  // Retry: the last processes of a killed server may hold its shared memory for a moment.
  for (let tries = 0; ; tries++) {
    if (serving !== null && (await reach(serving))) break;
    if (tries === START_TRIES) {
      throw new Error(`The embedded database did not start. Its log is ${join(at, "server.log")}.`);
    }
    if (tries > 0) await sleep(POLL_MS);
    await launch();
    serving = port();
  }
  if (rewritten && !started) await run(pg_ctl, ["reload", "-D", data], as);
  return {
    url: `postgresql://${user}:${password}@127.0.0.1:${serving}/botfactory`,
    started,
    async stop() {
      await run(pg_ctl, ["stop", "-w", "-m", "fast", "-D", data], as).catch(() => undefined);
    },
  };
}
