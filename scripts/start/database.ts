// The database of a command: the one at DATABASE_URL, else the embedded one.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Env } from "#lib/env.ts";
import { startPostgres } from "../database/postgres.ts";

/** Held by the process that serves an embedded database, as long as it lives. */
const OWNER_LOCK = 519_004_221;
const flags = ["max_connections=200"];

export interface Database {
  /**
   * Makes this process the one that serves this DATA_DIR; always true for a given DATABASE_URL, which
   * many may share. @returns false where another one is.
   */
  own(): Promise<boolean>;
  /** Stops the embedded database, unless another process serves it. */
  close(): Promise<void>;
}

/** A socket's errors, and a server that is starting, stopping (57P) or full (53), a timeout (no code): what passes. */
const passes = /^(E(?!NOTFOUND)|57P|53|$)/;

/** Waits for a server that is away; anything that waiting cannot mend is an error. */
async function reach(url: string): Promise<void> {
  const { host } = new URL(url);
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      const { rows } = await client.query<{ version: number }>(
        "SELECT current_setting('server_version_num')::int AS version",
      );
      if (rows[0]!.version < 150_000) {
        throw Object.assign(new Error("it is older than PostgreSQL 15"), { code: "old" });
      }
      return;
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      if (!passes.test(code ?? "")) throw new Error(`DATABASE_URL is not usable: ${message} (${host}).`);
      if (tries % 10 === 0) console.error(`Waiting for the database at ${host}: ${message || code}.`);
      await sleep(1_000);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** Opens the database, and sets DATABASE_URL for this process and its children. */
export async function openDatabase(env: Env, password: string): Promise<Database> {
  if (env.DATABASE_URL) {
    await reach(env.DATABASE_URL);
    return { own: async () => true, close: async () => undefined };
  }
  const directory = join(env.DATA_DIR, "postgres");
  const postgres = await startPostgres(directory, password, { flags });
  process.env.DATABASE_URL = postgres.url;

  let lock: pg.Client;
  let owned = false;
  let closing = false;
  async function connect(): Promise<void> {
    lock = new pg.Client({ connectionString: postgres.url, keepAlive: true });
    lock.on("error", () => undefined);
    await lock.connect();
    lock.once("end", () => {
      if (owned && !closing) void restart();
    });
  }
  async function own(): Promise<boolean> {
    const { rows } = await lock.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [
      OWNER_LOCK,
    ]);
    owned = rows[0]!.got;
    return owned;
  }
  /** Killed from outside: started again at the same address, which the dashboard and the worker know. */
  async function restart(): Promise<void> {
    console.error("The embedded database ended; starting it again.");
    const port = Number(new URL(postgres.url).port);
    while (!closing) {
      try {
        await startPostgres(directory, password, { flags, port });
        await connect();
        await own();
        return;
      } catch (error) {
        console.error(`It does not start: ${(error as Error).message}`);
        await sleep(1_000);
      }
    }
  }

  await connect();
  return {
    own,
    async close() {
      closing = true;
      const mine = owned || (await own().catch(() => true));
      await lock.end().catch(() => undefined);
      if (mine) await postgres.stop();
    },
  };
}
