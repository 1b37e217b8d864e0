// Where an answer appears while it grows.
import { isPageChat } from "#lib/page-chat/place.ts";
import { PageReply } from "../page/reply.ts";
import { Reply } from "../telegram/reply.ts";

export type Display = Pick<Reply, "show" | "finish" | "close" | "begun" | "sent" | "firstTextAt">;

export function displayOf(botId: string, options: ConstructorParameters<typeof Reply>[0]): Display {
  const { chatId } = options;
  return isPageChat(chatId) ? new PageReply({ botId, chatId }) : new Reply(options);
}
