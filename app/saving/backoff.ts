// How long to wait before a server that did not answer is asked again.
const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/**
 * Doubles from one second to half a minute. Half of it is left to chance: the pages of many people do not come back at
 * the same moment.
 * @param failures before this one
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return whole * (0.5 + random() / 2);
}
