// The period that the address names. Pure.
import { type Days, daysOf, type Range, ranges } from "#lib/analytics/period.ts";

type Query = Readonly<Record<string, string | string[] | undefined>>;
const rangeNames = Object.keys(ranges) as Range[];
const first = (value: string | string[] | undefined): string => [value].flat()[0] ?? "";

/** `?range=30d`, or `?from=…&to=…`; anything else is a week. */
export function rangeIn(query: Query, zone: string, now: Date): Range | Days {
  const [from, to] = [first(query.from), first(query.to)];
  const days = from || to ? daysOf({ from: from || to, to: to || from }, zone, now) : null;
  return days ?? rangeNames.find((name) => name === first(query.range)) ?? "7d";
}

/** The address of a period, without the `?`. */
export const rangeQuery = (range: Range | Days): string =>
  typeof range === "string" ? `range=${range}` : `from=${range.from}&to=${range.to}`;
