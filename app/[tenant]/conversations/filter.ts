// The filters of the list as the address holds them. Pure.
import type { ConversationFilter } from "#lib/conversations/list.ts";
import { conversationStates } from "#lib/conversations/states.ts";
import { instantIn, nextDay } from "#lib/local-time.ts";

export const filterNames = ["q", "which", "bot", "tag", "from", "to"] as const;
export type ConversationFilterName = (typeof filterNames)[number];
export type ConversationQuery = Partial<Record<ConversationFilterName | "after", string | string[]>>;

const only = (value: string | string[] | undefined): string | null => [value].flat()[0]?.trim() || null;

/** The first value of each filter that the address has. */
export const givenIn = (query: ConversationQuery): Partial<Record<ConversationFilterName, string>> =>
  Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = only(query[name]);
      return value ? [[name, value]] : [];
    }),
  );

/** The cursor of a page. */
export const cursorIn = ({ after }: ConversationQuery): string | null => only(after);

/** An unknown value counts as no filter. @param zone of the tenant: days are its days, the last one included */
export function filterOf(
  { q, which, bot, tag, from, to }: Partial<Record<ConversationFilterName, string>>,
  { bots, zone }: { bots: readonly { id: string }[]; zone: string },
): ConversationFilter {
  return {
    text: q ?? null,
    which: conversationStates.find((each) => each === which) ?? null,
    botId: bots.find(({ id }) => id === bot)?.id ?? null,
    tag: tag ?? null,
    from: from ? instantIn(zone, from) : null,
    to: to && instantIn(zone, to) ? instantIn(zone, nextDay(to)) : null,
  };
}
