// Why a bot did not answer: the one cause that matters to whoever can mend it. Pure.

import { mendable } from "../chain-state/park-view.ts";
import { type AttemptClass, type ErrorClass, errorClasses } from "../fallback/index.ts";
import type { KeyState } from "../keys/state.ts";

export type Cause =
  /** There is no key, or all are switched off. */
  | { kind: "no_key" }
  /** No model of the order can be used. */
  | { kind: "no_model" }
  | {
      kind: "failure";
      class: ErrorClass;
      key: { id: string; label: string; last4: string };
      model: string | null;
      /** In Google's own words. */
      reason: string | null;
      /** When it is over, if that is known. */
      until: Date | null;
    };

interface Tried {
  class: AttemptClass;
  model: string;
  key: { id: string; label: string; last4: string };
  reason: string | null;
  parks: { until: Date | null } | null;
}

interface Held {
  id: string;
  label: string;
  last4: string;
  state: KeyState;
}

const errorOf = (kind: AttemptClass): ErrorClass | null => errorClasses.find((each) => each === kind) ?? null;

/** What an admin can mend comes before what passes by itself; among those, what came last. */
function ofAttempts(attempts: readonly Tried[]): Cause | null {
  const failed = attempts.flatMap((each) => {
    const kind = errorOf(each.class);
    return kind ? [{ ...each, class: kind }] : [];
  });
  const telling = failed.find((each) => mendable.includes(each.class)) ?? failed.at(-1);
  if (!telling) return null;
  const { class: kind, key, model, reason, parks } = telling;
  const { id, label, last4 } = key;
  return {
    kind: "failure",
    class: kind,
    key: { id, label, last4 },
    model,
    reason,
    until: parks?.until ?? null,
  };
}

function ofKeys(keys: readonly Held[]): Cause {
  const used = keys.filter(({ state }) => state.kind !== "off");
  if (used.length === 0) return { kind: "no_key" };
  const soonest = (until: Date | null) => until?.getTime() ?? Number.POSITIVE_INFINITY;
  const resting = used.flatMap(({ id, label, last4, state }) =>
    (state.kind === "waiting" || state.kind === "broken") && state.class
      ? [{ key: { id, label, last4 }, state, class: state.class }]
      : [],
  );
  // What comes back by itself, the soonest first; then what is broken.
  const [first] = resting.sort(
    (a, b) =>
      Number(a.state.kind === "broken") - Number(b.state.kind === "broken") ||
      soonest(a.state.until) - soonest(b.state.until),
  );
  if (!first || resting.length < used.length) return { kind: "no_model" };
  const { key, class: kind, state } = first;
  return { kind: "failure", class: kind, key, model: null, reason: state.reason, until: state.until };
}

/** @param attempts of a question that nothing answered; none: everything rested, or there was nothing to ask */
export const causeOf = (attempts: readonly Tried[], keys: readonly Held[]): Cause =>
  ofAttempts(attempts) ?? ofKeys(keys);
