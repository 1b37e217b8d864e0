import { now } from "#lib/chain-state/shared-clock.ts";

// When this process last made progress, for the watchdog. Waiting for others (Telegram, the database) counts as progress.
let at = now();

export const progress = {
  mark(): void {
    at = now();
  },
  /** Epoch milliseconds. */
  at: (): number => at,
};
