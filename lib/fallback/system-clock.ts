import type { Clock } from "./types.ts";

const startedAt = performance.timeOrigin;

/** Epoch milliseconds at process start plus monotonic time: steps of the machine's clock do not affect it. */
export const systemClock: Clock = {
  now: () => Math.floor(startedAt + performance.now()),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      // setTimeout takes at most 2^31 - 1
      const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
      signal.addEventListener("abort", done);
    }),
};
