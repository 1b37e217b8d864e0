// Connections through a pooler in transaction mode (PgBouncer): each transaction may run on another one of Postgres'
// connections, which others have used before and will use after it. So nothing is set for a connection, and a prepared statement
// may be missing on it, or be there although this process did not prepare it.
import { createHash } from "node:crypto";
import pg from "pg";
import {
  configOf,
  type First,
  PrecededQuery,
  settingTenant,
  TenantQuery,
  type TenantStatement,
  type WireConnection,
} from "./tenant-query.ts";

/** SQLSTATE: the connection has no prepared statement of that name. */
const NOT_PREPARED = "26000";

const names = new Map<string, string>();
/** All processes and versions behind the pooler share their names: one name is one text. */
function sharedName(name: string, text: string): string {
  const known = names.get(text);
  if (known) return known;
  const shared = `${name} ${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
  names.set(text, shared);
  return shared;
}

/** What the first statement of each client's connection knows to be prepared. */
const ran = new WeakMap<WireConnection, Set<string>>();

class PooledQuery extends PrecededQuery {
  readonly #own: pg.QueryConfig;
  readonly #anew: boolean;

  /** @param anew whether both are prepared whatever this client's connection has prepared before */
  constructor(first: First | null, config: pg.QueryConfig, anew: boolean) {
    super(first, config);
    this.#own = config;
    this.#anew = anew;
  }

  /**
   * A name that this client uses for the first time may be prepared where the transaction runs: it is closed before, which
   * is no error if there is none. A pooler that keeps prepared statements itself (PgBouncer from 1.21) sees each client prepare its own.
   */
  protected override sendBefore(first: First | null, connection: WireConnection): void {
    const known = ran.get(connection) ?? new Set();
    ran.set(connection, known);
    if (first && (this.#anew || !known.has(first.name))) {
      connection.close({ type: "S", name: first.name });
      connection.parse({ name: first.name, text: first.text });
    }
    const { name } = this.#own;
    if (!name) return;
    if (this.#anew) {
      delete connection.parsedStatements[name];
      delete connection.submittedNamedStatements[name];
    }
    if (connection.parsedStatements[name] === undefined) connection.close({ type: "S", name });
  }

  protected override ran(first: First, connection: WireConnection): void {
    ran.get(connection)?.add(first.name);
  }
}

const run = (client: pg.PoolClient, query: pg.Query) =>
  new Promise<pg.QueryResult>((resolve, reject) => {
    // pg passes the result to the callback of a query that is given as an object.
    const done = (error: Error | null, result: pg.QueryResult) => (error ? reject(error) : resolve(result));
    (client.query as (query: unknown, done: unknown) => void)(query, done);
  });

/**
 * Makes a new pool one of connections through a pooler.
 * @param settings by name, for each prepared statement and each statement of a tenant; they end with its transaction
 */
export function throughPooler(pool: pg.Pool, settings: Readonly<Record<string, string>>): void {
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  const tenant = settingTenant(calls.map((call) => `, ${call}`).join(""));
  const [call, ...more] = calls;
  const text =
    call && `SELECT FROM (SELECT ${[`${call} AS v`, ...more].join(", ")} OFFSET 0) AS s WHERE v IS NULL`;

  function firstFor(asked: unknown): First | null {
    if (asked instanceof TenantQuery)
      return { name: sharedName("set tenant", tenant), text: tenant, values: [asked.tenantId] };
    return text ? { name: sharedName("set", text), text, values: [] } : null;
  }

  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  async function inOneTransaction(asked: unknown, values?: unknown[]): Promise<unknown> {
    const given = asked instanceof TenantQuery ? asked.config : configOf(asked as TenantStatement, values);
    if (!given.name && !(asked instanceof TenantQuery)) return query(asked, values);
    const config = given.name ? { ...given, name: sharedName(given.name, given.text) } : given;
    const first = firstFor(asked);
    const client = await pool.connect();
    if (asked instanceof TenantQuery) asked.isSent = true;
    let broken: Error | undefined;
    try {
      return await run(client, new PooledQuery(first, config, false)).catch((error) => {
        if (error.code !== NOT_PREPARED) throw error;
        // Nothing was done: a statement that is not prepared ends its transaction.
        return run(client, new PooledQuery(first, config, true));
      });
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }
  pool.query = inOneTransaction as typeof pool.query;
}

/** Within a transaction there is no second try: statements have no name there. */
export function withoutNames(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((config: unknown, ...more: unknown[]) => {
    const isNamed = typeof config === "object" && !(config instanceof pg.Query) && "name" in (config ?? {});
    return query(isNamed ? { ...config, name: undefined } : config, ...more);
  }) as typeof client.query;
}
