// Counts the rows that an operation reads, from Postgres' EXPLAIN ANALYZE.
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import pg from "pg";
import { pool, tenantPool } from "#lib/db.ts";
import { queryAs, TenantQuery } from "#lib/tenant-query.ts";

interface Plan {
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

function readOf(table: string, plan: Plan): number {
  const below = (plan.Plans ?? []).reduce((sum, each) => sum + readOf(table, each), 0);
  if (plan["Relation Name"] !== table) return below;
  return below + (plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0)) * plan["Actual Loops"];
}

/** EXPLAIN ANALYZE runs the statement, so never one that writes. */
const isRead = (text: string) =>
  /^\s*(SELECT|WITH)\b/.test(text) && !/\b(INSERT INTO|UPDATE "|DELETE FROM)/.test(text);

/**
 * Runs the work, then explains each SELECT that it sent. @returns how many rows of the table they read in total,
 * including filtered ones. The table must be large and analysed, else Postgres chooses a sequential scan.
 */
export async function rowsRead(t: TestContext, table: string, work: () => Promise<unknown>): Promise<number> {
  const spy = t.mock.method(pg.Client.prototype, "query");
  await work();
  const sent = spy.mock.calls.map(({ arguments: [query] }) => query as unknown);
  spy.mock.restore();
  let [statements, read] = [0, 0];
  for (const query of sent) {
    const { text, values = [] } = query as { text?: string; values?: unknown[] };
    if (!text || !isRead(text) || !text.includes(`"${table}"`)) continue;
    // As its role, since the policies are part of the plan.
    const run = query instanceof TenantQuery ? queryAs(tenantPool, query.tenantId) : pool.query.bind(pool);
    const { rows } = await run(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    read += readOf(table, rows[0]["QUERY PLAN"][0].Plan);
    statements++;
  }
  assert.ok(statements > 0, `a statement that reads ${table} was seen`);
  return read;
}
