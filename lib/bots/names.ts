import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

/** The tenant's bots by name, for selection lists. */
export async function botNames(
  context: Context,
): Promise<{ id: string; name: string; username: string; ownOrder: boolean }[]> {
  authorise(context, "viewAnswers");
  const bots = await tenantDb(context).bot.findMany({
    where: { tenantId: context.tenantId },
    select: { id: true, name: true, username: true, modelList: { select: { id: true } } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return bots.map(({ modelList, ...bot }) => ({ ...bot, ownOrder: modelList !== null }));
}
