import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

type Found<T> = T | false | null | undefined;

/** Polls a condition for up to 60 s, so that tests do not depend on timing. */
export async function until<T>(what: string, look: () => Found<T> | Promise<Found<T>>): Promise<T> {
  for (const giveUpAt = Date.now() + 60_000; Date.now() < giveUpAt; await sleep(20)) {
    const found = await look();
    if (found) return found;
  }
  return assert.fail(`${what}: not within 60 s`);
}
