// Groups updates that are handled together: one question in several messages, or any other update alone.
import { FILES_MAX } from "#lib/gemini/files.ts";
import type { WaitingUpdate } from "../queue/claims.ts";
import { contentOf } from "./content.ts";
import { editedOf, goesOn, messageOf } from "./question.ts";

export type Unit = [WaitingUpdate, ...WaitingUpdate[]];

/** Never failed, and interrupted at most once. */
const isFresh = ({ tries, failures }: WaitingUpdate) => tries <= 2 && failures === 0;

/** Row ids of the updates. */
export const idsOf = (waiting: readonly WaitingUpdate[]): number[] => waiting.map(({ id }) => id);

/** Groups updates in order. Retries a failed update alone, so that it cannot fail its neighbours. */
export function unitsOf(waiting: readonly WaitingUpdate[]): Unit[] {
  const units: Unit[] = [];
  for (const each of waiting) {
    const unit = units.find((unit) => edits(unit, each)) ?? units.at(-1);
    if (unit && (edits(unit, each) || addsTo(unit, each))) unit.push(each);
    else units.push([each]);
  }
  return units;
}

/** Whether it is a later version of one of the unit's messages. */
function edits(unit: Unit, { update }: WaitingUpdate): boolean {
  const edited = editedOf(update);
  return (
    edited !== undefined && unit.some((each) => messageOf(each.update)?.message_id === edited.message_id)
  );
}

function addsTo(unit: Unit, next: WaitingUpdate): boolean {
  const before = unit.findLast(({ update }) => messageOf(update));
  const message = messageOf(next.update);
  const last = before && messageOf(before.update);
  if (!last || !message || !goesOn(last, message)) return false;
  const files = [...unit, next].filter(({ update }) => {
    const each = messageOf(update);
    return each && contentOf(each, "")?.file;
  });
  return isFresh(unit[0]) && isFresh(next) && files.length <= FILES_MAX;
}
