// Holds row locks in another transaction, for tests of lock contention.
import assert from "node:assert/strict";
import { pool } from "#lib/db.ts";

/**
 * Whether a statement of any role waits for a lock in the test's database; what the server's others wait for is other files'.
 * `wait_event_type` would be told of the own role's sessions only.
 */
export async function isWaitingForLock(): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`,
  );
  return rowCount !== null && rowCount > 0;
}

/**
 * Runs the work while another transaction inserts a row that references these rows: its foreign key check holds a KEY
 * SHARE lock on them until commit.
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
