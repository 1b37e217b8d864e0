// Whom to call next. Runs for every message: reads prepared numbers only.
import type { Chain } from "../chain.ts";
import { meanings } from "../classes.ts";
import type { RefusalCap } from "../quotas/refusal-cap.ts";
import type { CandidateState } from "./candidate-state.ts";

export interface Picking {
  readonly now: number;
  /** Non-zero at i leaves candidate i out. */
  readonly excluded: Uint8Array;
  readonly refusalCap: RefusalCap;
  /**
   * Fallback when nobody has proven room. patient: an unproven candidate of the same model, to wait for. free: none.
   * over: an unproven candidate, or one over its limit.
   */
  readonly room: "patient" | "free" | "over";
}

/**
 * The first candidate in the chain's order that is neither parked nor capped. Skips candidates over a limit by our
 * counts, and those with more calls under way than their project has proven to serve.
 * @returns its index in the chain, or -1
 */
export function pick(
  chain: Chain,
  states: readonly CandidateState[],
  { now, excluded, refusalCap, room }: Picking,
): number {
  const balanced = chain.order === "balanced";
  let over = -1;
  let unproven = -1;
  let doubtful = -1;
  let fewest = Infinity;
  let i = 0;
  for (const end of chain.runs) {
    let best = -1;
    let least = Infinity;
    for (; i < end; i++) {
      if (excluded[i]) continue;
      // biome-ignore lint/style/noNonNullAssertion: within the runs
      const { slots, meter, bucket } = states[i]!;
      let free = true;
      let suspects = 0;
      for (let s = 0; s < slots.length && free; s++) {
        // biome-ignore lint/style/noNonNullAssertion: within its length
        const slot = slots[s]!;
        free = slot.closedUntil <= now;
        if (slot.isSuspect) suspects++;
      }
      if (!free || !refusalCap.allows(bucket, now)) continue;
      // A failed probe of two parks would not tell which of them still holds.
      if (suspects > 1) {
        if (doubtful < 0) doubtful = i;
        continue;
      }
      const own = meter.roomAt(now);
      if (own === "over" && over < 0) over = i;
      if (own === "unproven" && meter.silent < fewest) {
        unproven = i;
        fewest = meter.silent;
      }
      if (own !== "free") continue;
      if (!balanced) return i;
      const share = meter.shareAt(now);
      if (share >= least) continue;
      least = share;
      best = i;
    }
    if (best >= 0) return best;
    if (room === "patient" && unproven >= 0) return unproven;
  }
  if (doubtful >= 0) return doubtful;
  return room === "over" ? (unproven >= 0 ? unproven : over) : -1;
}

/**
 * When the first candidate that is not excluded comes free, whether or not somebody probes it by then.
 * @param surely ignore parks whose deadline is only a time to probe (`promisesNothing`)
 * @returns epoch milliseconds; null: none does without an admin
 */
export function soonest(
  states: readonly CandidateState[],
  excluded: Uint8Array,
  surely: boolean,
): number | null {
  let best = Infinity;
  states.forEach(({ slots }, i) => {
    if (excluded[i]) return;
    let opens = 0;
    for (const { opensAt, park } of slots) {
      if (opensAt > opens) opens = opensAt;
      if (surely && park && meanings[park.class].promisesNothing) opens = Infinity;
    }
    if (opens < best) best = opens;
  });
  return best === Infinity ? null : best;
}
