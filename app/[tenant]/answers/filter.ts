// The filters of the list as the address holds them. Pure.
import { AnswerState } from "#generated/enums.ts";
import type { AnswerFilter } from "#lib/answers/list.ts";
import { instantIn, nextDay } from "#lib/local-time.ts";

export const filterNames = ["q", "from", "to", "bot", "person", "state", "model"] as const;
export type FilterName = (typeof filterNames)[number];
export type Query = Partial<Record<FilterName | "after", string | string[]>>;

const only = (value: string | string[] | undefined): string | null => [value].flat()[0]?.trim() || null;

/** The first value of each filter that the address has. */
export const givenIn = (query: Query): Partial<Record<FilterName, string>> =>
  Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = only(query[name]);
      return value ? [[name, value]] : [];
    }),
  );

/** The cursor of a page. */
export const cursorIn = ({ after }: Query): string | null => only(after);

/**
 * An unknown value counts as no filter.
 * @param zone of the tenant: days are its days; the last day is included, a last hour is not
 */
export function filterOf(
  given: Partial<Record<FilterName, string>>,
  { bots, zone }: { bots: readonly { id: string }[]; zone: string },
): AnswerFilter {
  const { q, from, to, bot, person, state, model } = given;
  const isDay = to !== undefined && !to.includes("T");
  return {
    text: q ?? null,
    botId: bots.find(({ id }) => id === bot)?.id ?? null,
    conversationId: person && /^[0-9a-f-]{36}$/.test(person) ? person : null,
    state: Object.values(AnswerState).find((each) => each === state) ?? null,
    model: model ?? null,
    from: from ? instantIn(zone, from) : null,
    to: to && (!isDay || instantIn(zone, to)) ? instantIn(zone, isDay ? nextDay(to) : to) : null,
  };
}
