// From a unit's outcome to its settlement. Pure: the turn writes what this decides.
import { MAX_FAILURES } from "../queue/claims.ts";
import type { AnswerRecord, Heard, Settlement } from "../queue/settlement.ts";
import type { Cost } from "./budget.ts";
import { idsOf, type Unit } from "./units.ts";

/** What is stored of a unit besides that it is done. */
export interface Handled {
  answer?: AnswerRecord | undefined;
  /** An operator has the conversation. */
  heard?: Heard | undefined;
}

export type Outcome =
  | ({ kind: "handled" } & Handled)
  /** The chat refuses the bot for good. `reason`: Telegram's words. */
  | { kind: "closed"; reason: string }
  /** The lane is lost or handed back, the database is away, or the question continues: the unit did not end. */
  | { kind: "interrupted" }
  /** The bot is disabled or deleted. */
  | { kind: "off" }
  /** The bot's own trouble: its token is refused, Telegram or the network is away, descriptors are used up. It waits. */
  | { kind: "bot"; waitMs: number }
  | { kind: "failed"; error: Error }
  /** The worker died whenever it handled the update alone. It is not handled any more. */
  | { kind: "crashed" };

export interface Decision {
  settlement: Settlement;
  /** Whether the claim's next unit is handled. */
  goOn: boolean;
  /** Whether to send an apology, because the message is given up. */
  apologise: boolean;
}

/** Pause before a disabled bot's lane is claimed again. */
const OFF_MS = 2_000;
const RETRY_MS = 1_000;

/**
 * @param rest the units of the claim after this one
 * @param more whether the lane may hold more than was claimed
 * @param spent what the unit cost upstream in this turn
 */
export function decide(
  outcome: Outcome,
  unit: Unit,
  rest: readonly Unit[],
  more: boolean,
  spent?: Cost,
): Decision {
  const cost = spent?.calls ? { cost: { id: unit[0].id, ...spent } } : {};
  const isLast = rest.length === 0;
  const handBack = (again: number): Decision => ({
    settlement: { returned: idsOf([unit, ...rest].flat()), ...cost, release: { again } },
    goOn: false,
    apologise: false,
  });
  switch (outcome.kind) {
    case "off":
      return handBack(OFF_MS);
    case "bot":
      return handBack(outcome.waitMs);
    case "interrupted":
      return handBack(0);
    case "closed":
    case "handled": {
      const ended =
        outcome.kind === "handled"
          ? {
              done: idsOf(unit),
              ...(outcome.answer ? { answer: outcome.answer } : {}),
              ...(outcome.heard ? { heard: outcome.heard } : {}),
            }
          : ({ dead: idsOf(unit), cause: "chat_refused", error: outcome.reason, closed: true } as const);
      return {
        settlement: {
          ...ended,
          ...cost,
          ...(isLast ? { release: { again: more ? 0 : null } } : {}),
        },
        goOn: !isLast,
        apologise: false,
      };
    }
    case "failed": {
      const dead = unit.filter(({ failures }) => failures + 1 >= MAX_FAILURES);
      const failed = unit.filter((each) => !dead.includes(each));
      return {
        settlement: {
          dead: idsOf(dead),
          ...(dead.length > 0 ? { cause: "failed" } : {}),
          failed: idsOf(failed),
          returned: idsOf(rest.flat()),
          error: outcome.error.message,
          ...cost,
          release: { again: failed.length ? RETRY_MS : 0 },
        },
        goOn: false,
        apologise: dead.length > 0,
      };
    }
    case "crashed":
      return {
        settlement: {
          dead: idsOf(unit),
          cause: "crashed",
          error: "The worker died whenever it handled this message.",
          returned: idsOf(rest.flat()),
          release: { again: 0 },
        },
        goOn: false,
        apologise: true,
      };
  }
}

/** For a unit whose record Postgres refuses for its values. The person has the answer, if there was one. */
export const withoutRecord = (unit: Unit, rest: readonly Unit[], reason: string): Settlement => ({
  dead: idsOf(unit),
  cause: "failed",
  error: `Its record could not be stored (${reason}).`,
  returned: idsOf(rest.flat()),
  release: { again: 0 },
});
