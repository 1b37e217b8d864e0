// Bots that Telegram creates by a tap. The platform's bot manages them, if that is switched on at @BotFather: Telegram tells it
// who has created a bot, and gives it the token. Whose workspace it is for is known from a link that works once: the member
// opens it, and the Telegram account that pressed Start there is the one whose next bot it is.
import { chatAddress } from "../addresses.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { demoAddress } from "../demo.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import type { Locale } from "../messages/locales.ts";
import { localeOf } from "../messages/translate.ts";
import { authorise, can } from "../people/can.ts";
import { newToken, tokenHashOf } from "../people/tokens.ts";
import { tenantDb } from "../tenant-db.ts";
import { addBot } from "./add.ts";
import { replaceToken } from "./edit.ts";
import { askManagedToken, askManager } from "./telegram.ts";

const VALID_MS = 30 * 60_000;
/** Of the parameter `start`, which may have 64 characters. */
const PREFIX = "newbot-";
/** How long an answer of Telegram's about the manager is good: the mode is switched at @BotFather. */
const KNOWN_MS = 60_000;

let known: { token: string; at: number; username: string | null } | undefined;
/** The bot that manages others; null: the platform has none. @throws AppError "telegram_unreachable" */
export async function managerName(): Promise<string | null> {
  const { ALERTS_BOT_TOKEN: token } = env();
  if (!token) return null;
  if (known?.token !== token || Date.now() - known.at > KNOWN_MS) {
    const { username, manages } = await askManager(token);
    known = { token, at: Date.now(), username: manages ? username : null };
  }
  return known.username;
}

/** Whether the platform has a bot that may be a manager; Telegram is not asked. */
export const mayHaveManager = (): boolean => env().ALERTS_BOT_TOKEN !== undefined;

/**
 * A newer request of the same member replaces an older one.
 * @returns the address to open @throws AppError "not_found" (no bot manages others), "telegram_unreachable"
 */
export async function requestBot(context: Context): Promise<{ url: string }> {
  authorise(context, "manageBots");
  const { tenantId, actorId: userId } = context;
  if (userId === null) throw new AppError("forbidden");
  const manager = await managerName();
  if (!manager) throw new AppError("not_found");
  const code = newToken();
  const made = {
    codeHash: tokenHashOf(code),
    telegramId: null,
    expiresAt: new Date(Date.now() + VALID_MS),
  };
  await tenantDb(context).botRequest.upsert({
    where: { tenantId_userId: { tenantId, userId } },
    create: { tenantId, userId, ...made },
    update: made,
  });
  return { url: chatAddress(demoAddress(), manager, `${PREFIX}${code}`) };
}

/** The code in what Telegram sends when a person opens the link; null: it is an ordinary start. */
export function creationCodeOf(text: string): string | null {
  const [, code] = new RegExp(`^/start(?:@\\w+)? ${PREFIX}([\\w-]{43})$`).exec(text.trim()) ?? [];
  return code ?? null;
}

export interface OpenedRequest {
  /** For whom: the person reads it before they create anything. */
  tenant: string;
  slug: string;
  member: string;
  locale: Locale;
}

/**
 * An account has opened the link. It is good for one account, and an account has one request, the latest.
 * @returns null: the code was used by another account, is too old, or of somebody who may not add bots
 */
export async function openRequest(code: string, telegramId: number): Promise<OpenedRequest | null> {
  return db.$transaction(async (tx) => {
    const codeHash = tokenHashOf(code);
    const open = { codeHash, expiresAt: { gt: new Date() }, OR: [{ telegramId: null }, { telegramId }] };
    const found = await tx.botRequest.findFirst({
      where: open,
      include: { member: { include: { user: true, tenant: true } } },
    });
    if (!found || !can(found.member.role, "manageBots")) return null;
    await tx.botRequest.deleteMany({ where: { telegramId, codeHash: { not: codeHash } } });
    const expiresAt = new Date(Date.now() + VALID_MS);
    // Of two accounts at once, one finds it taken.
    const { count } = await tx.botRequest.updateMany({ where: open, data: { telegramId, expiresAt } });
    if (count === 0) return null;
    const { tenant, user } = found.member;
    return {
      ...{ tenant: tenant.name, slug: tenant.slug, member: user.name },
      locale: localeOf(user.locale, tenant.locale),
    };
  });
}

export interface CreatedBot {
  tenant: string;
  locale: Locale;
  username: string;
}

/**
 * Telegram tells of a bot that this account has created, or whose token it has changed. Its token comes from Telegram, and it
 * is added to the workspace for which the account has opened a link; one that is there already gets the token.
 * @returns null: the account has opened none; "known": the bot is there already
 * @throws AppError as addBot, with the language of the member: "limit_reached", "bot_taken", "telegram_unreachable"…
 */
export async function addCreated(telegramId: number, botId: number): Promise<CreatedBot | "known" | null> {
  const { ALERTS_BOT_TOKEN: manager } = env();
  const found = await db.botRequest.findFirst({
    where: { telegramId, expiresAt: { gt: new Date() } },
    include: { member: { include: { user: true, tenant: true } } },
  });
  if (!found) return (await db.bot.count({ where: { telegramId: botId } })) > 0 ? "known" : null;
  if (!manager || !can(found.member.role, "manageBots")) return null;
  const { tenantId, userId, member, codeHash } = found;
  const context: Context = { tenantId, role: member.role, actorId: userId };
  const token = await askManagedToken(manager, botId);
  const added = await addBot(context, token).catch(async (error: unknown) => {
    if (!(error instanceof AppError && error.code === "bot_duplicate")) throw error;
    // Told again after a crash, or its token is a new one.
    const own = await tenantDb(context).bot.findFirst({ where: { tenantId, telegramId: botId } });
    if (!own) throw error;
    await replaceToken(context, own.id, token);
    return { username: own.username };
  });
  await tenantDb(context).botRequest.deleteMany({ where: { tenantId, codeHash } });
  const locale = localeOf(member.user.locale, member.tenant.locale);
  return { tenant: member.tenant.name, locale, username: added.username };
}
