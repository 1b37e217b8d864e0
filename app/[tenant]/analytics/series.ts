// What a chart tells apart by colour: outcomes, models, bots, classes of failures, new people. Pure.
import type { Analytics } from "#lib/analytics/analytics.ts";
import { answersOf, outcomes } from "#lib/analytics/definitions.ts";
import type { AttemptClass } from "#lib/fallback/index.ts";
import { type Given, NO_MODEL } from "../answers/filter.ts";
import type { ChartMetric, ChartSlot } from "./metrics.ts";

export const stackings = {
  cost: ["none", "model", "bot"],
  answers: ["outcome", "model", "bot"],
  failures: ["class"],
  people: ["people"],
  attempts: ["none"],
  speed: ["none"],
} as const satisfies Record<ChartMetric, readonly Stacking[]>;
export type Stacking = "none" | "outcome" | "model" | "bot" | "class" | "people";

/** One colour. `name`: what it is, to be put into words. */
export interface Series {
  key: string;
  name:
    | { kind: "outcome"; outcome: (typeof outcomes)[number] }
    | { kind: "model"; model: string }
    | { kind: "bot"; botId: string }
    | { kind: "class"; class: AttemptClass }
    | { kind: "people"; are: "new" | "known" }
    | { kind: "rest" };
  colour: string;
  valueIn: (slot: ChartSlot) => number;
  /** Its answers; null: no filter tells them from the others. */
  filter: Given | null;
}

const palette = ["bg-chart-1", "bg-chart-2", "bg-chart-3", "bg-chart-4", "bg-chart-5"] as const;
const outcomeColours = { answered: "bg-works", refused: "bg-off", apologised: "bg-broken" } as const;

type Slots = Analytics["slots"];
type Table = (slot: ChartSlot) => Readonly<Record<string, number>>;

/** Names with the largest sums first. */
function largest(slots: Slots, table: Table): string[] {
  const sums = new Map<string, number>();
  for (const slot of slots)
    for (const [name, value] of Object.entries(table(slot))) sums.set(name, (sums.get(name) ?? 0) + value);
  return [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}

/** The largest get a colour of their own, the others one together. @param all of a slot */
function seriesOf(
  slots: Slots,
  table: Table,
  all: (slot: ChartSlot) => number,
  of: (name: string) => Pick<Series, "name" | "filter">,
): Series[] {
  const named = largest(slots, table).slice(0, palette.length);
  const series: Series[] = named.map((key, i) => ({
    key,
    ...of(key),
    colour: palette[i] ?? "bg-off",
    valueIn: (slot) => table(slot)[key] ?? 0,
  }));
  const restIn = (slot: ChartSlot) => {
    const rest = all(slot) - series.reduce((sum, { valueIn }) => sum + valueIn(slot), 0);
    // Sums of fractions of a cent are not exact.
    return rest > 1e-9 ? rest : 0;
  };
  if (slots.every((slot) => restIn(slot) === 0)) return series;
  return [
    ...series,
    { key: "rest", name: { kind: "rest" }, colour: "bg-off", valueIn: restIn, filter: null },
  ];
}

const modelFilter = (model: string): Given => ({ state: "given", model: model === "" ? NO_MODEL : model });

/** The colours of a chart, the lowest first; none: it has one colour and no legend. */
export function stack(metric: ChartMetric, by: Stacking, slots: Slots): Series[] {
  switch (by) {
    case "outcome":
      return outcomes.map((outcome) => ({
        key: outcome,
        name: { kind: "outcome", outcome },
        colour: outcomeColours[outcome],
        valueIn: (slot) => slot[outcome],
        filter: { state: outcome },
      }));
    case "model":
      return metric === "cost"
        ? seriesOf(
            slots,
            ({ costByModel }) => costByModel,
            ({ cost }) => cost ?? 0,
            (model) => ({ name: { kind: "model", model }, filter: { tried: model } }),
          )
        : seriesOf(
            slots,
            ({ byModel }) => byModel,
            answersOf,
            (model) => ({ name: { kind: "model", model }, filter: modelFilter(model) }),
          );
    case "bot":
      return seriesOf(
        slots,
        ({ byBot }) =>
          Object.fromEntries(
            Object.entries(byBot).map(([id, { answers, cost }]) => [id, metric === "cost" ? cost : answers]),
          ),
        (slot) => (metric === "cost" ? (slot.cost ?? 0) : answersOf(slot)),
        (botId) => ({
          name: { kind: "bot", botId },
          filter: metric === "cost" ? { bot: botId } : { state: "given", bot: botId },
        }),
      );
    case "class":
      return seriesOf(
        slots,
        ({ failures }) => failures as Record<string, number>,
        ({ failures }) => Object.values(failures).reduce((sum, n) => sum + n, 0),
        (kind) => ({
          name: { kind: "class", class: kind as AttemptClass },
          filter: { class: kind },
        }),
      );
    case "people":
      return [
        {
          key: "known",
          name: { kind: "people", are: "known" },
          colour: "bg-chart-2",
          valueIn: ({ people, newPeople }) => people - newPeople,
          filter: null,
        },
        {
          key: "new",
          name: { kind: "people", are: "new" },
          colour: "bg-chart-1",
          valueIn: ({ newPeople }) => newPeople,
          filter: { state: "given", people: "new" },
        },
      ];
    case "none":
      return [];
  }
}
