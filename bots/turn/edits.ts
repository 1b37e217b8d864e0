// Edited messages: one that is edited while its question waits, or is being answered, is asked as it is now; one that was
// answered is asked anew, and its answer is edited.
import type { Update } from "telegraf/types";
import { changeHeard } from "#lib/conversations/change-heard.ts";
import type { Conversation } from "#lib/conversations/conversations.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { toText } from "#lib/storable.ts";
import type { Claim } from "../queue/claims.ts";
import { patiently } from "../queue/database.ts";
import { type Reasked, reaskedBy } from "../queue/reasked.ts";
import type { ChatHandle } from "../telegram/send.ts";
import type { AnyMessage } from "./content.ts";
import { wordsOf } from "./heard.ts";
import { editedOf, isMeant, messageOf } from "./question.ts";
import type { Unit } from "./units.ts";

const written = ({ text, caption }: AnyMessage) => text ?? caption;

/** Whether the words were changed: Telegram calls a live location that moves, or a new preview of a link, an edit too. */
export const saysAnother = (before: AnyMessage, after: AnyMessage): boolean =>
  written(after) !== undefined && written(after) !== written(before);

/** The update with another version of its message. */
const withMessage = (update: Update, message: AnyMessage): Update =>
  ("business_message" in update
    ? { ...update, business_message: message }
    : { ...update, message }) as unknown as Update;

/** The unit with its messages as their authors left them. One that begins with an edit is that edit alone. */
export function currentOf(unit: Unit): Unit {
  const [first, ...others] = unit;
  if (editedOf(first.update)) return unit;
  const edits = new Map(
    unit.flatMap(({ update }) => {
      const edited = editedOf(update);
      return edited ? [[edited.message_id, edited] as const] : [];
    }),
  );
  if (edits.size === 0) return unit;
  const current = (each: Unit[0]): Unit[0] => {
    const edited = edits.get(messageOf(each.update)?.message_id ?? 0);
    return edited ? { ...each, update: withMessage(each.update, edited) } : each;
  };
  return [current(first), ...others.filter(({ update }) => !editedOf(update)).map(current)];
}

/** A question that is asked anew. */
export interface AskedAnew extends Reasked {
  /** As they are now. */
  messages: AnyMessage[];
}

/** What an operator heard is changed. @returns the question to ask anew; null: none */
export async function askedAnew(
  { claim, bot, chat }: { claim: Claim; bot: BotConfig; chat: Pick<ChatHandle, "signal"> },
  { id }: Unit[0],
  edited: AnyMessage,
): Promise<AskedAnew | null> {
  await changeHeard(claim, { telegramId: edited.message_id, text: toText(wordsOf(edited)) });
  if (written(edited) === undefined || written(edited)?.startsWith("/") || !isMeant(edited, bot)) return null;
  const about = { edit: id, message: edited.message_id, person: edited.from?.id ?? 0 };
  const reasked = await patiently(() => reaskedBy(claim, about), chat.signal);
  if (!reasked) return null;
  const before = reasked.messages as AnyMessage[];
  const changed = before.find(({ message_id }) => message_id === edited.message_id);
  if (!changed || !saysAnother(changed, edited)) return null;
  return { ...reasked, messages: before.map((each) => (each === changed ? edited : each)) };
}

/** The conversation without the answer that is replaced, which its new text is put in place of. */
export function without(conversation: Conversation, { answerId, sent, question }: Reasked): Conversation {
  const { history } = conversation;
  const at = history.findLastIndex(
    ({ author, text }, i) => author === "user" && text === question && history[i + 1]?.author === "bot",
  );
  return {
    ...conversation,
    begun: { id: answerId, sent, apologisedAt: null },
    history: at < 0 ? history : history.toSpliced(at, 2),
  };
}
