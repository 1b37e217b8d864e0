// What members note of a person, and the person's data as a whole: given out, and deleted.
import { announce, record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { type PersonData, readConversations } from "./person-data.ts";

export const NOTE_MAX = 2_000;
export const TAGS_MAX = 10;
export const TAG_MAX = 30;

/** The chat of a conversation with Telegram. @throws AppError "not_found" */
async function chatOf(context: Context, conversationId: string) {
  const { tenantId } = context;
  const chat = isUuid(conversationId)
    ? await tenantDb(context).conversation.findFirst({
        where: { tenantId, id: conversationId, chatId: { lt: 2n ** 52n } },
        select: { chatId: true, title: true, username: true },
      })
    : null;
  if (!chat) throw new AppError("not_found");
  return chat;
}

const tagsFrom = (given: readonly string[]): string[] => [
  ...new Set(given.map((tag) => tag.trim().replace(/\s+/g, " ")).filter(Boolean)),
];

/** For all bots that the person writes to. @throws AppError "not_found" or "invalid" */
export async function notePerson(
  context: Context,
  conversationId: string,
  given: { note: string; tags: readonly string[] },
): Promise<void> {
  authorise(context, "handleConversations");
  const note = given.note.trim();
  const tags = tagsFrom(given.tags);
  if (note.length > NOTE_MAX) throw new AppError("invalid", {}, "note");
  if (tags.length > TAGS_MAX || tags.some((tag) => tag.length > TAG_MAX))
    throw new AppError("invalid", {}, "tags");
  const { tenantId } = context;
  const { chatId: telegramId } = await chatOf(context, conversationId);
  await tenantDb(context).$transaction(async (tx) => {
    await tx.personNote.upsert({
      where: { tenantId_telegramId: { tenantId, telegramId } },
      create: { tenantId, telegramId, note, tags },
      update: { note, tags },
    });
    const after = { length: note.length, tags: tags.length };
    await record(tx, context, { action: "person.data.note", target: conversationId, after });
  });
}

/** All that is stored of the person (or group) in the tenant, over all its bots. @throws AppError "not_found" */
export async function exportPerson(context: Context, conversationId: string): Promise<PersonData> {
  authorise(context, "managePersonData");
  const { tenantId } = context;
  const { chatId, title, username } = await chatOf(context, conversationId);
  return tenantDb(context).$transaction(async (tx) => {
    const conversations = await readConversations(tx, { tenantId, chatId });
    const note = await tx.personNote.findFirst({ where: { tenantId, telegramId: chatId } });
    const after = { conversations: conversations.length };
    await record(tx, context, { action: "person.data.export", target: conversationId, after });
    return {
      exportedAt: new Date(),
      ...{ telegramId: String(chatId), name: title, username },
      ...{ note: note?.note ?? "", tags: note?.tags ?? [] },
      conversations,
    };
  });
}

/**
 * Deletes all that is stored of the person (or group) in the tenant, over all its bots: conversations with their answers,
 * what waits to be handled, dead letters, counts, notes, what they asked to remember. A worker that is answering now loses its lane and stores nothing.
 * @throws AppError "not_found"
 */
export async function deletePerson(context: Context, conversationId: string): Promise<void> {
  authorise(context, "managePersonData");
  const { tenantId } = context;
  const { chatId } = await chatOf(context, conversationId);
  const where = { tenantId, chatId };
  await tenantDb(context).$transaction(async (tx) => {
    const messages = await tx.chatMessage.findMany({
      where: { tenantId, conversation: where, fileName: { not: null } },
      select: { id: true },
    });
    await tx.chatFile.deleteMany({ where: { tenantId, messageId: { in: messages.map(({ id }) => id) } } });
    // With their updates; first, so that no turn adds anything behind.
    await tx.lane.deleteMany({ where });
    const { count } = await tx.conversation.deleteMany({ where });
    await tx.deadLetter.deleteMany({ where });
    await tx.messageCount.deleteMany({
      where: { tenantId, subjectId: chatId, scope: { in: ["person", "chat"] } },
    });
    await tx.personNote.deleteMany({ where: { tenantId, telegramId: chatId } });
    // If it is the owner of a connected account: Telegram tells of it anew where it is still used.
    const { count: accounts } = await tx.businessConnection.deleteMany({
      where: { tenantId, userId: chatId },
    });
    if (accounts > 0) await announce(tx, tenantId);
    // Of broadcasts under way.
    await tx.$executeRaw`UPDATE "BroadcastRun" SET "postponed" = array_remove("postponed", ${chatId})
      WHERE "tenantId" = ${tenantId}::uuid AND ${chatId} = ANY("postponed")`;
    await tx.personFact.deleteMany({ where: { tenantId, personId: chatId } });
    await record(tx, context, {
      action: "person.data.delete",
      target: conversationId,
      ...{ before: { conversations: count }, after: null },
    });
  });
}
