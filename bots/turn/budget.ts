// What one message has cost over all its turns, re-asks and restarts. The limits are the engine's (walk/budget.ts).
import { budget, type Cost } from "#lib/fallback/index.ts";
import type { Unit } from "./units.ts";

export type { Cost };

/** Calls assumed for a turn that died with its worker, whose calls are not known. */
const CALLS_OF_A_CRASH = 4;

/** What the unit's question cost in earlier turns. */
export function spentBefore(unit: Unit): Cost {
  const crashes = Math.max(...unit.map(({ tries }) => tries - 1));
  const sum = (of: "walks" | "calls") => unit.reduce((all, each) => all + each[of], 0);
  // A crash loop alone must not use up the budget: the message may be innocent.
  const lost = Math.min(CALLS_OF_A_CRASH * crashes, budget.calls - CALLS_OF_A_CRASH);
  return { walks: sum("walks"), calls: sum("calls") + lost };
}
