// What of a tenant needs somebody, the worst first: for the start page and the notice above every page. Pure.

import type { KeyFault } from "../chain-state/park-view.ts";
import type { Health } from "../health/read.ts";
import type { BotView } from "./list.ts";
import { type BotCondition, needsAttention } from "./state.ts";

export type Need =
  /** Bots that cannot answer, for the same cause. */
  | { kind: "bots"; condition: BotCondition; bots: { id: string; name: string }[] }
  /** A key that needs a person while others answer. */
  | { kind: "key"; id: string; label: string; last4: string; class: KeyFault; reason: string | null }
  /** Models of the tenant's order that no key may use any more, while others answer. */
  | { kind: "models"; models: readonly string[] };

const causeOf = (condition: BotCondition) =>
  "reason" in condition
    ? [condition.reason, "keyId" in condition ? condition.keyId : ""].join(" ")
    : condition.kind;
const rank = { broken: 0, waiting: 1, off: 2, works: 3 };

/** No bot is to blame, so no bot is named: a notice of its own says it (app/shell/no-worker.tsx). */
const isServed = (condition: BotCondition) => !("reason" in condition) || condition.reason !== "no_worker";

/** Bots that cannot answer, by cause. */
export function brokenBots(bots: readonly BotView[], now: number): Extract<Need, { kind: "bots" }>[] {
  const inNeed = bots.filter(({ condition }) => isServed(condition) && needsAttention(condition, now));
  const byCause = Map.groupBy(inNeed, ({ condition }) => causeOf(condition));
  return [...byCause.values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { condition } = first;
      return { kind: "bots" as const, condition, bots: group.map(({ id, name }) => ({ id, name })) };
    })
    .sort((a, b) => rank[a.condition.kind] - rank[b.condition.kind] || b.bots.length - a.bots.length);
}

export function needsOf(bots: readonly BotView[], { keys, chainOf, now }: Health): Need[] {
  const enabled = keys.filter((key) => key.enabled);
  const refused = enabled.flatMap(({ id, label, last4, state }): Need[] =>
    state.kind === "broken"
      ? [{ kind: "key", id, label, last4, class: state.class, reason: state.reason }]
      : [],
  );
  const { retired, models } = chainOf(null).tried;
  const left = models.filter((model) => !retired.includes(model));
  return [
    ...brokenBots(bots, now),
    // If every one is refused, or retired, a bot's cause tells it.
    ...(refused.length < enabled.length ? refused : []),
    ...(enabled.length > 0 && retired.length > 0 && left.length > 0
      ? [{ kind: "models" as const, models: retired }]
      : []),
  ];
}
