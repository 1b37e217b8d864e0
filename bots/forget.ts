// Deletes what is kept no longer, in small batches with pauses: at most some thousand rows a second, whatever has gathered.
import { log } from "#lib/log.ts";
import { forgetTexts, startRetention } from "#lib/retention/forget.ts";
import { forgetUpdates, startForgettingUpdates } from "#lib/retention/forget-updates.ts";
import { startChore } from "./chore.ts";

const LOOK_MS = 60_000;
const PAUSE_MS = 200;

/** Each batch is done by one worker. */
export const startForgetting = () =>
  startChore({
    everyMs: LOOK_MS,
    async look(pause) {
      await startRetention();
      await startForgettingUpdates();
      for (const forget of [forgetUpdates, forgetTexts]) while (await forget()) await pause(PAUSE_MS);
    },
    onError: ({ message }) => log.warn({ reason: message }, "old data could not be deleted"),
  });
