// For tests of what happens in one day: midnight is not while they run.
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "playwright/test";

const DAY_MS = 86_400_000;
/** From UTC: that of what people may ask a day, and that of a new workspace. */
const ZONES_MS = [0, 5 * 3_600_000];
/** Longer than such a test takes on a slow machine. */
const NEAR_MS = 240_000;

/** Waits for a midnight that is near. */
export async function pastMidnight(): Promise<void> {
  const left = Math.min(...ZONES_MS.map((ahead) => DAY_MS - ((Date.now() + ahead) % DAY_MS)));
  if (left > NEAR_MS) return;
  test.setTimeout(test.info().timeout + left);
  await sleep(left + 1_000);
}
