// One page of a list of bots, found by a search or not. Pure.
import { folded, matchOf } from "../search/match.ts";
import type { BotView } from "./list.ts";

export const BOTS_PER_PAGE = 50;

export interface PageOfBots<B> {
  bots: B[];
  /** Id of the last bot of this page, which the next one follows; null on the last page. */
  next: string | null;
}

/**
 * @param bots in the order of the list
 * @param query parts of words of the name or username; empty: all bots
 * @param after `next` of the page before; a bot that is gone or not found leads to the first page
 */
export function pageOfBots<B extends Pick<BotView, "id" | "name" | "username">>(
  bots: readonly B[],
  query: string,
  after: string | null,
): PageOfBots<B> {
  const found = query.trim()
    ? bots.filter(({ name, username }) => matchOf(query, [folded(name), folded(username)]) > 0)
    : bots;
  const from = found.findIndex(({ id }) => id === after) + 1;
  const page = found.slice(from, from + BOTS_PER_PAGE);
  return { bots: page, next: from + page.length < found.length ? (page.at(-1)?.id ?? null) : null };
}
