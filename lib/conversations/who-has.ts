// Who has a conversation now, for an operator who takes it from them.
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

/** @returns id of the member; null: the bot answers */
export async function whoHas(context: Context, conversationId: string): Promise<string | null> {
  authorise(context, "handleConversations");
  const { tenantId } = context;
  const found = await tenantDb(context).conversation.findFirst({
    where: { tenantId, id: conversationId, takenUntil: { gt: new Date() } },
    select: { takenBy: true },
  });
  return found?.takenBy ?? null;
}
