// The database of a command: DATABASE_URL if set, else the embedded one.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { addressOf, databaseRoles, loginOf } from "#lib/database-roles.ts";
import type { Env } from "#lib/env.ts";
import { dumpBeforeMigrations } from "../backup/dump.ts";
import { directAddress } from "../database/direct-address.ts";
import { migrate } from "../database/migrate.ts";
import { type Postgres, startPostgres } from "../database/postgres.ts";

/** Held by the process that serves an embedded database, for its lifetime. */
const OWNER_LOCK = 519_004_221;
/** Shared by all processes that use an embedded database; the one that can take it exclusively is the last user. */
const USERS_LOCK = 519_004_220;
const CONNECT_TRIES = 5;
const flags = ["max_connections=200"];

export interface Database {
  isEmbedded: boolean;
  /**
   * Makes this process the one that serves this DATA_DIR. Always true with DATABASE_URL, which many processes may
   * share. @returns false if another process is already serving it.
   */
  own(): Promise<boolean>;
  /** Stops the embedded database unless another process uses it. */
  close(): Promise<void>;
}

/** Transient errors: socket errors, a server that is starting or stopping (57P) or full (53), a timeout (no code). */
const passes = /^(E(?!NOTFOUND)|57P|53|$)/;

/** Retries transient errors until the server answers; throws all others. */
async function reach(url: string, variable = "DATABASE_URL"): Promise<void> {
  const { host } = new URL(url);
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      const { rows } = await client.query<{ version: number }>(
        "SELECT current_setting('server_version_num')::int AS version",
      );
      const [server] = rows;
      if (!server || server.version < 150_000) {
        throw Object.assign(new Error("it is older than PostgreSQL 15"), { code: "old" });
      }
      return;
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      if (!passes.test(code ?? "")) throw new Error(`${variable} is not usable: ${message} (${host}).`);
      if (tries % 10 === 0) console.error(`Waiting for the database at ${host}: ${message || code}.`);
      await sleep(1_000);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** A pooler has a list of logins of its own (docs/scaling.md). */
async function reachThroughPooler(): Promise<void> {
  const { DATABASE_URL: url = "", DATABASE_ROLES: use, ENCRYPTION_KEY: key = "" } = process.env;
  if (use === "off") return reach(url);
  for (const role of databaseRoles) await reach(addressOf(url, loginOf(role, key)));
}

/**
 * Migrates, and prepares the roles that this process and its children connect as. Where that is not possible, says why
 * and sets DATABASE_ROLES=off: all of them then use the role of DATABASE_URL.
 * @param embedded the environment of an embedded database, which is dumped before it is migrated; null: another one
 */
export async function prepareDatabase(
  embedded: Pick<Env, "DATA_DIR" | "BACKUP_BEFORE_MIGRATIONS"> | null,
): Promise<void> {
  const { DIRECT_DATABASE_URL: direct, DATABASE_ROLES: use, ENCRYPTION_KEY: key = "" } = process.env;
  const url = directAddress();
  if (embedded?.BACKUP_BEFORE_MIGRATIONS === "on") await dumpBeforeMigrations(url, embedded);
  const { warning } = await migrate(url, use === "off" ? null : key);
  if (warning !== null) {
    console.warn(warning);
    process.env.DATABASE_ROLES = "off";
  }
  if (direct) await reachThroughPooler();
}

/** Opens the database, and sets DATABASE_URL for this process and its children. */
export async function openDatabase(env: Env, password: string): Promise<Database> {
  if (env.DATABASE_URL) {
    await reach(directAddress(), env.DIRECT_DATABASE_URL ? "DIRECT_DATABASE_URL" : "DATABASE_URL");
    return { isEmbedded: false, own: async () => true, close: async () => undefined };
  }
  const directory = join(env.DATA_DIR, "postgres");
  let owned = false;
  let closing = false;

  async function connect(options: { port?: number } = {}): Promise<{ postgres: Postgres; lock: pg.Client }> {
    for (let tries = 1; ; tries++) {
      const postgres = await startPostgres(directory, password, { flags, ...options });
      const lock = new pg.Client({ connectionString: postgres.url, keepAlive: true });
      lock.on("error", () => undefined);
      try {
        await lock.connect();
        // Blocks while another process is stopping the server, then fails when the server ends.
        await lock.query("SELECT pg_advisory_lock_shared($1)", [USERS_LOCK]);
        lock.once("end", () => {
          if (owned && !closing) void restart();
        });
        return { postgres, lock };
      } catch (error) {
        await lock.end().catch(() => undefined);
        if (tries === CONNECT_TRIES) throw error;
      }
    }
  }
  let { postgres, lock } = await connect();
  process.env.DATABASE_URL = postgres.url;

  async function tryLock(id: number): Promise<boolean> {
    const { rows } = await lock.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [id]);
    return rows[0]?.got === true;
  }
  async function own(): Promise<boolean> {
    owned = await tryLock(OWNER_LOCK);
    return owned;
  }
  async function isLastUser(): Promise<boolean> {
    await lock.query("SELECT pg_advisory_unlock_shared($1)", [USERS_LOCK]);
    return tryLock(USERS_LOCK);
  }
  /** Restarts a killed server at the same address, which the dashboard and the worker already use. */
  async function restart(): Promise<void> {
    console.error("The embedded database exited; restarting it.");
    const port = Number(new URL(postgres.url).port);
    while (!closing) {
      try {
        ({ postgres, lock } = await connect({ port }));
        await own();
        return;
      } catch (error) {
        console.error(`The embedded database does not start: ${(error as Error).message}`);
        await sleep(1_000);
      }
    }
  }

  return {
    isEmbedded: true,
    own,
    async close() {
      closing = true;
      if (await isLastUser().catch(() => true)) await postgres.stop();
      await lock.end().catch(() => undefined);
    },
  };
}
