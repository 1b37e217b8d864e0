// Work that comes again and again beside the lanes.
import { setTimeout as sleep } from "node:timers/promises";

interface Chore {
  /** Between a look's end and the next one. */
  everyMs: number;
  /** @param pause waits; it rejects when the chore is to stop */
  look(pause: (ms: number) => Promise<void>): Promise<void>;
  /** Not told of what ended by the stop. */
  onError(error: Error): void;
}

/** Runs until stopped, for the first time after a pause. */
export function startChore({ everyMs, look, onError }: Chore): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false });
  async function run(): Promise<void> {
    for (;;) {
      await pause(everyMs);
      await look(pause).catch((error: Error) => {
        if (!signal.aborted) onError(error);
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
