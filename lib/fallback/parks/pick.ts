// Who may be called: read from numbers that stand ready, since it is asked for every message.
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
   * Where nobody else will do. patient: a crowded one before those of the next model, to be waited for. free: none.
   * over: a crowded one, or one over its limit.
   */
  readonly room: "patient" | "free" | "over";
}

/**
 * Of those neither parked nor capped the first, in the chain's order. Who has used up a limit by our counts, or has
 * more calls on their way than it is known to bear, is passed by.
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
      const { slots, meter, bucket } = states[i]!;
      let free = true;
      let suspects = 0;
      for (let s = 0; s < slots.length && free; s++) {
        const slot = slots[s]!;
        free = slot.closedUntil <= now;
        if (slot.isSuspect) suspects++;
      }
      if (!free || !refusalCap.allows(bucket, now)) continue;
      // A probe of two things at once would not tell which of them failed.
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
 * When the first candidate that is not excluded comes free, whether or not it is being probed by then.
 * @param surely only what comes free by itself: that a blocked key is tried once an hour is a hope
 * @returns null where none does without an admin
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
