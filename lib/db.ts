// The process's connections to Postgres, made on first use. `db` and `pool` see every tenant's rows: only the files that
// test/boundaries.test.ts names use them. Everything that acts for one tenant uses tenant-db.ts.
import { AsyncLocalStorage } from "node:async_hooks";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Prisma, PrismaClient } from "#generated/client.ts";
import { type DatabaseRole, databaseUrl, isPooled } from "./database-roles.ts";
import { log } from "./log.ts";
import { knownValues } from "./newer-values.ts";
import { throughPooler, withoutNames } from "./pooler.ts";
import { prepareTenants, routed } from "./tenant-query.ts";

// pg returns int8 as a string by default; values here are far below 2^53, unless a query requests a BigInt.
pg.types.setTypeParser(pg.types.builtins.INT8, (value) => Number(value));

/** For a free connection, whoever asks: Prisma alone would give up after two seconds. */
const CONNECT_MS = 10_000;
/** Of a transaction. Prisma's own five seconds end a start, or a save, on a machine that is busy with something else. */
const TRANSACTION_MS = 20_000;

/** pg's words for a statement that has met its limit. */
const UNANSWERED = "Query read timeout";
let limitMs: number | undefined;

/**
 * A statement without an answer for this long fails, and all connections are replaced. Without it, a process waits for
 * ever when the database's host has vanished without ending its connections. For processes whose statements are short;
 * called before the first use.
 */
export function limitStatements(ms: number): void {
  limitMs = ms;
}

let byIndex = false;

/**
 * Before Postgres 18 a scan that is needed nevertheless counts as so expensive that its plan would be compiled. A plan for all
 * values: for arrays Postgres would make one for each call, which took 0.8 of the 1.2 ms of the statement that stores an update.
 * No parallel workers: starting one takes longer than such a statement.
 */
const BY_INDEX = {
  enable_seqscan: "off",
  jit: "off",
  plan_cache_mode: "force_generic_plan",
  max_parallel_workers_per_gather: "0",
};
const SET_BY_INDEX = Object.entries(BY_INDEX)
  .map(([name, value]) => `SET ${name} = ${value}`)
  .join("; ");

/**
 * Rows are found by an index wherever there is one. A plan is kept for as long as its connection, those of foreign keys too:
 * made while a table was small, it would read all of the table for each message until the next ANALYZE. For processes whose
 * statements find few rows; called before the first use.
 */
export function findByIndex(): void {
  byIndex = true;
}

/** The idle connections lead to the same host: each would cost another wait. */
function replaceConnections(of: pg.Pool): void {
  const open = held.botfactoryDb;
  if (of !== open?.pool && of !== open?.tenants) return;
  log.warn("the database does not answer, connecting anew");
  delete held.botfactoryDb;
  for (const pool of [open.pool, open.tenants]) pool.end().catch(() => undefined);
}

function poolOf(
  role: DatabaseRole,
  { learn, types }: ReturnType<typeof knownValues>,
  prepare?: (client: pg.ClientBase) => Promise<void>,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl(role),
    max: 10,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 30_000,
    application_name: "botfactory",
    types,
    ...(limitMs === undefined ? {} : { query_timeout: limitMs }),
    // Not a startup parameter, which some poolers refuse.
    async onConnect(client) {
      await learn(client);
      if (isPooled()) return withoutNames(client);
      if (byIndex) await client.query(SET_BY_INDEX);
      await prepare?.(client);
    },
  });
  if (isPooled()) throughPooler(pool, byIndex ? BY_INDEX : {});
  // A broken idle connection is replaced on next use; without a listener its error would end the process.
  pool.on("error", (error) => log.warn({ reason: error.message }, "database connection lost"));
  // Nor may one that breaks while it is lent: its statement fails by itself, or the next one.
  const lost = () => undefined;
  pool.on("acquire", (client) => client.on("error", lost));
  pool.on("release", (error: Error | undefined, client) => {
    client.removeListener("error", lost);
    if (error?.message === UNANSWERED) replaceConnections(pool);
  });
  return pool;
}

function connect() {
  const values = knownValues();
  const [pool, tenants] = [poolOf("platform", values), poolOf("tenant", values, prepareTenants)];
  // One for the process: Next bundles modules more than once, and a second one would send a tenant's calls to the wrong pool.
  held.botfactoryCallingFor ??= new AsyncLocalStorage();
  const callingFor = held.botfactoryCallingFor;
  const adapter = new PrismaPg(routed(pool, tenants, callingFor), { userDefinedTypeParser: values.parse });
  const transactionOptions = { maxWait: CONNECT_MS, timeout: TRANSACTION_MS };
  return { pool, tenants, callingFor, prisma: new PrismaClient({ adapter, transactionOptions }) };
}

// Next's development server reloads modules; the pool must survive that.
const held = globalThis as typeof globalThis & {
  botfactoryDb?: ReturnType<typeof connect>;
  botfactoryCallingFor?: AsyncLocalStorage<string>;
};

function lazy<T extends object>(pick: (connection: ReturnType<typeof connect>) => T): T {
  return new Proxy({} as T, {
    get(_, property) {
      held.botfactoryDb ??= connect();
      const target = pick(held.botfactoryDb);
      const value = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

export const pool: pg.Pool = lazy(({ pool }) => pool);
/** Only for tenant-db.ts: without a tenant its role sees nothing. */
export const tenantPool: pg.Pool = lazy(({ tenants }) => tenants);
/** Only for tenant-db.ts: the tenant that a call of `db` is for. */
export const callingFor: AsyncLocalStorage<string> = lazy(({ callingFor }) => callingFor);
export const db: PrismaClient = lazy(({ prisma }) => prisma);
export type Tx = Prisma.TransactionClient;

/** The first row of a statement that always returns one. @throws Error if it returned none */
export function one<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("A statement that must return a row returned none.");
  return row;
}

/** True if `error` is a unique violation (Prisma's P2002 or SQLSTATE 23505). */
export function isDuplicate(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) return error.code === "P2002";
  return error instanceof pg.DatabaseError && error.code === "23505";
}

/** Closes every connection; the next use opens new ones. */
export async function closeDb(): Promise<void> {
  const open = held.botfactoryDb;
  delete held.botfactoryDb;
  await open?.prisma.$disconnect();
  await Promise.all([open?.pool.end(), open?.tenants.end()]);
}

/** For statements that must see all tenants; others have tenantDb's. @returns what `work` does */
export async function inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const done = await work(client);
    await client.query("COMMIT");
    client.release();
    return done;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}
