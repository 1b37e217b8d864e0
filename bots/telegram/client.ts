// Telegraf for contexts and composition; not its polling loop and its HTTP client (docs/telegram.md says why).
import pRetry from "p-retry";
import { Telegraf } from "telegraf";
import { env } from "#lib/env.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { locales } from "#lib/messages/locales.ts";
import { callApi, callUnlessUnknown, isTokenRefused } from "./call.ts";
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
  /** Ends the retries of the menu that is under way. */
  newMenu: AbortController;
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
  kept?.client.newMenu.abort();
  const client = {
    telegraf,
    pacer: kept?.client.pacer ?? new Pacer(),
    menu: "",
    introducing: Promise.resolve(),
    newMenu: new AbortController(),
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
  clients.get(botId)?.client.newMenu.abort();
  clients.delete(botId);
}

/** Between two tries of a menu that Telegram refused: the first and the longest wait. */
const MENU_WAITS_MS = { minTimeout: 1_000, maxTimeout: 3_600_000 };

/**
 * Sets the command menu in each language, whenever it has changed: one call after the other for each bot, so that the
 * newest menu is the last. What Telegram refuses is tried again, ever more rarely, until it is set or a newer menu takes
 * its place. Optional: a server that lacks the method is ignored.
 * @returns when it is set, or given up for a newer one
 */
export function introduce(bot: BotConfig, signal: AbortSignal): Promise<void> {
  const client = clientOf(bot);
  const { speech, commands, locale, staff } = bot;
  // All that a menu is made of; called for each bot of a tenant at each of its changes.
  const name = JSON.stringify([speech.languages, commands, locale, staff !== null]);
  if (client.menu === name) return client.introducing;
  client.menu = name;
  client.newMenu.abort();
  client.newMenu = new AbortController();
  const { signal: newer } = client.newMenu;
  const { telegram } = client.telegraf;
  async function set(): Promise<void> {
    for (const menu of menus(bot)) await callUnlessUnknown(telegram, "setMyCommands", menu, signal);
    for (const language_code of locales.filter((each) => !speech.languages.includes(each)))
      await callUnlessUnknown(telegram, "deleteMyCommands", { language_code }, signal);
  }
  const options = {
    ...{ retries: Number.POSITIVE_INFINITY, factor: 2, randomize: true, unref: true, signal: newer },
    ...MENU_WAITS_MS,
    onFailedAttempt: ({ error, attemptNumber }: { error: Error; attemptNumber: number }) =>
      log.debug({ botId: bot.id, attemptNumber, reason: error.message }, "the menu was not set, retrying"),
  };
  client.introducing = client.introducing
    .then(() => pRetry(set, options))
    // Only a newer menu ends it.
    .catch(() => undefined);
  return client.introducing;
}
