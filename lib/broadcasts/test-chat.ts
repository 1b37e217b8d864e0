// The Telegram chat of a member: their account among the staff, or the one that is told of alerts.
import type { Context } from "../context.ts";
import { tenantDb } from "../tenant-db.ts";

/** @returns null: their account is not known */
export async function ownChatOf({ tenantId, actorId: userId }: Pick<Context, "tenantId" | "actorId">) {
  if (userId === null) return null;
  const db = tenantDb({ tenantId });
  const account = await db.staffAccount.findFirst({ where: { tenantId, userId } });
  if (account) return account.telegramId;
  const way = await db.alertWay.findFirst({ where: { tenantId, userId, channel: "telegram" } });
  return way?.chatId ?? null;
}
