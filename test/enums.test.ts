// The chain's vocabulary is defined twice: TypeScript unions for the engine, which has no database, and Postgres enums.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { pool } from "#lib/db.ts";
import * as words from "#lib/fallback/types.ts";

const lists: Record<string, readonly string[]> = {
  ErrorClass: words.errorClasses,
  AttemptClass: words.attemptClasses,
  CheckClass: words.checkClasses,
  Scope: words.scopes,
  CountWindow: words.countWindows,
  LimitWindow: words.limitWindows,
  Metric: words.metrics,
  KeyOrder: words.keyOrders,
};

for (const [name, list] of Object.entries(lists)) {
  test(`the Postgres enum ${name} has the same values as the TypeScript union`, async () => {
    const { rows } = await pool.query<{ label: string }>(
      `SELECT enumlabel AS label FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid WHERE typname = $1`,
      [name],
    );
    assert.deepEqual(rows.map(({ label }) => label).sort(), [...list].sort());
  });
}

test("no column stores an enum's value as text", async () => {
  const { rows } = await pool.query<{ column: string }>(
    `SELECT concat(table_name, '.', column_name) AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'text'
       AND column_name IN ('class', 'checkClass', 'scope', 'window', 'metric', 'keyOrder')`,
  );
  assert.deepEqual(rows, []);
});
