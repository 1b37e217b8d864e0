// A bot from the environment: stored even where Telegram cannot be asked just now.
import { randomBytes, randomUUID } from "node:crypto";
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { db, isDuplicate } from "../db.ts";
import { AppError } from "../errors.ts";
import { indexOf, last4, seal } from "../secrets.ts";
import { askTelegram } from "./telegram.ts";

/**
 * Stores the bot of `token` once, in whichever tenant it is first; a bot that is there keeps the token it has.
 * Where Telegram cannot be reached, name and username follow when a worker reaches it.
 * @throws AppError "bot_token_refused" where Telegram does not know the token.
 */
export async function importBot(context: Context, token: string, prompt = ""): Promise<void> {
  if (await db.bot.findUnique({ where: { tokenIndex: indexOf(token) }, select: { id: true } })) return;
  const { tenantId } = context;
  const identity = await askTelegram(token).catch((error) => {
    if (error instanceof AppError && error.code === "telegram_unreachable") return null;
    throw error;
  });
  const telegramId = identity?.telegramId ?? Number(token.split(":")[0]);
  const id = randomUUID();
  const place = { tenantId, table: "Bot", rowId: id } as const;
  const known = {
    username: identity?.username ?? `bot${telegramId}`,
    name: identity?.name ?? `Bot ${telegramId}`,
  };
  try {
    await change(
      context,
      { action: "bot.import", target: id, detail: { username: known.username } },
      async (tx) => {
        await tx.bot.create({
          data: {
            id,
            tenantId,
            telegramId,
            ...known,
            prompt,
            token: seal(token, { ...place, column: "token" }),
            tokenIndex: indexOf(token),
            tokenLast4: last4(token),
            webhookPath: randomBytes(16).toString("hex"),
            webhookSecret: seal(randomBytes(32).toString("hex"), { ...place, column: "webhookSecret" }),
          },
        });
        await tx.botLease.create({ data: { botId: id, tenantId, state: "starting" } });
      },
    );
  } catch (error) {
    // Another start imported it at the same moment, or the bot is there under another token.
    if (!isDuplicate(error)) throw error;
  }
}
