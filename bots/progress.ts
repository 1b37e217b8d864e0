import { now } from "#lib/chain-state/shared-clock.ts";

// When something last went on here. The watchdog ends a process that hangs; waiting for others is no hang.
let at = now();

export const progress = {
  mark(): void {
    at = now();
  },
  /** Epoch milliseconds. */
  at: (): number => at,
};
