// Why a bot did not answer: the one cause that matters to whoever can mend it. Pure.
import type { BotCondition } from "../bots/state.ts";
import { mendable } from "../chain-state/park-view.ts";
import { type AttemptClass, type ErrorClass, errorClasses } from "../fallback/index.ts";

export type AnswerCause =
  | {
      kind: "failure";
      class: ErrorClass;
      key: { id: string; label: string; last4: string };
      model: string;
      /** In Google's own words. */
      reason: string | null;
      /** When it is over, if that is known. */
      until: Date | null;
    }
  /** Google was not asked: everything rests, or there is nothing to ask with. */
  | { kind: "condition"; condition: BotCondition };

interface Tried {
  class: AttemptClass;
  model: string;
  key: { id: string; label: string; last4: string } | null;
  reason: string | null;
  parks: { until: Date | null } | null;
}

/**
 * What an admin can mend comes before what passes by itself; among the latter, what came last.
 * @param attempts of a question that nothing answered @param condition of the bot, for the case that there were none
 */
export function causeOf(attempts: readonly Tried[], condition: BotCondition): AnswerCause {
  const failed = attempts.flatMap(({ class: given, key, model, reason, parks }) => {
    const kind = errorClasses.find((each) => each === given);
    return kind && key ? [{ class: kind, key, model, reason, until: parks?.until ?? null }] : [];
  });
  const telling = failed.find((each) => mendable.includes(each.class)) ?? failed.at(-1);
  if (!telling) return { kind: "condition", condition };
  const { id, label, last4 } = telling.key;
  return { kind: "failure", ...telling, key: { id, label, last4 } };
}
