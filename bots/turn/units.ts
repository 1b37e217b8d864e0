// Groups updates that are handled together: one question in several messages, or any other update alone.
import type { WaitingUpdate } from "../queue/claims.ts";
import { goesOn, messageOf } from "./question.ts";

export type Unit = [WaitingUpdate, ...WaitingUpdate[]];

/** Never failed, and interrupted at most once. */
const isFresh = ({ tries, failures }: WaitingUpdate) => tries <= 2 && failures === 0;

/** Row ids of the updates. */
export const idsOf = (waiting: readonly WaitingUpdate[]): number[] => waiting.map(({ id }) => id);

/** Groups updates in order. Retries a failed update alone, so that it cannot fail its neighbours. */
export function unitsOf(waiting: readonly WaitingUpdate[]): Unit[] {
  const units: Unit[] = [];
  for (const each of waiting) {
    const unit = units.at(-1);
    if (unit && addsTo(unit, each)) unit.push(each);
    else units.push([each]);
  }
  return units;
}

function addsTo(unit: Unit, next: WaitingUpdate): boolean {
  const before = messageOf(unit[0].update);
  const message = messageOf(next.update);
  if (!before || !message || !goesOn(before, message)) return false;
  return isFresh(unit[0]) && isFresh(next);
}
