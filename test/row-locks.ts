// Locks that other transactions hold on a row, for tests of who waits for whom.
import assert from "node:assert/strict";
import { pool } from "#lib/db.ts";

/**
 * Does the work while a row that refers to these rows is being written elsewhere: the check of a foreign key holds
 * KEY SHARE on them until its commit.
 */
export async function whileReferredTo(
  table: string,
  condition: string,
  work: () => Promise<void>,
): Promise<void> {
  const other = await pool.connect();
  try {
    await other.query("BEGIN");
    const { rowCount } = await other.query(`SELECT 1 FROM "${table}" WHERE ${condition} FOR KEY SHARE`);
    assert.ok(rowCount, `there is such a row in ${table}`);
    await work();
  } finally {
    await other.query("ROLLBACK");
    other.release();
  }
}
