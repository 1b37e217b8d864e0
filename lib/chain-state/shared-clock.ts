// The clock that all workers share: the database's time when this process first asked, plus monotonic time. The
// machine's own clock may be wrong or step, so waits, parks and comparisons with stored times do not use it.
import { pool } from "../db.ts";
import { type Clock, systemClock } from "../fallback/index.ts";

/** A smaller difference is round-trip time. */
export const NOTICED_MS = 1_000;

/** Milliseconds to add to the monotonic clock; null: the database was not asked yet. */
let offset: number | null = null;
/** The same by the latest measurement; smaller than `offset` after the database's clock stepped back. */
let latest: number | null = null;

/** Epoch milliseconds; never goes back. */
export const now = (): number => systemClock.now() + (offset ?? 0);

/** The same as a Clock of the chain. */
export const sharedClock: Clock = { now, sleep: systemClock.sleep };

/** How far we are ahead of the database, since its clock stepped back and ours does not. */
function aheadMs(): number {
  const ahead = (offset ?? 0) - (latest ?? 0);
  return ahead > NOTICED_MS ? ahead : 0;
}

/** From our time to the database's, for what is stored or announced. Epoch milliseconds. */
export const toStored = (at: number): number => at - aheadMs();
/** From the database's time to ours, for what was stored or announced. Epoch milliseconds. */
export const fromStored = (at: number): number => at + aheadMs();

/**
 * Asks the database for its time. Takes it over the first time; later only if this process has fallen behind, as after
 * the machine slept, since time that goes back would delay every wait.
 * @returns whether the database's clock has stepped since the last call @throws if the database is away
 */
export async function followDatabaseClock(): Promise<boolean> {
  const asked = systemClock.now();
  const { rows } = await pool.query<{ at: number }>(
    `SELECT (extract(epoch from clock_timestamp()) * 1000)::float8 AS "at"`,
  );
  const took = systemClock.now() - asked;
  const middle = asked + took / 2;
  const measured = Math.round((rows[0]?.at ?? middle) - middle);
  const stepped = latest !== null && Math.abs(measured - latest) > NOTICED_MS + took;
  latest = measured;
  if (offset === null || measured - offset > NOTICED_MS) offset = measured;
  return stepped;
}
