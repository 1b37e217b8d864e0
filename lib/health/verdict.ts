// Whether one candidate of a chain would answer now, and if not, why and until when. Pure.
import type { KeyFault } from "../chain-state/park-view.ts";
import type { ErrorClass, Park, Standing } from "../fallback/index.ts";
import { meanings } from "../fallback/index.ts";
import type { KeyState } from "../keys/state.ts";

/** What a verdict depends on, apart from parks and counts. */
export interface JudgedKey {
  readonly id: string;
  readonly enabled: boolean;
  readonly state: KeyState;
  /** Google has accepted it: in a check or for an answer. */
  readonly proven: boolean;
}

export type CandidateVerdict =
  | { kind: "works" }
  /** Comes back by itself. `until` null: the next message tries it. `class` null: a limit by our own counts. */
  | { kind: "waiting"; class: ErrorClass | null; reason: string | null; until: number | null }
  /** Nobody has tried the key yet. */
  | { kind: "untested" }
  /** Needs a person; `until`: when we look again all the same. */
  | { kind: "broken"; class: KeyFault; reason: string | null; until: number | null };

const last = (until: number | null) => until ?? Number.POSITIVE_INFINITY;
const needsPerson = ({ class: kind, until }: Park) =>
  until === null || meanings[kind].promisesNothing === true;

/** @param now epoch milliseconds */
export function verdictOf(key: JudgedKey, { parks, overUntil }: Standing, now: number): CandidateVerdict {
  const { state } = key;
  if (state.kind === "broken")
    return {
      kind: "broken",
      class: state.class,
      reason: state.reason,
      until: state.until?.getTime() ?? null,
    };
  const [worst] = parks.toSorted(
    (a, b) => Number(needsPerson(b)) - Number(needsPerson(a)) || last(b.until) - last(a.until),
  );
  if (worst) {
    const { class: kind, reason, until } = worst;
    if (needsPerson(worst)) return { kind: "broken", class: kind, reason, until };
    return { kind: "waiting", class: kind, reason, until: until !== null && until > now ? until : null };
  }
  if (overUntil !== null) return { kind: "waiting", class: null, reason: null, until: overUntil };
  return key.proven ? { kind: "works" } : { kind: "untested" };
}
