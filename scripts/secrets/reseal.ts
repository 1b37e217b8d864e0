// Seals every stored secret again with the first key of ENCRYPTION_KEY, while the platform runs.
import { one, pool } from "#lib/db.ts";
import {
  indexOf,
  keyIds,
  open,
  type SealedTable,
  type SecretLocation,
  seal,
  sealedTables,
} from "#lib/secrets.ts";
import { workerAlive } from "#lib/worker-alive.ts";

const BATCH = 100;

interface Column extends Omit<SealedTable, "columns"> {
  table: string;
  column: string;
  index: string | null;
}
const columns: Column[] = Object.entries(sealedTables).flatMap(([table, { columns: own, ...rest }]) =>
  Object.entries(own).map(([column, index]) => ({ ...rest, table, column, index })),
);

export interface Unreadable {
  table: string;
  rowId: string;
  column: string;
  reason: string;
}

export interface Progress {
  table: string;
  column: string;
  done: number;
  of: number;
}

/** Rows of the column that are not sealed with the current key. */
const stale = ({ column }: Column) => `"${column}" NOT LIKE 'v1.${keyIds()[0]}.%'`;

async function count(of: Column): Promise<number> {
  const sql = `SELECT count(*)::int AS "rows" FROM "${of.table}" WHERE ${stale(of)}`;
  return one((await pool.query<{ rows: number }>(sql)).rows).rows;
}

/** @returns false if the secret was replaced meanwhile: the next pass reads it again */
async function reseal(of: Column, place: SecretLocation, sealed: string): Promise<boolean> {
  const plain = open(sealed, place);
  const { table, column, index, updatedAt } = of;
  const also = [...(updatedAt ? [`"${updatedAt}" = now()`] : []), ...(index ? [`"${index}" = $4`] : [])];
  const { rowCount } = await pool.query(
    `UPDATE "${table}" SET ${[`"${column}" = $1`, ...also].join(", ")}
     WHERE "${of.rowId}" = $2 AND "${column}" = $3`,
    [seal(plain, place), place.rowId, sealed, ...(index ? [indexOf(plain)] : [])],
  );
  return rowCount === 1;
}

/** One statement per row: a batch in one would lock rows in another order than an admin's change does. */
async function pass(own: Column, show: (progress: Progress) => void) {
  const { table, column } = own;
  const unreadable: Unreadable[] = [];
  const of = await count(own);
  let [done, resealed, after] = [0, 0, "00000000-0000-0000-0000-000000000000"];
  for (;;) {
    const { rows } = await pool.query<{ id: string; tenantId: string; sealed: string }>(
      `SELECT "${own.rowId}" AS "id", ${own.tenantId ? `"${own.tenantId}"` : "''"} AS "tenantId", "${column}" AS "sealed"
       FROM "${table}" WHERE ${stale(own)} AND "${own.rowId}" > $1 ORDER BY 1 LIMIT ${BATCH}`,
      [after],
    );
    for (const { id: rowId, tenantId, sealed } of rows) {
      const place = { tenantId, table, rowId, column } as SecretLocation;
      try {
        if (await reseal(own, place, sealed)) resealed++;
      } catch (error) {
        if (isOfDatabase(error)) throw error;
        unreadable.push({ table, rowId, column, reason: (error as Error).message });
      }
    }
    done += rows.length;
    after = rows.at(-1)?.id ?? after;
    if (rows.length) show({ table, column, done, of: Math.max(of, done) });
    if (rows.length < BATCH) return { resealed, unreadable };
  }
}

/** A failed statement, unlike a secret that does not open, ends the command. */
const isOfDatabase = (error: unknown): boolean => {
  const { code } = error as { code?: unknown };
  return code !== undefined && !String(code).startsWith("ERR_CRYPTO");
};

/**
 * Idempotent, so it continues where a killed run ended. Repeats until a pass finds nothing to reseal, since a process
 * that was started with the old key may still have stored a secret meanwhile.
 * @returns how many were resealed, and those that cannot be read
 */
export async function resealAll(
  show: (progress: Progress) => void,
): Promise<{ resealed: number; unreadable: Unreadable[] }> {
  let resealed = 0;
  for (;;) {
    const passes = [];
    for (const column of columns) passes.push(await pass(column, show));
    const now = passes.reduce((sum, each) => sum + each.resealed, 0);
    resealed += now;
    if (now === 0) return { resealed, unreadable: passes.flatMap((each) => each.unreadable) };
  }
}

/** Workers that could not open what this process seals: they were started with other keys. */
export async function workersWithoutKey(): Promise<{ host: string; pid: number }[]> {
  const { rows } = await pool.query<{ host: string; pid: number }>(
    `SELECT "host", "pid" FROM "Worker" AS w WHERE ${workerAlive} AND NOT $1 = ANY("keyIds") ORDER BY 1, 2`,
    [keyIds()[0]],
  );
  return rows;
}
