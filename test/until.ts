import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

type Found<T> = T | false | null | undefined;

/** Polls a condition for minutes, since machines are slow and busy: only what never comes fails. */
export async function until<T>(
  what: string,
  look: () => Found<T> | Promise<Found<T>>,
  seconds = 240,
): Promise<T> {
  for (const giveUpAt = Date.now() + seconds * 1_000; Date.now() < giveUpAt; await sleep(20)) {
    const found = await look();
    if (found) return found;
  }
  return assert.fail(`${what}: not within ${seconds} s`);
}
