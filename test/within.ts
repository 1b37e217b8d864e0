// What the product promises in time, as far as a test may hold it to that.

/**
 * `npm test` runs on machines of any speed and beside other work, so there a promise may take twelve times as long.
 * With EXACT_TIMES=1, and in the long form of the faults, it is held to the letter: on a quiet machine.
 */
export const within = (ms: number): number =>
  process.env.EXACT_TIMES || process.env.FAULTS === "long" ? ms : 12 * ms;
