// For how long an operator's silence keeps a bot out of a conversation that was taken over.
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

/** Minutes. */
export const SILENCE_MAX = 1_440;

export interface BotSilence {
  id: string;
  name: string;
  minutes: number;
}

export async function readSilences(context: Context): Promise<BotSilence[]> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const bots = await tenantDb(context).bot.findMany({
    where: { tenantId },
    select: { id: true, name: true, takeoverMinutes: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return bots.map(({ takeoverMinutes: minutes, ...bot }) => ({ ...bot, minutes }));
}

/** From the next takeover or message of an operator on. @throws AppError "not_found" or "invalid" */
export async function setSilence(context: Context, id: string, minutes: number): Promise<void> {
  authorise(context, "runBots");
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > SILENCE_MAX) throw new AppError("invalid");
  const { tenantId } = context;
  const where = { tenantId_id: { tenantId, id } };
  await tenantDb(context).$transaction(async (tx) => {
    const before = await tx.bot.findUnique({ where, select: { takeoverMinutes: true } });
    if (!before) throw new AppError("not_found");
    await tx.bot.update({ where, data: { takeoverMinutes: minutes } });
    await record(tx, context, {
      ...{ action: "bot.takeover", target: id, before },
      after: { takeoverMinutes: minutes },
    });
  });
}
