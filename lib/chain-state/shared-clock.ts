// The time that all workers share: the database's when this process first asked, carried on by the monotonic clock.
// The machine's own clock may be wrong or step; nothing that waits, parks or compares with stored times looks at it.
import { pool } from "../db.ts";
import { type Clock, systemClock } from "../fallback/index.ts";

/** A difference below this is the way to the database and back. */
const NOTICED_MS = 1_000;

/** What to add to the monotonic clock; null until the database was asked. */
let offset: number | null = null;

/** Epoch milliseconds; never goes back. */
export const now = (): number => systemClock.now() + (offset ?? 0);

/** For the chain. */
export const sharedClock: Clock = { now, sleep: systemClock.sleep };

/**
 * Asks the database for its time. The first time it is taken over; later only where this process has fallen behind,
 * as after the machine slept: time that went back would hold up whatever waits.
 * @throws where the database is away
 */
export async function followDatabaseClock(): Promise<void> {
  const asked = systemClock.now();
  const { rows } = await pool.query<{ at: number }>(
    `SELECT (extract(epoch from clock_timestamp()) * 1000)::float8 AS "at"`,
  );
  const middle = (asked + systemClock.now()) / 2;
  const measured = Math.round((rows[0]?.at ?? middle) - middle);
  if (offset === null || measured - offset > NOTICED_MS) offset = measured;
}
