// Adds a bot by its token, after asking Telegram which bot it belongs to.
import type { Context } from "../context.ts";
import { db, isDuplicate } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { storeBot } from "./store.ts";
import { askTelegram, type Identity } from "./telegram.ts";

/** Finds the token in pasted text, for instance in @BotFather's whole message. */
export const tokenIn = (pasted: string): string | null => /\d{5,}:[\w-]{20,}/.exec(pasted)?.[0] ?? null;

async function twin(context: Context, { telegramId, username }: Identity): Promise<AppError | null> {
  const there = await db.bot.findUnique({ where: { telegramId }, select: { tenantId: true } });
  if (!there) return null;
  const code = there.tenantId === context.tenantId ? "bot_duplicate" : "bot_taken";
  return new AppError(code, { username }, "token");
}

/**
 * @param pasted a token, or a text that contains one
 * @returns the bot, and the config version that contains it.
 * @throws AppError "bot_token_shape", "bot_token_refused", "telegram_unreachable", "bot_duplicate" (in this
 * tenant) or "bot_taken" (in another).
 */
export async function addBot(
  context: Context,
  pasted: string,
): Promise<{ id: string; username: string; name: string; version: number }> {
  authorise(context, "manageBots");
  const token = tokenIn(pasted);
  if (!token) throw new AppError("bot_token_shape", {}, "token");
  const identity = await askTelegram(token);
  const there = await twin(context, identity);
  if (there) throw there;
  try {
    const stored = await storeBot(context, "bot.add", token, identity);
    return { ...stored, username: identity.username, name: identity.name };
  } catch (error) {
    // A concurrent request added it.
    throw isDuplicate(error) ? ((await twin(context, identity)) ?? error) : error;
  }
}
