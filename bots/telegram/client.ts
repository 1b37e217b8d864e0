// Telegraf for contexts and composition; not its polling loop and its HTTP client (docs/telegram.md says why).
import { Telegraf } from "telegraf";
import { env } from "#lib/env.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { locales } from "#lib/messages/locales.ts";
import { callApi, callIfKnown, isTokenRefused } from "./call.ts";
import { handlers } from "./commands/commands.ts";
import { menus } from "./commands/menu.ts";
import { Pacer } from "./pacer.ts";
import { callerOf } from "./transport.ts";

export interface Client {
  telegraf: Telegraf;
  pacer: Pacer;
  /** What the command menu was made of, as JSON; empty: none was set. */
  menu: string;
  /** The calls that set it; never rejects. */
  introducing: Promise<void>;
  /** Resolves to whether Telegram refused the token then; null: it has never refused it. */
  refusal: { at: number; known: Promise<boolean> } | null;
}

/** A refused token is tried again after this, once for all chats of the bot. */
export const REFUSED_MS = 10_000;

const clients = new Map<string, { token: string; name: string; client: Client }>();

/** The client of a bot, created once per token. */
export function clientOf(bot: BotConfig): Client {
  const kept = clients.get(bot.id);
  if (kept?.token === bot.token && kept.name === bot.username) return kept.client;
  const apiRoot = `${env().TELEGRAM_API_ROOT}/`;
  const telegraf = new Telegraf(bot.token, {
    // No Telegraf time-out: it would leave the handler running. The turn's signal ends it.
    handlerTimeout: Number.POSITIVE_INFINITY,
    telegram: { apiRoot, webhookReply: false },
  });
  telegraf.telegram.callApi = callerOf(bot.token, apiRoot);
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
  telegraf.use(handlers);
  const client = {
    telegraf,
    pacer: kept?.client.pacer ?? new Pacer(),
    menu: "",
    introducing: Promise.resolve(),
    refusal: null,
  };
  clients.set(bot.id, { token: bot.token, name: bot.username, client });
  return client;
}

/** Telegram refused the token, or accepted it again. */
export function noteToken(client: Client, refused: boolean): void {
  client.refusal = refused ? { at: performance.now(), known: Promise.resolve(true) } : null;
}

/**
 * Whether Telegram refuses the token now, so that nothing is asked or sent in vain. Calls Telegram only if it has
 * refused the token before, and at most every REFUSED_MS.
 */
export async function refusesToken(client: Client): Promise<boolean> {
  const { refusal } = client;
  if (!refusal) return false;
  if (performance.now() - refusal.at < REFUSED_MS) return refusal.known;
  const { signal } = new AbortController();
  const known = callApi(client.telegraf.telegram, "getMe", {}, signal, 10_000).then(
    () => false,
    isTokenRefused,
  );
  const asked = { at: performance.now(), known };
  client.refusal = asked;
  const refused = await known;
  if (!refused && client.refusal === asked) client.refusal = null;
  return refused;
}

/** Drops the client of a removed bot. */
export function forgetClient(botId: string): void {
  clients.delete(botId);
}

/**
 * Sets the command menu in each language, whenever it has changed: one call after the other for each bot, so that the
 * newest menu is the last. Optional: a server that lacks the method is ignored.
 */
export function introduce(bot: BotConfig, signal: AbortSignal): Promise<void> {
  const client = clientOf(bot);
  const { speech, commands, locale } = bot;
  // All that a menu is made of; called for each bot of a tenant at each of its changes.
  const name = JSON.stringify([speech.languages, commands, locale]);
  if (client.menu === name) return client.introducing;
  client.menu = name;
  const { telegram } = client.telegraf;
  client.introducing = client.introducing.then(async () => {
    // A newer one waits behind this.
    if (client.menu !== name) return;
    for (const menu of menus(bot)) await callIfKnown(telegram, "setMyCommands", menu, signal);
    for (const language_code of locales.filter((each) => !speech.languages.includes(each)))
      await callIfKnown(telegram, "deleteMyCommands", { language_code }, signal);
  });
  return client.introducing;
}
