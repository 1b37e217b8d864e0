// What a person sees and takes of their own data with a bot, by /privacy. Who asks is whoever writes in the chat, so no member
// of the tenant has a part in it.
import { tenantDb } from "../tenant-db.ts";
import type { ConversationRef } from "./conversations.ts";
import { type PersonData, readConversations } from "./person-data.ts";

/** What the person asked the bot to remember, in the order in which they said it. */
export async function ownFacts({ tenantId, botId, chatId }: ConversationRef): Promise<string[]> {
  const facts = await tenantDb({ tenantId }).personFact.findMany({
    where: { tenantId, botId, personId: chatId },
    select: { text: true },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return facts.map(({ text }) => text);
}

/** With this bot. What the tenant's members noted for themselves is theirs to give. */
export async function exportOwn({
  tenantId,
  botId,
  chatId,
}: ConversationRef): Promise<Omit<PersonData, "note" | "tags" | "name" | "username">> {
  const of = { tenantId, botId, chatId: BigInt(chatId) };
  const conversations = await tenantDb({ tenantId }).$transaction((tx) => readConversations(tx, of));
  return { exportedAt: new Date(), telegramId: String(chatId), conversations };
}
