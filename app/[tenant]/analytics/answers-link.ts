// From a figure to the answers in it: filters of the list that find as many. Pure.
import type { Analytics } from "#lib/analytics/analytics.ts";
import { localIn } from "#lib/local-time.ts";
import type { Given } from "../answers/filter.ts";
import type { ChartMetric, PeriodUnit } from "./metrics.ts";

const HOUR_MS = 3_600_000;

/** What a figure counts, besides its time. */
export const filterOfMetric = {
  cost: {},
  answers: { state: "given" },
  failures: { class: "failed" },
  people: { state: "given" },
  attempts: { state: "answered" },
  speed: { state: "answered" },
} as const satisfies Record<ChartMetric, Given>;

/** @param at when the first and the last hour or day begin */
export function spanFilter(zone: string, unit: PeriodUnit, first: Date, last = first): Given {
  const from = localIn(zone, first);
  if (unit === "hour") return { from, to: localIn(zone, new Date(last.getTime() + HOUR_MS)) };
  return { from: from.slice(0, 10), to: localIn(zone, last).slice(0, 10) };
}

/** All hours or days of the page. */
export const wholeSpan = (zone: string, unit: PeriodUnit, slots: Analytics["slots"]): Given => {
  const [first, last] = [slots[0], slots.at(-1)];
  return first && last ? spanFilter(zone, unit, first.at, last.at) : {};
};

export const answersLink = (tenant: string, filter: Given): string =>
  `/${tenant}/answers?${new URLSearchParams(filter)}`;
