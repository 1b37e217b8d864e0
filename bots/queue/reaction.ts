// What a reaction in Telegram says of an answer: 👍, 👎, both or neither. Other emoji say nothing of its quality. Pure.
import type { Update } from "telegraf/types";
import type { Verdict } from "#lib/answers/reactions.ts";

type MessageReaction = Extract<Update, { message_reaction: unknown }>["message_reaction"];
type Reactions = Pick<MessageReaction, "old_reaction" | "new_reaction">;

const has = (reactions: unknown, emoji: string): boolean =>
  Array.isArray(reactions) && reactions.some((each) => each?.type === "emoji" && each.emoji === emoji);
const thumbsOf = (reactions: unknown) => ({
  liked: has(reactions, "👍"),
  disliked: has(reactions, "👎"),
});

/** Whether the change is about 👍 or 👎. Of an update that nothing has checked yet. */
export function changesVerdict({ old_reaction, new_reaction }: Reactions): boolean {
  const [before, after] = [thumbsOf(old_reaction), thumbsOf(new_reaction)];
  return before.liked !== after.liked || before.disliked !== after.disliked;
}

/** @returns null: it is no reaction, or nobody's */
export function verdictOf(update: Update): Verdict | null {
  if (!("message_reaction" in update)) return null;
  const { message_id: messageId, user, actor_chat, date, new_reaction } = update.message_reaction;
  const actorId = user?.id ?? actor_chat?.id;
  if (actorId === undefined) return null;
  return { messageId, actorId, at: new Date(date * 1_000), ...thumbsOf(new_reaction) };
}
