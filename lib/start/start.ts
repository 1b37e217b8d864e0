// How far a tenant has come from nothing to a bot that answers people in Telegram.
import { type BotView, listBots } from "../bots/list.ts";
import type { Context } from "../context.ts";
import { readSharedKeys } from "../health/shared-keys.ts";
import { type KeyView, listKeys } from "../keys/list.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

export type StartStep = "bot" | "key" | "chat" | "telegram";

export interface StartProgress {
  /** The first step that is not done; null: all are. */
  step: StartStep | null;
  /** The bot that is being set up: the asked one, else the newest. */
  bot: BotView | null;
  /** Keys that are on and that Google does not refuse; those that the platform shares count as one. */
  keys: number;
  /** The first key that Google refuses, while no key works. */
  refused: KeyView | null;
}

async function newestBot(context: Context): Promise<string | null> {
  const { tenantId } = context;
  const newest = await tenantDb(context).bot.findFirst({
    where: { tenantId },
    orderBy: { createdAt: "desc" },
    select: { id: true },
  });
  return newest?.id ?? null;
}

/** Whether a question to the bot was ever answered. */
async function hasAnswered(context: Context, botId: string): Promise<boolean> {
  const { tenantId } = context;
  const where = { tenantId, botId, state: "answered" as const };
  return (await tenantDb(context).answer.findFirst({ where, select: { id: true } })) !== null;
}

/** @param botId null, or not the tenant's: the newest bot */
export async function readStart(context: Context, botId: string | null): Promise<StartProgress> {
  authorise(context, "manageBots");
  const [bots, all, newest, shared] = await Promise.all([
    listBots(context),
    listKeys(context),
    newestBot(context),
    readSharedKeys(context),
  ]);
  const bot = bots.find(({ id }) => id === botId) ?? bots.find(({ id }) => id === newest) ?? null;
  const used = all.filter(({ enabled }) => enabled);
  const working = used.filter(({ state }) => state.kind !== "broken");
  const there = working.length + (shared && shared.state !== "broken" ? 1 : 0);
  const keys = { keys: there, refused: there > 0 ? null : (used[0] ?? null) };
  if (!bot) return { step: "bot", bot, ...keys };
  if (there === 0) return { step: "key", bot, ...keys };
  if (!(await hasAnswered(context, bot.id))) return { step: "chat", bot, ...keys };
  return { step: bot.lastMessageAt ? null : "telegram", bot, ...keys };
}
