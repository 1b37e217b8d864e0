import { notFound } from "next/navigation";
import { cache } from "react";
import { type BotSettingsView, getBotSettings } from "#lib/bots/settings-view.ts";
import type { Context } from "#lib/context.ts";

/** Read once per request. 404 where the tenant has no such bot. */
export const botSettingsOf = cache(async (context: Context, id: string): Promise<BotSettingsView> => {
  const bot = await getBotSettings(context, id);
  if (!bot) notFound();
  return bot;
});
