import { systemClock } from "#lib/fallback/index.ts";

// When this process last made progress, for the watchdog. Waiting for others (Telegram, the database) counts as progress.
let at = systemClock.now();

export const progress = {
  mark(): void {
    at = systemClock.now();
  },
  /** By the system clock. */
  at: (): number => at,
};
