// Changes to existing bots; each takes effect on every worker at once.
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { tokenIn } from "./add.ts";
import { OwnAllowances } from "./allowances.ts";
import { tokenColumns } from "./store.ts";
import { askTelegram } from "./telegram.ts";

/** Resets the state shown on the bot's page until its worker reports a new one. */
async function restart(tx: Tx, botId: string, enabled: boolean): Promise<void> {
  const state = enabled ? "starting" : "off";
  await tx.botLease.updateMany({ where: { botId }, data: { state, detail: null, since: new Date() } });
}

/** Messages that wait for a new token are due once the workers have loaded it. */
async function hastenLanes(tx: Tx, botId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Lane" SET "readyAt" = now() + interval '2 seconds'
    WHERE "botId" = ${botId}::uuid AND "readyAt" > now() + interval '2 seconds'`;
}

/** @returns the config version that contains the change. @throws AppError "not_found" */
export async function enableBot(context: Context, id: string, enabled: boolean): Promise<number> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const action = enabled ? ("bot.start" as const) : ("bot.stop" as const);
  const { version } = await change(context, { action, target: id }, async (tx, compare) => {
    const old = await tx.bot.findUnique({
      where: { tenantId_id: { tenantId, id } },
      select: { enabled: true },
    });
    compare(old, { enabled });
    const { count } = await tx.bot.updateMany({ where: { tenantId, id }, data: { enabled } });
    if (count === 0) throw new AppError("not_found");
    await restart(tx, id, enabled);
  });
  return version;
}

/** @returns the config version that contains the change. @throws AppError "not_found" or "invalid" */
export async function setAllowances(context: Context, id: string, given: OwnAllowances): Promise<number> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const own = OwnAllowances.safeParse(given);
  if (!own.success) throw new AppError("invalid", {}, "allowances");
  const entry = { action: "bot.allowances" as const, target: id };
  const { version } = await change(context, entry, async (tx, compare) => {
    const where = { tenantId_id: { tenantId, id } };
    const old = await tx.bot.findUnique({ where, select: { allowances: true } });
    if (!old) throw new AppError("not_found");
    compare({ allowances: JSON.stringify(old.allowances) }, { allowances: JSON.stringify(own.data) });
    await tx.bot.update({ where, data: { allowances: JSON.parse(JSON.stringify(own.data)) } });
  });
  return version;
}

/**
 * Replaces the token by another one of the same bot; conversations, prompt and models are kept.
 * @returns the config version that contains the change.
 * @throws AppError "bot_token_shape", "bot_token_refused", "telegram_unreachable", "bot_other" (the token belongs to
 * another bot) or "not_found"
 */
export async function replaceToken(context: Context, id: string, pasted: string): Promise<number> {
  authorise(context, "manageBots");
  const { tenantId } = context;
  const bot = await tenantDb(context).bot.findFirst({
    where: { tenantId, id },
    select: { telegramId: true, username: true, tokenLast4: true },
  });
  if (!bot) throw new AppError("not_found");
  const token = tokenIn(pasted);
  if (!token) throw new AppError("bot_token_shape", {}, "token");
  const { telegramId, username, name } = await askTelegram(token);
  if (BigInt(telegramId) !== BigInt(bot.telegramId)) {
    throw new AppError("bot_other", { given: username, username: bot.username }, "token");
  }
  const columns = tokenColumns(tenantId, id, token);
  const { version } = await change(context, { action: "bot.token", target: id }, async (tx, compare) => {
    compare({ last4: bot.tokenLast4, username: bot.username }, { last4: columns.tokenLast4, username });
    const { count } = await tx.bot.updateMany({
      where: { tenantId, id },
      data: { ...columns, username, name },
    });
    if (count === 0) throw new AppError("not_found");
    const { enabled } = await tx.bot.findUniqueOrThrow({
      where: { tenantId_id: { tenantId, id } },
      select: { enabled: true },
    });
    await restart(tx, id, enabled);
    await hastenLanes(tx, id);
  });
  return version;
}

/** Deletes the bot with its conversations and answers. @returns the config version. @throws AppError "not_found" */
export async function removeBot(context: Context, id: string): Promise<number> {
  authorise(context, "manageBots");
  const { tenantId } = context;
  const bot = await tenantDb(context).bot.findFirst({
    where: { tenantId, id },
    select: { username: true, name: true, tokenLast4: true, enabled: true },
  });
  if (!bot) throw new AppError("not_found");
  const entry = { action: "bot.remove" as const, target: id, detail: { username: bot.username } };
  const { version } = await change(context, entry, async (tx, compare) => {
    compare(bot, null);
    const { count } = await tx.bot.deleteMany({ where: { tenantId, id } });
    if (count === 0) throw new AppError("not_found");
  });
  return version;
}
