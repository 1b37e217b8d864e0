/** Deadline of a deferred answer after its question; then it is given up with a second apology. */
export const PROMISE_MS = 6 * 3_600_000;
