// What a bot's page "Business" shows.
import type { Context } from "../context.ts";
import { authorise, readsTexts } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { DRAFT_HOURS } from "./choices.ts";
import { type BusinessSettings, businessSettingsFrom } from "./settings.ts";

export interface ConnectionView {
  connectionId: string;
  name: string;
  username: string;
  connectedAt: Date;
  canReply: boolean;
  enabled: boolean;
  accepted: boolean;
  /** Why the bot cannot write to its owner, in Telegram's words. */
  trouble: string | null;
}

export interface BusinessChatView {
  conversationId: string;
  chatId: number;
  /** Null if the reader may not read people's texts. */
  name: string | null;
  left: boolean;
  lastAt: Date;
}

export interface BusinessView extends Omit<BusinessSettings, "never"> {
  id: string;
  name: string;
  username: string;
  zone: string;
  /** Those that are used first, then by when they were connected. */
  connections: ConnectionView[];
  /** The latest ones. */
  chats: BusinessChatView[];
  /** How many chats it leaves alone. */
  leftAlone: number;
  /** Drafts that wait for their owners now. */
  waiting: number;
}

const CHATS = 20;

/** @returns null if the tenant has no such bot */
export async function getBusiness(context: Context, id: string): Promise<BusinessView | null> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  if (!isUuid(id)) return null;
  const db = tenantDb(context);
  const bot = await db.bot.findFirst({
    where: { tenantId, id },
    select: { name: true, username: true, business: true, tenant: { select: { timeZone: true } } },
  });
  if (!bot) return null;
  const at = { gt: new Date(Date.now() - DRAFT_HOURS * 3_600_000) };
  const [connections, chats, waiting] = await Promise.all([
    db.businessConnection.findMany({ where: { tenantId, botId: id }, orderBy: { connectedAt: "desc" } }),
    db.conversation.findMany({
      where: { tenantId, botId: id, threadId: { lt: 0 } },
      select: { id: true, chatId: true, title: true, lastAt: true },
      orderBy: { lastAt: "desc" },
      take: CHATS,
    }),
    db.businessDraft.count({ where: { tenantId, state: "waiting", at, conversation: { botId: id } } }),
  ]);
  const { never, ...settings } = businessSettingsFrom(bot.business);
  const shown = readsTexts(context);
  const isUsed = ({ enabled, accepted }: ConnectionView) => enabled && accepted;
  const views = connections.map(
    ({ connectionId, name, username, connectedAt, rights, enabled, accepted, trouble }): ConnectionView => ({
      ...{ connectionId, name, username, connectedAt, enabled, accepted, trouble },
      canReply: rights.includes("can_reply"),
    }),
  );
  return {
    ...{ id, name: bot.name, username: bot.username, zone: bot.tenant.timeZone, ...settings },
    connections: views.toSorted((a, b) => Number(isUsed(b)) - Number(isUsed(a))),
    chats: chats.map(({ id: conversationId, chatId, title, lastAt }) => ({
      ...{ conversationId, chatId: Number(chatId), lastAt },
      name: shown ? title : null,
      left: never.some((each) => each.chatId === Number(chatId)),
    })),
    leftAlone: never.length,
    waiting,
  };
}

/** Whether any of the tenant's bots is used by a shop's own account. */
export async function hasAccounts(context: Context): Promise<boolean> {
  authorise(context, "viewAnswers");
  const { tenantId } = context;
  const found = await tenantDb(context).businessConnection.findFirst({
    where: { tenantId, accepted: true },
    select: { connectionId: true },
  });
  return found !== null;
}
