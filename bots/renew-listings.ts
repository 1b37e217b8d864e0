// Once a day each key's models are asked for again, so that the tail of the default order renews itself.
import { renewListings } from "#lib/keys/listing.ts";
import { log } from "#lib/log.ts";

/** Not at once: the start has enough to do, and tests what is new by itself. */
const LOOK_MS = 60_000;

/** As long as this worker runs; each key is asked for by one worker. */
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
