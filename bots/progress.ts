// When something last went on here. The watchdog ends a process that hangs; waiting for others is no hang.
let at = Date.now();

export const progress = {
  mark(): void {
    at = Date.now();
  },
  /** Epoch milliseconds. */
  at: (): number => at,
};
