// Runs a statement for one tenant: the setting that the policies of row-level security read travels with the statement,
// in the same round trip and the same transaction. Nothing of it is left on the connection.
import type { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { isUuid } from "./uuid.ts";

/** Returns no row, since the statement's own rows follow it. */
export const settingTenant = (more = ""): string =>
  `SELECT FROM (SELECT set_config('app.tenant', $1, true) AS v${more} OFFSET 0) AS s WHERE v IS NULL`;
const SET_TENANT = settingTenant();
const NAME = "set_tenant";

/** What of pg's protocol this module speaks; its types leave out what a query is told. */
export interface WireConnection {
  stream: { cork(): void; uncork(): void };
  /** Names of statements with their text, as far as pg knows. */
  parsedStatements: Record<string, string | undefined>;
  submittedNamedStatements: Record<string, string | undefined>;
  parse(statement: { name: string; text: string }): void;
  close(what: { type: "S"; name: string }): void;
  bind(portal: { statement: string; values: string[] }): void;
  execute(portal: { portal: string }): void;
}
type Protocol = {
  submit(connection: WireConnection): Error | null;
  handleCommandComplete(message: unknown, connection: WireConnection): void;
};
const plain = pg.Query.prototype as unknown as Protocol;

/** Prepares a new connection for queries of a tenant. */
export async function prepareTenants(client: pg.ClientBase): Promise<void> {
  await client.query({ name: NAME, text: SET_TENANT, values: [""] });
}

/** A statement that is sent before another one. It returns no row. */
export interface First {
  name: string;
  text: string;
  values: string[];
}

/**
 * A query of pg with a statement before it. Both are sent before the one Sync, so they are one transaction, at whose end
 * Postgres resets what the first one has set.
 */
export class PrecededQuery extends pg.Query {
  /** Whether the rows that come are the query's own. */
  #own: boolean;
  /** Whether a connection has got it: from then on the database may have run it. */
  isSent = false;

  constructor(first: First | null, config: pg.QueryConfig) {
    super({ ...config, queryMode: "extended" } as pg.QueryConfig);
    this.#own = first === null;
    Object.assign(this, {
      submit: (connection: WireConnection) => this.#submit(first, connection),
      handleCommandComplete: (message: unknown, connection: WireConnection) => {
        // The first completion is that of `first`.
        if (this.#own) plain.handleCommandComplete.call(this, message, connection);
        else if (first) this.ran(first, connection);
        this.#own = true;
      },
    });
  }

  #submit(first: First | null, connection: WireConnection): Error | null {
    this.isSent = true;
    connection.stream.cork();
    try {
      this.sendBefore(first, connection);
      if (first) {
        connection.bind({ statement: first.name, values: first.values });
        connection.execute({ portal: "" });
      }
      return plain.submit.call(this, connection);
    } finally {
      connection.stream.uncork();
    }
  }

  /** Sends what must come before both; pg has a `prepare` of its own. Here nothing: `first` was prepared when the connection was opened. */
  protected sendBefore(_first: First | null, _connection: WireConnection): void {}
  /** Called when the connection has run `first`. */
  protected ran(_first: First, _connection: WireConnection): void {}
}

/** Sets the tenant first. */
export class TenantQuery extends PrecededQuery {
  readonly tenantId: string;
  readonly config: pg.QueryConfig;

  constructor(tenantId: string, config: pg.QueryConfig) {
    super({ name: NAME, text: SET_TENANT, values: [tenantId] }, config);
    this.tenantId = tenantId;
    this.config = config;
  }
}

/** SQL. With a name, each connection parses and plans it once: for statements that run for every message. */
export type TenantStatement = string | { name?: string; text: string };
type Query = (config: TenantStatement, values?: unknown[]) => Promise<pg.QueryResult>;

export const configOf = (config: TenantStatement, values?: unknown[]): pg.QueryConfig => ({
  ...(typeof config === "string" ? { text: config } : config),
  ...(values ? { values } : {}),
});

const unsent = new WeakSet<object>();
/** Whether a tenant's statement failed before it was sent: there was no connection. */
export const wasUnsent = (error: unknown): boolean => error instanceof Error && unsent.has(error);

/** Runs one statement for the tenant, as a transaction of its own. */
export const queryAs =
  (pool: pg.Pool, tenantId: string): Query =>
  async (config, values) => {
    const query = new TenantQuery(tenantId, configOf(config, values));
    try {
      // pg passes the result to a query's callback; the pool adds one that resolves the promise.
      return await (pool.query(query) as unknown as Promise<pg.QueryResult>);
    } catch (error) {
      if (!query.isSent && error instanceof Error) unsent.add(error);
      throw error;
    }
  };

/** A connection on which each transaction is the tenant's. TenantStatements outside of transactions have no tenant. */
async function connectAs(pool: pg.Pool, tenantId: string): Promise<pg.PoolClient> {
  if (!isUuid(tenantId)) throw new Error("A tenant's id is a UUID.");
  const client = await pool.connect();
  const { query, release } = client;
  // A pooler's connection has one of its own (pooler.ts); others that of their class.
  const hasOwn = Object.hasOwn(client, "query");
  const run = query.bind(client) as Query;
  // Not a query of its own: SET TRANSACTION ISOLATION LEVEL must come before any.
  const begin = `BEGIN; SET LOCAL app.tenant = '${tenantId}'`;
  client.query = ((config: TenantStatement, values?: unknown[]) =>
    configOf(config).text === "BEGIN" ? run(begin) : run(config, values)) as typeof query;
  client.release = (error) => {
    if (hasOwn) client.query = query;
    else Reflect.deleteProperty(client, "query");
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
