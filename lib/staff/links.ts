// Links a Telegram group to a bot as the place where its operators answer, and a member to the account they answer with:
// by a code that works once, for a short time, with one bot.
import { chatAddress, groupAddress } from "../addresses.ts";
import { change, record } from "../audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { demoAddress } from "../demo.ts";
import { AppError } from "../errors.ts";
import { authorise, can, memberOf } from "../people/can.ts";
import { newToken, tokenHashOf } from "../people/tokens.ts";
import { tenantDb } from "../tenant-db.ts";

/** A group has to be made, or its topics switched on, while the code is good. */
const VALID_MS = 30 * 60_000;
/** Of the parameter of a deep link, which may have 64 characters. */
const PREFIX = "staff-";

export interface StaffGroupOfBot {
  botId: string;
  bot: string;
  username: string;
  group: { title: string; linkedAt: Date; trouble: string | null } | null;
}

export interface StaffDesk {
  bots: StaffGroupOfBot[];
  /** Whether the reader's Telegram account is known. */
  hasAccount: boolean;
}

export async function readStaffDesk(context: Context): Promise<StaffDesk> {
  authorise(context, "handleConversations");
  const { tenantId, actorId } = context;
  const db = tenantDb(context);
  const select = { id: true, name: true, username: true, staffGroup: true } as const;
  const [bots, account] = await Promise.all([
    db.bot.findMany({ where: { tenantId }, select, orderBy: [{ name: "asc" }, { id: "asc" }] }),
    actorId ? db.staffAccount.findFirst({ where: { tenantId, userId: actorId } }) : null,
  ]);
  return {
    bots: bots.map(({ id: botId, name: bot, username, staffGroup: group }) => ({
      ...{ botId, bot, username },
      group: group && { title: group.title, linkedAt: group.linkedAt, trouble: group.trouble },
    })),
    hasAccount: account !== null,
  };
}

export interface StaffLinks {
  /** Adds the bot to a group, as an administrator who may manage topics. */
  group: string;
  /** Tells the bot in a private chat which account the member answers with. */
  account: string;
  /** Typed in the group, it does both. */
  command: string;
}

/** A newer code of the same member replaces an older one. @throws AppError "not_found" */
export async function makeStaffLinks(context: Context, botId: string): Promise<StaffLinks> {
  authorise(context, "handleConversations");
  const { tenantId, userId } = memberOf(context);
  const bot = await tenantDb(context).bot.findFirst({ where: { tenantId, id: botId } });
  if (!bot) throw new AppError("not_found");
  const code = newToken();
  const made = { codeHash: tokenHashOf(code), botId, expiresAt: new Date(Date.now() + VALID_MS) };
  await tenantDb(context).staffCode.upsert({
    where: { tenantId_userId: { tenantId, userId } },
    create: { tenantId, userId, ...made },
    update: made,
  });
  const start = `${PREFIX}${code}`;
  return {
    group: groupAddress(demoAddress(), bot.username, start, ["manage_topics"]),
    account: chatAddress(demoAddress(), bot.username, start),
    command: `/link ${start}`,
  };
}

/** The code in a command; null: it is another command. */
export function staffCodeOf(text: string): string | null {
  const [, code] = new RegExp(`^/(?:start|link)(?:@\\w+)? ${PREFIX}([\\w-]{43})$`).exec(text.trim()) ?? [];
  return code ?? null;
}

interface OfBot {
  tenantId: string;
  botId: string;
}

/** The member whose code it is. @returns null: it was used already, is too old, for another bot, or of somebody who may not answer */
export async function holderOfCode({ tenantId, botId }: OfBot, code: string): Promise<Context | null> {
  const found = await tenantDb({ tenantId }).staffCode.findFirst({
    where: { tenantId, botId, codeHash: tokenHashOf(code), expiresAt: { gt: new Date() } },
    select: { userId: true, member: { select: { role: true } } },
  });
  if (!found || !can(found.member.role, "handleConversations")) return null;
  return { tenantId, role: found.member.role, actorId: found.userId };
}

/** Of two at once, one finds the code gone. */
async function use(tx: Tx, { tenantId }: Context, code: string): Promise<void> {
  const { count } = await tx.staffCode.deleteMany({ where: { tenantId, codeHash: tokenHashOf(code) } });
  if (count === 0) throw new AppError("not_found");
}

async function tie(tx: Tx, { tenantId, actorId }: Context, telegramId: number): Promise<void> {
  if (actorId === null) throw new AppError("forbidden");
  // An account answers for one member, and a member with one account.
  await tx.staffAccount.deleteMany({ where: { tenantId, OR: [{ telegramId }, { userId: actorId }] } });
  await tx.staffAccount.create({ data: { tenantId, telegramId, userId: actorId } });
}

/** @throws AppError "not_found": the code was used meanwhile */
export async function linkStaffAccount(context: Context, code: string, telegramId: number): Promise<void> {
  authorise(context, "handleConversations");
  await tenantDb(context).$transaction(async (tx) => {
    await use(tx, context, code);
    await tie(tx, context, telegramId);
    const after = { name: "Telegram" };
    await record(tx, context, { action: "staff.account", target: context.actorId ?? "", after });
  });
}

/** Takes the place of another group of the bot. @throws AppError "not_found": the code was used meanwhile */
export async function linkStaffGroup(
  context: Context,
  code: string,
  group: { botId: string; chatId: number; title: string; telegramId: number },
): Promise<void> {
  authorise(context, "handleConversations");
  const { tenantId, actorId } = context;
  const { botId, chatId, title, telegramId } = group;
  const entry = { action: "staff.link", target: botId } as const;
  await change(context, entry, async (tx, compare) => {
    await use(tx, context, code);
    await tie(tx, context, telegramId);
    const before = await tx.staffGroup.findFirst({ where: { tenantId, botId } });
    // With its topics, if it is another one.
    if (before && Number(before.chatId) !== chatId)
      await tx.staffGroup.deleteMany({ where: { tenantId, botId } });
    const data = { chatId, title, linkedById: actorId, trouble: null, troubleAt: null };
    await tx.staffGroup.upsert({ where: { botId }, create: { tenantId, botId, ...data }, update: data });
    // What the bot noted of the group when it was added: it is no conversation of a person.
    const said = { answers: { none: {} }, chatMessages: { none: {} } };
    await tx.conversation.deleteMany({ where: { tenantId, botId, chatId, ...said } });
    compare(before && { title: before.title }, { title });
  });
}

/** The topics stay in Telegram; nothing is written there any more. @throws AppError "not_found" */
export async function unlinkStaffGroup(context: Context, botId: string): Promise<void> {
  authorise(context, "handleConversations");
  const { tenantId } = context;
  await change(context, { action: "staff.unlink", target: botId }, async (tx, compare) => {
    const before = await tx.staffGroup.findFirst({ where: { tenantId, botId } });
    if (!before) throw new AppError("not_found");
    await tx.staffGroup.deleteMany({ where: { tenantId, botId } });
    compare({ title: before.title }, null);
  });
}

/**
 * The member who answers with this Telegram account, with the role of now: tied by a code, or by the link for alerts.
 * @returns null: nobody who may answer
 */
export async function staffMember(tenantId: string, telegramId: number): Promise<Context | null> {
  const db = tenantDb({ tenantId });
  const member = { select: { role: true } } as const;
  const tied =
    (await db.staffAccount.findFirst({ where: { tenantId, telegramId }, include: { member } })) ??
    (await db.alertWay.findFirst({
      where: { tenantId, channel: "telegram", chatId: telegramId, userId: { not: null } },
      include: { member },
    }));
  if (!tied?.userId || !tied.member || !can(tied.member.role, "handleConversations")) return null;
  return { tenantId, role: tied.member.role, actorId: tied.userId };
}
