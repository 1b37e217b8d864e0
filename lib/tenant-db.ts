// The database as one tenant sees it: Postgres returns and accepts no row of another one, whatever the statement says.
import type pg from "pg";
import type { PrismaClient } from "#generated/client.ts";
import { callingFor, db, tenantPool } from "./db.ts";
import { queryAs, type TenantStatement } from "./tenant-query.ts";

type Models = Omit<PrismaClient, `$${string}`>;

/**
 * Prisma's models without findUnique: Prisma joins concurrent calls of it into one statement, of several tenants too.
 * Within a transaction it does not.
 */
export type TenantDb = {
  [M in keyof Models]: Omit<Models[M], "findUnique" | "findUniqueOrThrow">;
} & Pick<PrismaClient, "$transaction"> & {
    /** Runs one SQL statement. */
    query<R extends pg.QueryResultRow>(
      statement: TenantStatement,
      values?: unknown[],
    ): Promise<pg.QueryResult<R>>;
  };

type Call = (...args: unknown[]) => PromiseLike<unknown>;

/** A call of Prisma's is sent when it is awaited, which must happen here. */
const bound =
  (tenantId: string, call: Call): Call =>
  (...args) =>
    callingFor.run(tenantId, async () => call(...args));

/** The work inside of a transaction calls `tx`, whose connection is the tenant's already. */
const outside = (work: unknown) =>
  typeof work === "function" ? (tx: unknown) => callingFor.exit(async () => work(tx)) : work;

/**
 * @param of the context of whoever acts, or anything else that names its tenant
 * @throws Error without one, whatever the types say: Prisma's calls would be the platform's, which sees every tenant
 */
export function tenantDb({ tenantId }: { tenantId: string }): TenantDb {
  if (!tenantId) throw new Error("A tenant's rows were asked for, but nobody said whose.");
  return new Proxy({} as TenantDb, {
    get(_, property) {
      if (property === "query") return queryAs(tenantPool, tenantId);
      const of: unknown = Reflect.get(db, property);
      if (property === "$transaction")
        return (work: unknown, options: unknown) => bound(tenantId, of as Call)(outside(work), options);
      return new Proxy(of as object, {
        get: (model, name) => bound(tenantId, Reflect.get(model, name).bind(model) as Call),
      });
    },
  });
}
