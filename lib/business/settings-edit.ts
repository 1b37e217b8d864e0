// Changes of what a bot does in connected accounts' chats; each is live in every worker at once.
import type { z } from "zod";
import { type Compare, change } from "../audit.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { BusinessChoice, type BusinessSettings, businessSettingsFrom, NEVER_MAX } from "./settings.ts";

const factsOf = ({ never, week, dates, ...settings }: BusinessSettings) => ({
  ...settings,
  week: JSON.stringify(week),
  dates: JSON.stringify(dates),
  // Names of people are no matter of the record.
  never: never.length,
});

async function edit(
  tx: Tx,
  compare: Compare,
  { tenantId, id }: { tenantId: string; id: string },
  next: (now: BusinessSettings) => BusinessSettings,
): Promise<void> {
  // Locked, so that two edits at once both hold.
  const [row] = await tx.$queryRaw<{ business: unknown }[]>`
    SELECT "business" FROM "Bot" WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${id}::uuid FOR NO KEY UPDATE`;
  if (!row) throw new AppError("not_found");
  const before = businessSettingsFrom(row.business);
  const after = next(before);
  compare(factsOf(before), factsOf(after));
  await tx.bot.update({ where: { tenantId_id: { tenantId, id } }, data: { business: after } });
}

/** @returns the config version that contains the change. @throws AppError "invalid" or "not_found" */
export async function setBusiness(
  context: Context,
  id: string,
  given: z.input<typeof BusinessChoice>,
): Promise<number> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const choice = BusinessChoice.safeParse(given);
  if (!choice.success) throw new AppError("invalid", {}, "business");
  const { version } = await change(context, { action: "bot.business", target: id }, (tx, compare) =>
    edit(tx, compare, { tenantId, id }, ({ never }) => ({ ...choice.data, never })),
  );
  return version;
}

/**
 * Leaves a chat alone from now on, or not any more; what is stored of it stays until its person's data is deleted.
 * @throws AppError "not_found" (the bot or the conversation), or "invalid" (too many)
 */
export async function leaveAlone(
  context: Context,
  id: string,
  conversationId: string,
  leaves: boolean,
): Promise<number> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const { version } = await change(context, { action: "bot.business", target: id }, async (tx, compare) => {
    const chat = await tx.conversation.findFirst({
      where: { tenantId, botId: id, id: conversationId, threadId: { lt: 0 } },
      select: { chatId: true, title: true },
    });
    if (!chat) throw new AppError("not_found");
    await edit(tx, compare, { tenantId, id }, ({ never, ...settings }) => {
      const others = never.filter(({ chatId }) => chatId !== Number(chat.chatId));
      if (leaves && others.length >= NEVER_MAX) throw new AppError("invalid", {}, "never");
      const one = { chatId: Number(chat.chatId), name: chat.title.slice(0, 200) };
      return { ...settings, never: leaves ? [...others, one] : others };
    });
  });
  return version;
}
