// Runs a statement for one tenant: the setting that the policies of row-level security read travels with the statement,
// in the same round trip and the same transaction. Nothing of it is left on the connection.
import type { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { isUuid } from "./uuid.ts";

/** Returns no row, since the statement's own rows follow it. */
const SET_TENANT = `SELECT FROM (SELECT set_config('app.tenant', $1, true) AS v OFFSET 0) AS s WHERE v IS NULL`;
const NAME = "set_tenant";

/** What of pg's protocol this module speaks; its types leave out what a query is told. */
interface Connection {
  stream: { cork(): void; uncork(): void };
  bind(portal: { statement: string; values: string[] }): void;
  execute(portal: { portal: string }): void;
}
type Protocol = {
  submit(connection: Connection): Error | null;
  handleCommandComplete(message: unknown, connection: Connection): void;
};
const plain = pg.Query.prototype as unknown as Protocol;

/** Prepares a new connection for queries of a tenant. */
export async function prepareTenants(client: pg.ClientBase): Promise<void> {
  await client.query({ name: NAME, text: SET_TENANT, values: [""] });
}

/**
 * A query of pg that sets the tenant first. Both statements are sent before the one Sync, so they are one transaction,
 * at whose end Postgres resets the setting.
 */
export class TenantQuery extends pg.Query {
  readonly tenantId: string;
  #set = false;

  constructor(tenantId: string, config: pg.QueryConfig) {
    super({ ...config, queryMode: "extended" } as pg.QueryConfig);
    this.tenantId = tenantId;
    Object.assign(this, {
      submit: (connection: Connection) => this.#submit(connection),
      handleCommandComplete: (message: unknown, connection: Connection) => {
        // The first completion is that of SET_TENANT.
        if (this.#set) plain.handleCommandComplete.call(this, message, connection);
        this.#set = true;
      },
    });
  }

  #submit(connection: Connection): Error | null {
    connection.stream.cork();
    try {
      connection.bind({ statement: NAME, values: [this.tenantId] });
      connection.execute({ portal: "" });
      return plain.submit.call(this, connection);
    } finally {
      connection.stream.uncork();
    }
  }
}

/** SQL. With a name, each connection parses and plans it once: for statements that run for every message. */
export type TenantStatement = string | { name?: string; text: string };
type Query = (config: TenantStatement, values?: unknown[]) => Promise<pg.QueryResult>;

const configOf = (config: TenantStatement, values?: unknown[]): pg.QueryConfig => ({
  ...(typeof config === "string" ? { text: config } : config),
  ...(values ? { values } : {}),
});

/** Runs one statement for the tenant, as a transaction of its own. */
export const queryAs =
  (pool: pg.Pool, tenantId: string): Query =>
  (config, values) =>
    // pg passes the result to a query's callback; the pool adds one that resolves the promise.
    pool.query(new TenantQuery(tenantId, configOf(config, values))) as unknown as Promise<pg.QueryResult>;

/** A connection on which each transaction is the tenant's. TenantStatements outside of transactions have no tenant. */
async function connectAs(pool: pg.Pool, tenantId: string): Promise<pg.PoolClient> {
  if (!isUuid(tenantId)) throw new Error("A tenant's id is a UUID.");
  const client = await pool.connect();
  const { query, release } = client;
  const run = query.bind(client) as Query;
  // Not a query of its own: SET TRANSACTION ISOLATION LEVEL must come before any.
  const begin = `BEGIN; SET LOCAL app.tenant = '${tenantId}'`;
  client.query = ((config: TenantStatement, values?: unknown[]) =>
    configOf(config).text === "BEGIN" ? run(begin) : run(config, values)) as typeof query;
  client.release = (error) => {
    Reflect.deleteProperty(client, "query");
    release.call(client, error);
  };
  return client;
}

/**
 * `everything`, but statements of a call for a tenant go to `tenants`. For Prisma, which takes one pool.
 * @param callingFor the tenant that a call is for; Prisma passes nothing else through to its connections
 */
export function routed(
  everything: pg.Pool,
  tenants: pg.Pool,
  callingFor: AsyncLocalStorage<string>,
): pg.Pool {
  return new Proxy(everything, {
    get(target, property) {
      const tenantId = callingFor.getStore();
      if (tenantId && property === "query") return queryAs(tenants, tenantId);
      if (tenantId && property === "connect") return () => connectAs(tenants, tenantId);
      const value: unknown = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
