// Where an answer appears while it grows.
import { isBusinessThread } from "#lib/business/place.ts";
import { isPageChat } from "#lib/page-chat/place.ts";
import { PageReply } from "../page/reply.ts";
import { Reply } from "../telegram/reply.ts";

export type Display = Pick<Reply, "show" | "finish" | "close" | "begun" | "sent" | "firstTextAt">;

/** An account's owner does not write by changing a message again and again. */
class WholeReply extends Reply {
  override show(): void {}
}

export function displayOf(botId: string, options: ConstructorParameters<typeof Reply>[0]): Display {
  const { chatId, threadId } = options;
  if (isBusinessThread(threadId)) return new WholeReply({ ...options, draftId: null, rich: false });
  return isPageChat(chatId) ? new PageReply({ botId, chatId }) : new Reply(options);
}
