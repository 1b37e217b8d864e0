// What a message refers to: the one that it replies to, a part of it that it quotes, and whoever a forward is from.
import { type AnyMessage, contentOf, type FileRef, type Held } from "./content.ts";

const QUOTE_CHARACTERS = 2_000;
/** Of the bot's own message in a private chat, which stands in the history: enough to know which one. */
const OWN_CHARACTERS = 200;
/** A file that somebody else sent is read if it is small enough to be no reason for a refusal. */
const REPLIED_FILE_BYTES = 8 * 1024 * 1024;

const nameOf = ({ first_name, last_name }: { first_name: string; last_name?: string | undefined }) =>
  [first_name, last_name].filter(Boolean).join(" ");

const titleOf = (chat: object) => ("title" in chat ? String(chat.title) : "a chat");

function originOf(origin: NonNullable<AnyMessage["forward_origin"]>): string {
  switch (origin.type) {
    case "user":
      return nameOf(origin.sender_user);
    case "hidden_user":
      return origin.sender_user_name;
    case "chat":
      return titleOf(origin.sender_chat);
    case "channel":
      return `the channel ${titleOf(origin.chat)}`;
    default:
      return "somebody";
  }
}

/** "Forwarded from …", to stand above the message's words; empty: it is no forward. */
export const forwardOf = ({ forward_origin }: AnyMessage): string =>
  forward_origin ? `[Forwarded from ${originOf(forward_origin)}]\n` : "";

export interface Reference {
  /** For the model, above the question. */
  text: string | null;
  /** Of the message that is referred to. */
  file: FileRef | null;
}

const small = (file: FileRef | null | undefined): FileRef | null =>
  file?.size != null && file.size <= REPLIED_FILE_BYTES ? file : null;

/** What the message replies to. @param me the bot's id */
export function referenceOf(message: AnyMessage, me: number): Reference {
  const { external_reply, quote } = message;
  const replied = message.reply_to_message as AnyMessage | undefined;
  const isOwn = replied?.from?.id === me;
  const held = (replied ?? external_reply) as Held | undefined;
  if (!held) return { text: null, file: null };
  const content = contentOf(held, replied?.text ?? replied?.caption ?? "");
  const limit = isOwn && replied?.chat?.type === "private" ? OWN_CHARACTERS : QUOTE_CHARACTERS;
  const words = content?.words.slice(0, limit) || content?.label || "";
  const by = isOwn ? " of yours" : external_reply ? ` by ${originOf(external_reply.origin)}` : "";
  const lines = [
    ...(words ? [`The message replies to this one${by}:\n${words}`] : []),
    ...(quote?.text ? [`It quotes this part of it:\n${quote.text.slice(0, QUOTE_CHARACTERS)}`] : []),
  ];
  return { text: lines.join("\n\n") || null, file: isOwn ? null : small(content?.file) };
}
