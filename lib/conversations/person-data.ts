// Reads all that is stored of a person (or group): for the tenant's members, and for the person themselves.
import type { Tx } from "../db.ts";

/** What a person is given who asks for their data. Times are in UTC. */
export interface PersonData {
  exportedAt: Date;
  telegramId: string;
  name: string;
  username: string;
  /** What the tenant's members noted. */
  note: string;
  tags: string[];
  conversations: {
    bot: string;
    since: Date;
    language: string | null;
    /** Since when they want no broadcasts. */
    unsubscribed?: Date;
    /** What older messages come to, which goes with a question in their place. */
    summary: string;
    /** What the person asked the bot to remember. */
    remembered: string[];
    /** `rated`: what was put on it in the chat. */
    messages: { at: Date; from: "person" | "bot" | "operator"; text: string; rated?: ("👍" | "👎")[] }[];
    /** Answers that were proposed to the owner of a connected account; for the tenant's members only. */
    drafts?: { at: Date; text: string; state: string }[];
  }[];
}

const ratedOf = ({ liked, disliked }: { liked: number; disliked: number }) =>
  liked + disliked > 0
    ? { rated: [...(liked > 0 ? ["👍" as const] : []), ...(disliked > 0 ? ["👎" as const] : [])] }
    : {};

/** @param of `botId`: with this bot only */
export async function readConversations(
  tx: Tx,
  { tenantId, chatId, botId }: { tenantId: string; chatId: bigint; botId?: string },
): Promise<PersonData["conversations"]> {
  const bot = botId === undefined ? {} : { botId };
  const conversations = await tx.conversation.findMany({
    where: { tenantId, chatId, ...bot },
    select: {
      ...{ createdAt: true, locale: true, botId: true, unsubscribedAt: true },
      bot: { select: { username: true } },
      summary: { select: { text: true } },
      drafts: { select: { at: true, text: true, state: true }, orderBy: { at: "asc" } },
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
    },
    orderBy: { createdAt: "asc" },
  });
  const facts = await tx.personFact.findMany({
    where: { tenantId, personId: chatId, ...bot },
    select: { botId: true, text: true },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return conversations.map((each) => ({
    ...{ bot: each.bot.username, since: each.createdAt, language: each.locale },
    ...(each.unsubscribedAt && { unsubscribed: each.unsubscribedAt }),
    ...(botId === undefined && each.drafts.length > 0 && { drafts: each.drafts }),
    summary: each.summary?.text ?? "",
    remembered: facts.filter((fact) => fact.botId === each.botId).map(({ text }) => text),
    messages: [
      ...each.answers.flatMap(({ receivedAt, finishedAt, question, text, ...rating }) => [
        { at: receivedAt, from: "person" as const, text: question },
        ...(text ? [{ at: finishedAt ?? receivedAt, from: "bot" as const, text, ...ratedOf(rating) }] : []),
      ]),
      ...each.chatMessages.map(({ at, author, text, fileName }) => ({
        ...{ at, from: author },
        text: [fileName && `[${fileName}]`, text].filter(Boolean).join(" "),
      })),
    ].sort((a, b) => a.at.getTime() - b.at.getTime()),
  }));
}
