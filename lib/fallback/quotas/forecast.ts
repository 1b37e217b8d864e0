// From limits and counts to "38 of 250 left today, at this pace until 16:40". Pure: called with rows of the shared store.
import type { SpanOf } from "../types.ts";
import type { Limit } from "./meter.ts";
import type { Count } from "./tally.ts";

/** How much of one limit is used, and when it runs out. Times are epoch milliseconds. */
export interface Forecast extends Pick<Limit, "project" | "model" | "window" | "metric"> {
  readonly used: number;
  readonly limit: number;
  readonly resetsAt: number;
  /** When it is used up at the present pace: `now` if it already is; null: it resets first. */
  readonly runsOutAt: number | null;
}

const hour = 3_600_000;

/**
 * One forecast for each limit that holds.
 * @param counts of any windows and workers; those of other windows are ignored
 * @param now epoch milliseconds
 * @param spanOf the provider's windows
 */
export function forecasts(
  limits: readonly Limit[],
  counts: readonly Count[],
  now: number,
  spanOf: SpanOf,
): Forecast[] {
  const byPair = Map.groupBy(counts, pairOf);
  return limits.flatMap((known) => {
    const { project, model, window, metric, limit } = known;
    if (limit === null) return [];
    const { startsAt, endsAt: resetsAt } = spanOf(window, now);
    const own = byPair.get(pairOf(known)) ?? [];
    const usedIn = (each: Count["window"], start: number) =>
      own
        .filter((count) => count.window === each && count.startsAt === start)
        .reduce(
          (sum, count) => sum + (metric === "tokens" ? count.tokens : count.requests - count.refused),
          0,
        );
    const used = usedIn(window, startsAt);

    // Pace of a day: the last 60 minutes, from this clock hour and a share of the one before.
    const began = spanOf("hour", now).startsAt;
    const lastHour = usedIn("hour", began) + usedIn("hour", began - hour) * (1 - (now - began) / hour);
    const pace = window === "day" ? lastHour / hour : used / Math.max(1, now - startsAt);
    const runsOut = used >= limit ? now : pace > 0 ? now + (limit - used) / pace : Infinity;
    const runsOutAt = runsOut < resetsAt ? Math.round(runsOut) : null;
    return [{ project, model, window, metric, used, limit, resetsAt, runsOutAt }];
  });
}

function pairOf({ project, model }: Pick<Limit, "project" | "model">): string {
  return `${project}/${model}`;
}
