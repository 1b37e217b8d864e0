// Telegraf for contexts, composition and calls; not its polling loop (docs/telegram.md says why).
import { Agent } from "node:https";
import { Telegraf } from "telegraf";
import { env } from "#lib/env.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { callIfKnown } from "./call.ts";
import { compose, menus } from "./commands/commands.ts";
import { Pacer } from "./pacer.ts";

export interface Client {
  telegraf: Telegraf;
  pacer: Pacer;
  /** Whether the command menu was set. */
  introduced: boolean;
}

/** One for all bots: thousands of pollers share its sockets. */
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const clients = new Map<string, { token: string; name: string; client: Client }>();

/** The client of a bot, created once per token. */
export function clientOf(bot: BotConfig): Client {
  const kept = clients.get(bot.id);
  if (kept?.token === bot.token && kept.name === bot.username) return kept.client;
  const apiRoot = `${env().TELEGRAM_API_ROOT}/`;
  const telegraf = new Telegraf(bot.token, {
    // No Telegraf time-out: it would leave the handler running. The turn's signal ends it.
    handlerTimeout: Number.POSITIVE_INFINITY,
    telegram: { apiRoot, webhookReply: false, ...(apiRoot.startsWith("https:") ? { agent } : {}) },
  });
  telegraf.botInfo = {
    id: bot.telegramId,
    is_bot: true,
    username: bot.username,
    first_name: bot.name,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
  // Rethrow: the turn decides about a handler's failure, not Telegraf.
  telegraf.catch((error) => {
    throw error;
  });
  compose(telegraf);
  const client = { telegraf, pacer: kept?.client.pacer ?? new Pacer(), introduced: false };
  clients.set(bot.id, { token: bot.token, name: bot.username, client });
  return client;
}

/** Drops the client of a removed bot. */
export function forgetClient(botId: string): void {
  clients.delete(botId);
}

/** Sets the command menu in each language, once per client. Optional: a server that lacks the method is ignored. */
export async function introduce(bot: BotConfig, signal: AbortSignal): Promise<void> {
  const client = clientOf(bot);
  if (client.introduced) return;
  client.introduced = true;
  for (const menu of menus(localeOf(bot.locale)))
    await callIfKnown(client.telegraf.telegram, "setMyCommands", menu, signal);
}
