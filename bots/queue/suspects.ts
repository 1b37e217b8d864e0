// Finds the update that kills the worker, among many that were in work when it died. Updates of several unfinished claims
// are suspects: first few of them run at once, then each alone, so that only a poison can gather deaths of its own.
import type { Claim, WaitingUpdate } from "./claims.ts";

/** Unfinished claims after which an update is a suspect. A crash is rarely one update's fault. */
const SHARED_DEATHS = 3;
/** Unfinished claims as one of few suspects; after them it runs alone among suspects. */
const GROUP_DEATHS = 3;
/**
 * How long the worker must have lived before it runs a suspect alone, per death alone. A worker that dies without it, as
 * in a crash loop, never runs it: such deaths prove nothing.
 */
const QUIET_MS = [5_000, 20_000, 60_000];
const LONE_AFTER = SHARED_DEATHS + GROUP_DEATHS;
/** Also dead after this many unfinished claims, the last ones alone. */
export const MAX_TRIES = LONE_AFTER + QUIET_MS.length;
/** Pause before a suspect that may not run yet is claimed again. */
const LATER_MS = 1_000;

const isSuspect = ({ tries }: WaitingUpdate) => tries > SHARED_DEATHS;

interface Plan {
  now: WaitingUpdate[];
  /** Handed back, so that the end of this claim does not count against them. */
  later: WaitingUpdate[];
  /** Pause before the lane is claimed again, if nothing runs now. */
  pauseMs: number;
}

export class Suspects {
  readonly #livedMs: () => number;
  readonly #running = new Set<Claim>();
  #alone = false;
  /** Slow start: each suspect that ends without killing the worker lets twice as many run. */
  #limit = 1;

  /** @param livedMs for how long this process has lived */
  constructor(livedMs: () => number) {
    this.#livedMs = livedMs;
  }

  /** What of the claim may run now. Call `ended` afterwards. */
  plan(claim: Claim): Plan {
    const { waiting } = claim;
    const [first] = waiting;
    if (!first) return { now: [], later: [], pauseMs: 0 };
    const suspect = waiting.findIndex(isSuspect);
    const end = suspect < 0 ? waiting.length : Math.max(1, suspect);
    // Beyond MAX_TRIES it is not run, but given up.
    if (suspect !== 0 || first.tries > MAX_TRIES)
      return { now: waiting.slice(0, end), later: waiting.slice(end), pauseMs: 0 };
    const lone = first.tries - LONE_AFTER - 1;
    const quiet = (QUIET_MS[lone] ?? 0) - this.#livedMs();
    const full = lone >= 0 ? this.#running.size > 0 : this.#running.size >= this.#limit;
    if (this.#alone || full || quiet > 0)
      return { now: [], later: waiting, pauseMs: Math.max(LATER_MS, quiet) };
    this.#running.add(claim);
    this.#alone = lone >= 0;
    return { now: [first], later: waiting.slice(1), pauseMs: 0 };
  }

  /** The claim's turns came to an end; this worker lives. */
  ended(claim: Claim): void {
    if (!this.#running.delete(claim)) return;
    this.#alone = false;
    this.#limit *= 2;
  }
}
