// What Telegram's words mean with which it refuses a message: the person's block, the chat as it is, or the message itself.

const ofChat = new RegExp(
  [
    ...["^Forbidden\\b", "chat not found", "group chat was deactivated", "upgraded to a supergroup"],
    ...["PEER_ID_INVALID", "user is deactivated", "USER_DEACTIVATED", "CHANNEL_PRIVATE"],
    ...["chat_write_forbidden", "not enough rights", "have no rights", "need administrator rights"],
    ...["CHAT_RESTRICTED", "CHAT_SEND_PLAIN_FORBIDDEN"],
    ...["TOPIC_CLOSED", "TOPIC_DELETED", "message thread not found"],
    ...["business connection not found", "BUSINESS_CONNECTION_", "BUSINESS_PEER_"],
  ].join("|"),
  "i",
);

/** `blocked`: by the person; `left`: the bot is no longer in the group. */
type Refusal = "blocked" | "left" | "chat" | "message";

export function refusalOf(words: string): Refusal {
  if (/\bblocked\b|USER_IS_BLOCKED/i.test(words)) return "blocked";
  if (/was kicked|not a member/i.test(words)) return "left";
  return ofChat.test(words) ? "chat" : "message";
}

/** What is kept of a refusal in the conversation that it closes: nothing of a block or a removal, which are the usual reasons. */
export const keptRefusal = (words: string): string | null =>
  ["blocked", "left"].includes(refusalOf(words)) ? null : words.slice(0, 500);
