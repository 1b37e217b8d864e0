// From the lines by which a model remembers or forgets to what is stored, and what the person is told of it. Pure.
import { plainInMarkdown } from "#lib/bots/words.ts";
import type { Conversation } from "#lib/conversations/conversations.ts";
import type { Walk } from "#lib/fallback/index.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { RememberedChange } from "#lib/memory/facts.ts";
import type { Marks } from "#lib/memory/marks.ts";
import type { Say } from "#lib/messages/translate.ts";

interface Place {
  bot: Pick<BotConfig, "memory">;
  chat: { readonly chatId: number };
  conversation: Pick<Conversation, "facts">;
  say: Say;
}

/**
 * @returns what to store; and sentences in Markdown, since the person must see what is remembered of them, in the words in
 * which it is
 */
export function changeOf(
  { keep, drop }: Marks,
  { bot, chat: { chatId }, conversation, say }: Place,
  { outcome, text }: Pick<Walk, "outcome" | "text">,
): { facts: RememberedChange | null; told: string[] } {
  if (outcome !== "answered" || chatId <= 0 || !bot.memory.facts) return { facts: null, told: [] };
  const known = new Set(conversation.facts.map(({ text }) => text));
  const kept = keep.filter((fact) => !known.has(fact));
  const dropped = drop.flatMap((number) => conversation.facts[number - 1] ?? []);
  const isNews = kept.length + dropped.length > 0;
  return {
    facts: isNews ? { personId: chatId, keep: kept, drop: dropped.map(({ id }) => id) } : null,
    told: [
      // What it knew already is said again only where it says nothing else.
      ...(isNews || text ? kept : keep).map((fact) => say("factKept", { fact: plainInMarkdown(fact) })),
      ...dropped.map(({ text }) => say("factDropped", { fact: plainInMarkdown(text) })),
    ],
  };
}
