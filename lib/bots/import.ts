// A bot from the environment: stored even where Telegram cannot be asked just now.
import type { Context } from "../context.ts";
import { db, isDuplicate } from "../db.ts";
import { AppError } from "../errors.ts";
import { indexOf } from "../secrets.ts";
import { storeBot } from "./store.ts";
import { askTelegram } from "./telegram.ts";

/**
 * Stores the bot of `token` once, in whichever tenant it is first; a bot that is there keeps the token it has.
 * Where Telegram cannot be reached, name and username follow when a worker reaches it.
 * @throws AppError "bot_token_refused" where Telegram does not know the token.
 */
export async function importBot(context: Context, token: string, prompt = ""): Promise<void> {
  if (await db.bot.findUnique({ where: { tokenIndex: indexOf(token) }, select: { id: true } })) return;
  const identity = await askTelegram(token).catch((error) => {
    if (!(error instanceof AppError && error.code === "telegram_unreachable")) throw error;
    const telegramId = Number(token.split(":")[0]);
    return { telegramId, username: `bot${telegramId}`, name: `Bot ${telegramId}` };
  });
  try {
    await storeBot(context, "bot.import", token, identity, prompt);
  } catch (error) {
    // Another start imported it at the same moment, or the bot is there under another token.
    if (!isDuplicate(error)) throw error;
  }
}
