// What the pages of a bot's settings show. No token and no secret is returned.
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { isLocale, type Locale, type Tongue } from "../messages/locales.ts";
import { authorise } from "../people/can.ts";
import { open } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { allowancesFrom } from "./allowances.ts";
import { type BotSettings, defaultLocaleOf, settingsFrom } from "./settings.ts";
import { askDelivery } from "./telegram.ts";
import type { Allowances } from "./usual-allowances.ts";
import { usesWebhook, type WebhookFault, webhookFault } from "./webhooks.ts";

export interface BotSettingsView extends BotSettings {
  id: string;
  name: string;
  username: string;
  allowances: Allowances;
  /** The tenant's language, if it is one of the bots'. */
  tenantLocale: Locale;
  /** The language of people whose language is unknown. */
  defaultLocale: Tongue;
  /** Why Telegram cannot call this server; null: it can. */
  webhookFault: WebhookFault | null;
  /** Whether its updates are to arrive by webhook. */
  usesWebhook: boolean;
}

/** @returns null if the tenant has no such bot. */
export async function getBotSettings(context: Context, id: string): Promise<BotSettingsView | null> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  if (!isUuid(id)) return null;
  const bot = await tenantDb(context).bot.findFirst({
    where: { tenantId, id },
    select: {
      ...{ name: true, username: true, allowances: true, speech: true, commands: true },
      ...{ groups: true, intake: true, memory: true, knowledge: true, tenant: { select: { locale: true } } },
    },
  });
  if (!bot) return null;
  const { name, username, tenant } = bot;
  const settings = settingsFrom(bot);
  const { PUBLIC_URL } = env();
  return {
    ...{ id, name, username, ...settings },
    allowances: allowancesFrom(bot.allowances),
    tenantLocale: isLocale(tenant.locale) ? tenant.locale : "uz",
    defaultLocale: defaultLocaleOf(settings.speech, tenant.locale),
    webhookFault: webhookFault(PUBLIC_URL),
    usesWebhook: usesWebhook(settings.intake, PUBLIC_URL),
  };
}

export interface BotDelivery {
  /** What Telegram calls: nothing, this server, or another one, which then takes the bot's messages. */
  webhook: "none" | "ours" | "foreign";
  /** The host that it calls; the path stays secret. */
  host: string | null;
  /** Messages that wait at Telegram. */
  pending: number;
  /** Why Telegram's last call failed. */
  lastError: { at: Date; message: string } | null;
  /** False: Telegram passes on only what a group addresses to the bot. */
  readsGroups: boolean;
}

/**
 * Asks Telegram how the bot's messages arrive.
 * @throws AppError "not_found", "bot_token_refused", "telegram_unreachable" or "telegram_out_of_reach"
 */
export async function readDelivery(context: Context, id: string): Promise<BotDelivery> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const bot = await tenantDb(context).bot.findFirst({
    where: { tenantId, id },
    select: { token: true, webhookPath: true },
  });
  if (!bot) throw new AppError("not_found");
  const { readsGroups, webhook } = await askDelivery(tokenOf(bot.token, tenantId, id));
  const { url, pending_update_count: pending, last_error_date: at, last_error_message: message } = webhook;
  return {
    webhook: url === "" ? "none" : url.endsWith(`/${bot.webhookPath}`) ? "ours" : "foreign",
    host: URL.canParse(url) ? new URL(url).host : null,
    pending,
    lastError: at && message ? { at: new Date(at * 1_000), message } : null,
    readsGroups,
  };
}

/** One that cannot be decrypted is as good as refused. */
function tokenOf(sealed: string, tenantId: string, rowId: string): string {
  try {
    return open(sealed, { tenantId, table: "Bot", rowId, column: "token" });
  } catch {
    throw new AppError("bot_token_refused");
  }
}
