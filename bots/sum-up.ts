// Sums answers up by day: each minute the days of whoever's day has ended.
import { startRollups, sumUpDays } from "#lib/analytics/rollup.ts";
import { log } from "#lib/log.ts";

const LOOK_MS = 60_000;

/** Runs until stopped; each tenant's days are summed up by one worker at a time. */
export function startSummingUp(): { stop(): Promise<void> } {
  let stopped = false;
  let looking = Promise.resolve();
  async function look(): Promise<void> {
    await startRollups();
    while (!stopped && (await sumUpDays()));
  }
  const next = () => {
    looking = looking.then(look).catch((error: Error) => {
      log.warn({ reason: error.message }, "answers could not be summed up by day");
    });
  };
  const timer = setInterval(next, LOOK_MS);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
    },
  };
}
