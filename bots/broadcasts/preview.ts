// Sends a broadcast to the member who asked for it, as their people will see it.

import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import { clientOf } from "../telegram/client.ts";
import { deliver } from "./deliver.ts";
import { type BroadcastMessage, callFor } from "./message.ts";
import type { BroadcastClaim } from "./runs.ts";

/** Never throws for Telegram's sake: what it says is shown to the member. */
export async function sendPreview(
  { tenantId, broadcastId }: BroadcastClaim,
  message: BroadcastMessage,
  bot: BotConfig,
): Promise<void> {
  const { testChatId: chatId } = message;
  if (chatId === null) return;
  const conversation = await tenantDb({ tenantId }).conversation.findFirst({
    where: { tenantId, botId: bot.id, chatId },
    select: { title: true, locale: true },
  });
  const member = { chatId, name: conversation?.title ?? "", locale: conversation?.locale ?? null };
  const delivery = await deliver(clientOf(bot), callFor(message, member, bot));
  const testError = delivery.kind === "sent" ? null : "reason" in delivery ? delivery.reason : delivery.kind;
  await tenantDb({ tenantId }).broadcast.updateMany({
    where: { tenantId, id: broadcastId },
    data: { testChatId: null, testError, testedAt: new Date() },
  });
}
