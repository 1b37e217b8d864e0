// Lists each key's models again once a day, so that the tail of the default order stays current.
import { renewListings } from "#lib/keys/listing.ts";
import { log } from "#lib/log.ts";

/** Interval of looking for listings that are due. Not at start: new keys are listed when they are added. */
const LOOK_MS = 60_000;

/** Runs until stopped; each key is listed by one worker. */
export function startRenewing(): { stop(): void } {
  let running = false;
  const timer = setInterval(async () => {
    if (running) return;
    running = true;
    await renewListings().catch((error: Error) => {
      log.warn({ reason: error.message }, "listings of models could not be renewed");
    });
    running = false;
  }, LOOK_MS);
  return { stop: () => clearInterval(timer) };
}
