// The filters of the list as the address holds them. Pure.
import { AnswerState, AttemptClass } from "#generated/enums.ts";
import type { AnswerFilter } from "#lib/answers/conditions.ts";
import { instantIn, nextDay } from "#lib/local-time.ts";
import { isUuid } from "#lib/uuid.ts";

export const filterNames = [
  "q",
  "from",
  "to",
  "hour",
  "bot",
  "person",
  "people",
  "state",
  "by",
  "model",
  "tried",
  "key",
  "class",
  "slow",
  "cost",
  "rating",
] as const;
export type FilterName = (typeof filterNames)[number];
export type Given = Partial<Record<FilterName, string>>;
export type Query = Partial<Record<FilterName | "after", string | string[]>>;

const only = (value: string | string[] | undefined): string | null => [value].flat()[0]?.trim() || null;
const oneOf = <T extends string>(of: readonly T[], value: string | undefined): T | null =>
  of.find((each) => each === value) ?? null;

export const outcomeFilters = ["given", ...Object.values(AnswerState)] as const;
export const classFilters = ["failed", ...Object.values(AttemptClass)] as const;
/** Seconds to the first text. */
export const slowFilters = ["5", "10", "30", "60"] as const;
/** US dollars. */
export const costFilters = ["0.001", "0.01", "0.1", "1"] as const;
export const ratingFilters = ["good", "bad"] as const;
/** Of `model`: no model answered. */
export const NO_MODEL = "none";

/** The first value of each filter that the address has. */
export const givenIn = (query: Query): Given =>
  Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = only(query[name]);
      return value ? [[name, value]] : [];
    }),
  );

/** The cursor of a page. */
export const cursorIn = ({ after }: Query): string | null => only(after);

const hourOf = (value: string | undefined): number | null =>
  value !== undefined && /^\d{1,2}$/.test(value) && Number(value) < 24 ? Number(value) : null;

/** Any positive figure: a chart may lead to another one than the list offers. */
const figureIn = (value: string | undefined): number | null =>
  value !== undefined && /^\d{1,6}(\.\d{1,6})?$/.test(value) ? Number(value) : null;

/**
 * An unknown value counts as no filter.
 * @param zone of the tenant: days are its days; the last day is included, a last hour is not
 */
export function filterOf(
  given: Given,
  { bots, zone }: { bots: readonly { id: string }[]; zone: string },
): AnswerFilter {
  const { q, from, to, bot, person, state, model, tried, key, slow, cost } = given;
  const isDay = to !== undefined && !to.includes("T");
  const slower = figureIn(slow);
  return {
    text: q ?? null,
    botId: bots.find(({ id }) => id === bot)?.id ?? null,
    conversationId: person && isUuid(person) ? person : null,
    state: oneOf(outcomeFilters, state),
    by: oneOf(["first", "later"] as const, given.by),
    model: model === NO_MODEL ? "" : (model ?? null),
    tried: tried ?? null,
    keyId: key && isUuid(key) ? key : null,
    class: oneOf(classFilters, given.class),
    slowerMs: slower === null ? null : slower * 1_000,
    dearer: cost === "unknown" ? "unknown" : figureIn(cost),
    rating: oneOf(ratingFilters, given.rating),
    newcomers: given.people === "new" ? true : null,
    hour: hourOf(given.hour),
    from: from ? instantIn(zone, from) : null,
    to: to && (!isDay || instantIn(zone, to)) ? instantIn(zone, isDay ? nextDay(to) : to) : null,
  };
}
