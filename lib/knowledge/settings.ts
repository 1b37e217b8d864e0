// How a bot uses what it knows: the column Bot.knowledge.
import { announce } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import type { KnowledgeSwitches } from "./switches.ts";

/** @returns the config version that contains the change @throws AppError "not_found" */
export async function setKnowledge(context: Context, id: string, given: KnowledgeSwitches): Promise<number> {
  authorise(context, "runBots");
  const { tenantId } = context;
  return tenantDb(context).$transaction(async (tx) => {
    const { count } = await tx.bot.updateMany({ where: { tenantId, id }, data: { knowledge: given } });
    if (count === 0) throw new AppError("not_found");
    return announce(tx, tenantId);
  });
}
