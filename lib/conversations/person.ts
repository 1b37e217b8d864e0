// What members note of a person, and the person's data as a whole: given out, and deleted.
import { announce, record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";

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

/** What a person is given who asks for their data. Times are in UTC. */
export interface PersonData {
  exportedAt: Date;
  telegramId: string;
  name: string;
  username: string;
  note: string;
  tags: string[];
  conversations: {
    bot: string;
    since: Date;
    language: string | null;
    /** `rated`: what was put on it in the chat. */
    messages: { at: Date; from: "person" | "bot" | "operator"; text: string; rated?: ("👍" | "👎")[] }[];
    /** Answers that were proposed to the owner of a connected account. */
    drafts?: { at: Date; text: string; state: string }[];
  }[];
}

const ratedOf = ({ liked, disliked }: { liked: number; disliked: number }) =>
  liked + disliked > 0
    ? { rated: [...(liked > 0 ? ["👍" as const] : []), ...(disliked > 0 ? ["👎" as const] : [])] }
    : {};

/** All that is stored of the person (or group) in the tenant, over all its bots. @throws AppError "not_found" */
export async function exportPerson(context: Context, conversationId: string): Promise<PersonData> {
  authorise(context, "managePersonData");
  const { tenantId } = context;
  const { chatId, title, username } = await chatOf(context, conversationId);
  return tenantDb(context).$transaction(async (tx) => {
    const conversations = await tx.conversation.findMany({
      where: { tenantId, chatId },
      select: {
        createdAt: true,
        locale: true,
        bot: { select: { username: true } },
        answers: {
          select: {
            ...{ receivedAt: true, finishedAt: true, question: true, text: true, state: true },
            ...{ liked: true, disliked: true },
          },
        },
        chatMessages: {
          // What the staff noted of the person is about them too; who took over when is not.
          where: { OR: [{ state: { not: "noted" } }, { kind: "note" }] },
          select: { at: true, author: true, text: true, fileName: true },
        },
        drafts: { select: { at: true, text: true, state: true }, orderBy: { at: "asc" } },
      },
      orderBy: { createdAt: "asc" },
    });
    const note = await tx.personNote.findFirst({ where: { tenantId, telegramId: chatId } });
    const after = { conversations: conversations.length };
    await record(tx, context, { action: "person.data.export", target: conversationId, after });
    return {
      exportedAt: new Date(),
      ...{ telegramId: String(chatId), name: title, username },
      ...{ note: note?.note ?? "", tags: note?.tags ?? [] },
      conversations: conversations.map(({ bot, createdAt, locale, answers, chatMessages, drafts }) => ({
        ...{ bot: bot.username, since: createdAt, language: locale },
        ...(drafts.length > 0 && { drafts }),
        messages: [
          ...answers.flatMap(({ receivedAt, finishedAt, question, text, ...rating }) => [
            { at: receivedAt, from: "person" as const, text: question },
            ...(text
              ? [{ at: finishedAt ?? receivedAt, from: "bot" as const, text, ...ratedOf(rating) }]
              : []),
          ]),
          ...chatMessages.map(({ at, author, text, fileName }) => ({
            ...{ at, from: author },
            text: [fileName && `[${fileName}]`, text].filter(Boolean).join(" "),
          })),
        ].sort((a, b) => a.at.getTime() - b.at.getTime()),
      })),
    };
  });
}

/**
 * Deletes all that is stored of the person (or group) in the tenant, over all its bots: conversations with their answers,
 * what waits to be handled, dead letters, counts, notes. A worker that is answering now loses its lane and stores nothing.
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
    // With their updates, and the answers to those; first, so that no turn adds anything behind.
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
    await record(tx, context, {
      action: "person.data.delete",
      target: conversationId,
      ...{ before: { conversations: count }, after: null },
    });
  });
}
