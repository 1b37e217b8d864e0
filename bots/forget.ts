// Deletes what is kept no longer, in small batches with pauses: at most some thousand rows a second, whatever has gathered.
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "#lib/log.ts";
import { forgetTexts, startRetention } from "#lib/retention/forget.ts";
import { forgetUpdates, startForgettingUpdates } from "#lib/retention/forget-updates.ts";

const LOOK_MS = 60_000;
const PAUSE_MS = 200;

/** Runs until stopped; each batch is done by one worker. */
export function startForgetting(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false });
  async function look(): Promise<void> {
    await startRetention();
    await startForgettingUpdates();
    for (const forget of [forgetUpdates, forgetTexts]) while (await forget()) await pause(PAUSE_MS);
  }
  async function run(): Promise<void> {
    for (;;) {
      await pause(LOOK_MS);
      await look().catch((error: Error) => {
        if (!signal.aborted) log.warn({ reason: error.message }, "old data could not be deleted");
      });
    }
  }
  const running = run().catch(() => undefined); // ends by the signal
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
