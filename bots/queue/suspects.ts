// Finds the update that kills the worker, among many that were in work when it died. Updates of several unfinished claims
// are suspects: first few of them run at once, then each alone. Only deaths alone count against an update.
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim, WaitingUpdate } from "./claims.ts";

/** Unfinished claims after which an update is a suspect. A crash is rarely one update's fault. */
const SHARED_DEATHS = 3;
/** Unfinished claims after which it runs alone among suspects. */
const GROUP_DEATHS = 6;
/**
 * How long the worker must have lived before it runs a suspect alone, per death alone. A worker that dies without it, as
 * in a crash loop, never runs it: such deaths prove nothing.
 */
const QUIET_MS = [5_000, 20_000, 60_000];
/** A suspect that has run for this long leaves its place: slow ones of one tenant must not hold up another's. */
const PLACE_MS = 10_000;
/** A worker must have lived this long before any suspect runs, so that other messages are answered between deaths. */
const FIRST_MS = 2_000;
/** An update is given up after this many deaths of workers that handled it alone. */
export const MAX_LONE_DEATHS = QUIET_MS.length;
/** Pause before a suspect that may not run yet is claimed again. */
const LATER_MS = 1_000;

const isSuspect = ({ tries }: WaitingUpdate) => tries > SHARED_DEATHS;

interface Plan {
  now: WaitingUpdate[];
  /** Handed back, so that the end of this claim does not count against them. */
  later: WaitingUpdate[];
  /** Pause before the lane is claimed again, if nothing runs now. */
  pauseMs: number;
  /** Whether `now` is a suspect that runs alone. */
  alone: boolean;
}

export class Suspects {
  readonly #livedMs: () => number;
  /** With the process's age at their start. */
  readonly #running = new Map<Claim, number>();
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
    if (!first) return { now: [], later: [], pauseMs: 0, alone: false };
    const suspect = waiting.findIndex(isSuspect);
    const end = suspect < 0 ? waiting.length : Math.max(1, suspect);
    // At MAX_LONE_DEATHS it is not run, but given up.
    if (suspect !== 0 || first.lone >= MAX_LONE_DEATHS)
      return { now: waiting.slice(0, end), later: waiting.slice(end), pauseMs: 0, alone: false };
    const alone = first.tries > GROUP_DEATHS;
    const livedMs = this.#livedMs();
    const quiet = (alone ? (QUIET_MS[first.lone] ?? 0) : FIRST_MS) - livedMs;
    const recent = [...this.#running.values()].filter((since) => livedMs - since < PLACE_MS).length;
    const full = alone ? this.#running.size > 0 : recent >= this.#limit;
    if (this.#alone || full || quiet > 0)
      return { now: [], later: waiting, pauseMs: Math.max(LATER_MS, quiet), alone: false };
    this.#running.set(claim, livedMs);
    this.#alone = alone;
    return { now: [first], later: waiting.slice(1), pauseMs: 0, alone };
  }

  /** The claim's turns came to an end; this worker lives. */
  ended(claim: Claim): void {
    if (!this.#running.delete(claim)) return;
    this.#alone = false;
    this.#limit *= 2;
  }
}

const count = (to: string) => async (claim: Claim, id: number) => {
  const { rowCount } = await tenantDb(claim).query(
    `UPDATE "Update" AS u SET "lone" = ${to} FROM "Lane" AS l
     WHERE u."id" = $1 AND l."id" = $2 AND l."fence" = $3 AND u."laneId" = l."id"`,
    [id, claim.laneId, claim.fence],
  );
  return rowCount === 1;
};

/** Before it runs alone: stays counted if this worker dies. @returns false: the lane was lost */
export const beginAlone: (claim: Claim, id: number) => Promise<boolean> = count(`u."lone" + 1`);
/** The worker has outlived it. @returns false: another worker has it */
export const outlived: (claim: Claim, id: number) => Promise<boolean> = count("0");
