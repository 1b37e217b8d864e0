// A group has become a supergroup: Telegram gives it another number, and its messages too. What belongs to the group follows.
import { change } from "#lib/audit.ts";
import type { Tx } from "#lib/db.ts";
import { tenantDb } from "#lib/tenant-db.ts";

interface OfBot {
  tenantId: string;
  botId: string;
}

/** The group's own policy, and where its calls go from now on. */
async function moveLane(tx: Tx, { tenantId, botId }: OfBot, from: number, to: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "Lane" ("tenantId", "botId", "chatId", "threadId", "groups")
    SELECT "tenantId", "botId", ${to}, 0, "groups" FROM "Lane"
    WHERE "tenantId" = ${tenantId}::uuid AND "botId" = ${botId}::uuid AND "chatId" = ${from} AND "threadId" = 0
    ON CONFLICT ("botId", "chatId", "threadId") DO UPDATE SET "groups" = coalesce("Lane"."groups", excluded."groups")`;
  await tx.$executeRaw`
    UPDATE "Lane" SET "movedTo" = ${to}
    WHERE "tenantId" = ${tenantId}::uuid AND "botId" = ${botId}::uuid AND "chatId" = ${from}`;
}

async function moveConversation(tx: Tx, { tenantId, botId }: OfBot, from: number, to: number): Promise<void> {
  // Numbers of messages begin anew: an old one would be another message's.
  await tx.$executeRaw`
    UPDATE "Answer" AS a SET "sent" = '{}' FROM "Conversation" AS c
    WHERE c."tenantId" = ${tenantId}::uuid AND c."botId" = ${botId}::uuid AND c."chatId" = ${from}
      AND a."tenantId" = c."tenantId" AND a."conversationId" = c."id"`;
  const where = { tenantId, botId };
  const before = await tx.conversation.findMany({ where: { ...where, chatId: from } });
  for (const old of before) {
    const { id, threadId } = old;
    const known = await tx.conversation.findFirst({ where: { ...where, chatId: to, threadId } });
    if (!known) {
      await tx.conversation.updateMany({ where: { tenantId, id }, data: { chatId: to } });
      continue;
    }
    // Somebody has asked in the supergroup already. An answer under way keeps its conversation, which therefore stays.
    const children = { where: { tenantId, conversationId: id }, data: { conversationId: known.id } };
    await tx.answer.updateMany({ ...children, where: { ...children.where, finishedAt: { not: null } } });
    await tx.chatMessage.updateMany(children);
    if ((await tx.summary.count({ where: { tenantId, conversationId: known.id } })) === 0)
      await tx.summary.updateMany(children);
    await tx.conversation.updateMany({
      where: { tenantId, id: known.id },
      data: {
        locale: known.locale ?? old.locale,
        since: new Date(Math.min(known.since.getTime(), old.since.getTime())),
        ...(known.takenUntil === null && {
          ...{ takenBy: old.takenBy, takenByName: old.takenByName, takenUntil: old.takenUntil },
        }),
      },
    });
    await tx.conversation.updateMany({ where: { tenantId, id }, data: { closedAt: new Date() } });
  }
}

/** The group of the staff keeps its link; what reads it is told. */
async function moveStaff({ tenantId, botId }: OfBot, from: number, to: number): Promise<void> {
  const where = { tenantId, botId, chatId: from };
  if (!(await tenantDb({ tenantId }).staffGroup.findFirst({ where }))) return;
  const context = { tenantId, role: "owner", actorId: null } as const;
  await change(context, { action: "staff.link", target: botId }, (tx, compare) => {
    compare({ chat: from }, { chat: to });
    return tx.staffGroup.updateMany({ where, data: { chatId: to } });
  });
}

/** Repeatable: both chats hear of it, and a call that is refused tells of it too. */
export async function moveChat(bot: OfBot, from: number, to: number): Promise<void> {
  await tenantDb(bot).$transaction(async (tx) => {
    await moveLane(tx, bot, from, to);
    await moveConversation(tx, bot, from, to);
    await tx.deadLetter.updateMany({
      where: { tenantId: bot.tenantId, botId: bot.botId, chatId: from },
      data: { chatId: to },
    });
  });
  await moveStaff(bot, from, to);
}
