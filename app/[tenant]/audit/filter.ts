// The filters of the record as the address holds them. Pure.
import { instantIn, nextDay } from "#lib/local-time.ts";
import { isRecordKind } from "#lib/record/kinds.ts";
import type { RecordFilter } from "#lib/record/list.ts";

export const recordFilterNames = ["person", "kind", "from", "to", "visits"] as const;
export type RecordFilterName = (typeof recordFilterNames)[number];
export type RecordQuery = Partial<Record<RecordFilterName | "after", string | string[]>>;

const only = (value: string | string[] | undefined): string | null => [value].flat()[0]?.trim() || null;

/** The first value of each filter that the address has. */
export const givenIn = (query: RecordQuery): Partial<Record<RecordFilterName, string>> =>
  Object.fromEntries(
    recordFilterNames.flatMap((name) => {
      const value = only(query[name]);
      return value ? [[name, value]] : [];
    }),
  );

/** An unknown value counts as no filter. @param zone of the tenant: days are its days, the last one included */
export function recordFilterOf(query: RecordQuery, zone: string): RecordFilter {
  const { person, kind, from, to, visits } = givenIn(query);
  return {
    kind: isRecordKind(kind) ? kind : null,
    actorId: person ?? null,
    platform: visits === "1",
    from: from ? instantIn(zone, from) : null,
    to: to && to.length === 10 && instantIn(zone, to) ? instantIn(zone, nextDay(to)) : null,
    after: only(query.after),
  };
}
