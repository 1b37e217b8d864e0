// Limits that were never reached are unknown. If a project's other limits show that it is on the free plan, its unknown
// limits are assumed from that plan, and reported as assumed.
import type { Chain, Limit } from "../fallback/index.ts";
import { type Purpose, purposeOf } from "../models/naming.ts";

/**
 * Requests a day of Google's free plan by kind of model, November 2026, second hand: 20 for each Flash, 500 for each
 * Flash-Lite, about 1,500 for open models (threads of gemini-srt-translator#137 and fecarrico/A11Y.md#36).
 */
const freePerDay: Partial<Record<Purpose, number>> = { everyday: 20, strong: 20, light: 500, open: 1_500 };
/** Requests a day; no paid plan has so few. */
const FREE_AT_MOST = 1_500;

const isOfRequestsADay = ({ window, metric }: Limit) => window === "day" && metric === "requests";

/** Assumed limits for candidates without known ones whose project is on the free plan. */
export function assumedLimits(known: readonly Limit[], chains: readonly Chain[], at: number): Limit[] {
  const daily = known.filter(isOfRequestsADay);
  const onFreePlan = new Set(
    daily.flatMap(({ project, limit }) => (limit !== null && limit <= FREE_AT_MOST ? [project] : [])),
  );
  const has = new Set(daily.map(({ project, model }) => `${project} ${model}`));
  const assumed = new Map<string, Limit>();
  for (const { owner, project, model } of chains.flatMap(({ candidates }) => candidates)) {
    const limit = freePerDay[purposeOf(model)];
    const name = `${project} ${model}`;
    if (limit === undefined || !onFreePlan.has(project) || has.has(name)) continue;
    assumed.set(name, { owner, project, model, window: "day", metric: "requests", limit, at });
  }
  return [...assumed.values()];
}
