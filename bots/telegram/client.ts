// Telegraf for contexts, composition and calls; never its loop (docs/telegram.md says why).
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
  /** Whether its command menu was set. */
  introduced: boolean;
}

/** One for all bots: thousands of pollers share its sockets. */
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const clients = new Map<string, { token: string; name: string; client: Client }>();

/** The client of a bot, made once per token. */
export function clientOf(bot: BotConfig): Client {
  const kept = clients.get(bot.id);
  if (kept?.token === bot.token && kept.name === bot.username) return kept.client;
  const apiRoot = `${env().TELEGRAM_API_ROOT}/`;
  const telegraf = new Telegraf(bot.token, {
    // Ours ends a turn: a time-out of Telegraf's would leave the handler running.
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
  // What a handler throws is the turn's failure: it decides, not Telegraf.
  telegraf.catch((error) => {
    throw error;
  });
  compose(telegraf);
  const client = { telegraf, pacer: kept?.client.pacer ?? new Pacer(), introduced: false };
  clients.set(bot.id, { token: bot.token, name: bot.username, client });
  return client;
}

/** For a bot that is no more. */
export function forgetClient(botId: string): void {
  clients.delete(botId);
}

/** Sets the command menu in each language, once; a server that does not know it keeps no bot from answering. */
export async function introduce(bot: BotConfig, signal: AbortSignal): Promise<void> {
  const client = clientOf(bot);
  if (client.introduced) return;
  client.introduced = true;
  for (const menu of menus(localeOf(bot.locale)))
    await callIfKnown(client.telegraf.telegram, "setMyCommands", menu, signal);
}
