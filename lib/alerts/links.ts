// Ties a Telegram account to a member's alerts: a link that works once, for a short time, with one bot.
import { randomUUID } from "node:crypto";
import { chatAddress } from "../addresses.ts";
import { announceTold } from "../alert-events.ts";
import { record } from "../audit.ts";
import { askTelegram } from "../bots/telegram.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { demoAddress } from "../demo.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import type { Locale } from "../messages/locales.ts";
import { localeOf } from "../messages/translate.ts";
import { authorise, mayBeAlerted, memberOf } from "../people/can.ts";
import { newToken, tokenHashOf } from "../people/tokens.ts";
import { tenantDb } from "../tenant-db.ts";

const VALID_MS = 10 * 60_000;
/** Of the parameter `start`, which may have 64 characters. */
const PREFIX = "alerts-";

let platformBot: { token: string; username: string } | undefined;
/** The username of the platform's bot; null: there is none. @throws AppError "telegram_unreachable" */
export async function platformBotName(): Promise<string | null> {
  const { ALERTS_BOT_TOKEN: token } = env();
  if (!token) return null;
  if (platformBot?.token !== token) platformBot = { token, username: (await askTelegram(token)).username };
  return platformBot.username;
}

/**
 * A newer link of the same member replaces an older one.
 * @param botId the tenant's bot that will write; null: the platform's
 * @returns the address to open @throws AppError "not_found", "telegram_unreachable"
 */
export async function makeAlertLink(context: Context, botId: string | null): Promise<{ url: string }> {
  authorise(context, "receiveAlerts");
  const { tenantId, userId } = memberOf(context);
  const bot = botId && (await tenantDb(context).bot.findFirst({ where: { tenantId, id: botId } }));
  const username = bot ? bot.username : botId === null ? await platformBotName() : null;
  if (!username) throw new AppError("not_found");
  const code = newToken();
  const made = { codeHash: tokenHashOf(code), botId, expiresAt: new Date(Date.now() + VALID_MS) };
  await tenantDb(context).alertCode.upsert({
    where: { tenantId_userId: { tenantId, userId } },
    create: { tenantId, userId, ...made },
    update: made,
  });
  return { url: chatAddress(demoAddress(), username, `${PREFIX}${code}`) };
}

/** The code in what Telegram sends when a person opens a link; null: it is an ordinary start. */
export function codeOfStart(text: string): string | null {
  const [, code] = new RegExp(`^/start(?:@\\w+)? ${PREFIX}([\\w-]{43})$`).exec(text.trim()) ?? [];
  return code ?? null;
}

export interface LinkedChat {
  /** The bot that received it; null: the platform's. */
  botId: string | null;
  chatId: number;
  /** The name of the Telegram account. */
  name: string;
}

/** A person opened the link. @returns null: it was used already, is too old, or not for this bot */
export async function linkChat(
  code: string,
  { botId, chatId, name: chatName }: LinkedChat,
): Promise<{ tenant: string; locale: Locale } | null> {
  const linked = await db.$transaction(async (tx) => {
    const where = { codeHash: tokenHashOf(code), botId, expiresAt: { gt: new Date() } };
    const found = await tx.alertCode.findFirst({
      where,
      include: { member: { include: { user: true, tenant: true } } },
    });
    if (!found || !mayBeAlerted(found.member.role)) return null;
    // Of two at once, one finds it gone.
    if ((await tx.alertCode.deleteMany({ where })).count === 0) return null;
    const { tenantId, userId, member } = found;
    const chat = { botId, chatId, chatName, enabled: true, dueAt: new Date() };
    const { id } = await tx.alertWay.upsert({
      where: { tenantId_userId_channel: { tenantId, userId, channel: "telegram" } },
      create: { id: randomUUID(), tenantId, userId, channel: "telegram", ...chat },
      update: { ...chat, news: { increment: 1 } },
    });
    // Another chat may take its place, which was told of nothing yet.
    await tx.alertNote.deleteMany({ where: { wayId: id } });
    const entry = {
      action: "alerts.link",
      target: userId,
      after: { channel: "telegram", chatName },
    } as const;
    await record(tx, { tenantId, actorId: userId }, entry);
    return { tenant: member.tenant.name, locale: localeOf(member.user.locale, member.tenant.locale) };
  });
  if (linked) await announceTold();
  return linked;
}

/** The person wants no more alerts in this chat. @returns in which language to confirm it; null: it had none */
export async function unlinkChat({ botId, chatId }: Omit<LinkedChat, "name">): Promise<Locale | null> {
  const ways = await db.alertWay.findMany({
    where: { botId, chatId, channel: "telegram", enabled: true },
    include: { member: { include: { user: true, tenant: true } } },
  });
  for (const { id, tenantId, userId, member } of ways) {
    if (!userId || !member) continue;
    await db.$transaction(async (tx) => {
      await tx.alertWay.updateMany({ where: { id }, data: { enabled: false, dueAt: null } });
      const entry = { action: "alerts.unlink", target: userId, before: { channel: "telegram" } } as const;
      await record(tx, { tenantId, actorId: userId }, entry);
    });
  }
  const [first] = ways;
  return first ? localeOf(first.member?.user.locale, first.member?.tenant.locale) : null;
}
