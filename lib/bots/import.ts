// Imports a bot from the environment, even if Telegram is unreachable.
import type { Context } from "../context.ts";
import { db, isDuplicate } from "../db.ts";
import { AppError } from "../errors.ts";
import { indexesOf } from "../secrets.ts";
import { storeBot } from "./store.ts";
import { askTelegram } from "./telegram.ts";

const isAway = ({ code }: AppError) => code === "telegram_unreachable" || code === "telegram_out_of_reach";

/**
 * Stores the bot of `token` unless some tenant already has it; an existing bot keeps its token. If Telegram is
 * unreachable, a worker fills in name and username later.
 * @throws AppError "bot_token_refused" if Telegram refuses the token.
 */
export async function importBot(context: Context, token: string, prompt = ""): Promise<void> {
  if (await db.bot.findFirst({ where: { tokenIndex: { in: indexesOf(token) } }, select: { id: true } }))
    return;
  const identity = await askTelegram(token).catch((error) => {
    if (!(error instanceof AppError && isAway(error))) throw error;
    const telegramId = Number(token.split(":")[0]);
    return { telegramId, username: `bot${telegramId}`, name: `Bot ${telegramId}` };
  });
  try {
    await storeBot(context, "bot.import", token, identity, prompt);
  } catch (error) {
    // A concurrent start imported it, or the bot exists with another token.
    if (!isDuplicate(error)) throw error;
  }
}
