// Telegraf for contexts, composition and calls; never its loop (TELEGRAM.md says why).
import { Agent } from "node:https";
import { Telegraf } from "telegraf";
import { env } from "#lib/env.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { compose } from "./commands/commands.ts";
import { Governor } from "./reply/governor.ts";

export interface Client {
  telegraf: Telegraf;
  governor: Governor;
}

/** One for all bots: thousands of pollers share its sockets. */
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const clients = new Map<string, { token: string; name: string; client: Client }>();

/** The client of a bot, made once per token. */
export function clientOf(bot: BotConfig): Client {
  const kept = clients.get(bot.id);
  if (kept?.token === bot.token && kept.name === bot.username) return kept.client;
  const apiRoot = env().TELEGRAM_API_ROOT;
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
  const client = { telegraf, governor: kept?.client.governor ?? new Governor() };
  clients.set(bot.id, { token: bot.token, name: bot.username, client });
  return client;
}

/** The command menu in each language; a server that does not know it keeps no bot from answering. */
export async function setCommands(
  bot: BotConfig,
  menus: readonly { commands: object[]; language_code?: string }[],
) {
  const { telegram } = clientOf(bot).telegraf;
  for (const { commands, language_code } of menus) {
    await telegram
      .setMyCommands(commands as never, language_code ? { language_code: language_code as never } : {})
      .catch((error: Error) => log.debug({ botId: bot.id, reason: error.message }, "command menu not set"));
  }
}
