import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

type Found<T> = T | false | null | undefined;

/** Between two looks: rarer as a wait gets longer, since many tests that wait would keep a core busy with looking. */
const pauseMs = (waitedMs: number) => Math.min(20 + waitedMs / 20, 100);

/** Polls a condition for minutes, since machines are slow and busy: only what never comes fails. */
export async function until<T>(
  what: string,
  look: () => Found<T> | Promise<Found<T>>,
  seconds = 240,
): Promise<T> {
  const from = performance.now();
  for (let waited = 0; waited < seconds * 1_000; waited = performance.now() - from) {
    const found = await look();
    if (found) return found;
    await sleep(pauseMs(waited));
  }
  return assert.fail(`${what}: not within ${seconds} s`);
}
