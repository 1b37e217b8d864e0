/** An answer that was put off comes within this of its question, or is given up with a second apology. */
export const PROMISE_MS = 6 * 3_600_000;
