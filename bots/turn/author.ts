// Who wrote a message: a person, an administrator who remains anonymous, or a channel that writes in a group.
import type { AnyMessage } from "./content.ts";

interface MessageAuthor {
  /** Of the person, or of the chat for which somebody writes. */
  id: number;
  name: string;
  /** Without @. */
  username: string;
}

const NAME_MAX = 64;
const oneLine = (text: string) => text.replace(/\s+/g, " ").trim().slice(0, NAME_MAX);

/**
 * For anonymous writers Telegram names one account, the same in all groups, so the chat for which they write stands for them.
 * @returns null: nobody, as of service messages of channels
 */
export function authorOf({
  from,
  sender_chat: chat,
  author_signature: title,
}: AnyMessage): MessageAuthor | null {
  if (chat) {
    const name = title ?? ("title" in chat ? chat.title : "");
    return { id: chat.id, name: oneLine(name), username: ("username" in chat && chat.username) || "" };
  }
  if (!from) return null;
  const name = oneLine([from.first_name, from.last_name].filter(Boolean).join(" "));
  return { id: from.id, name, username: from.username ?? "" };
}

/** An administrator who remains anonymous writes for the group itself. */
const isAnonymousAdmin = ({ chat, sender_chat }: AnyMessage): boolean => sender_chat?.id === chat.id;

/** What the model is told of who asks in a group; null: in a private chat there is nobody else. */
export function askerLine(message: AnyMessage): string | null {
  if (message.chat.type === "private") return null;
  const author = authorOf(message);
  if (!author?.name) return null;
  const called = author.username ? `${author.name} (@${author.username})` : author.name;
  return isAnonymousAdmin(message)
    ? `An administrator of the group asks, signed “${called}”.`
    : `Asked in the group by ${called}.`;
}
