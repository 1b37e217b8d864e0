// Methods about updates: getUpdates and webhooks.
import { badRequest } from "../types.ts";
import { webhookIsActive, webhookTookOver } from "../updates.ts";
import { Webhook } from "../webhook.ts";
import type { Call, Method } from "./method.ts";

const maxPollSeconds = 50;

const clamp = (value: number, least: number, most: number, otherwise: number) =>
  Number.isFinite(value) ? Math.min(most, Math.max(least, Math.trunc(value))) : otherwise;

function getUpdates({ bot, params, signal }: Call) {
  if (bot.webhook) throw webhookIsActive();
  bot.updates.allow(params.json<string[]>("allowed_updates"));
  const limit = clamp(params.number("limit"), 0, 100, 100) || 100;
  return bot.updates.poll({
    offset: clamp(params.number("offset"), -1e6, Number.MAX_SAFE_INTEGER, 0),
    limit,
    timeoutMs: clamp(params.number("timeout"), 0, maxPollSeconds, 0) * 1000,
    signal,
  });
}

/** Telegram requires https; the sandbox also accepts plain http on this machine. */
function checkAddress(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed) throw badRequest("bad webhook: invalid webhook URL specified");
  const local = ["127.0.0.1", "localhost", "[::1]"].includes(parsed.hostname);
  if (parsed.protocol !== "https:" && !local)
    throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
  const port = Number(parsed.port || 443);
  if (!local && ![443, 80, 88, 8443].includes(port))
    throw badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
}

function setWebhook(call: Call) {
  const { telegram, bot, params } = call;
  const url = params.text("url");
  if (!url) return deleteWebhook(call);
  checkAddress(url);
  const secret = params.has("secret_token") ? params.text("secret_token") : undefined;
  if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret))
    throw badRequest("secret token contains unallowed characters");
  bot.updates.allow(params.json<string[]>("allowed_updates"));
  if (params.flag("drop_pending_updates")) bot.updates.pending.clear();
  bot.updates.interrupt(webhookTookOver());
  bot.setWebhook(
    new Webhook(bot.updates, {
      url,
      secret,
      maxConnections: clamp(params.number("max_connections"), 1, 100, 40),
      retryMs: telegram.faults.webhookRetryMs,
      carryOut: call.carryOut,
    }),
  );
  return { result: true, description: "Webhook was set" };
}

function deleteWebhook({ bot, params }: Call) {
  const was = bot.webhook;
  bot.setWebhook(null);
  if (params.flag("drop_pending_updates")) bot.updates.pending.clear();
  return { result: true, description: was ? "Webhook was deleted" : "Webhook is already deleted" };
}

function getWebhookInfo({ bot: { webhook, updates } }: Call) {
  const { lastError } = webhook ?? {};
  return {
    url: webhook?.options.url ?? "",
    has_custom_certificate: false,
    pending_update_count: updates.pending.size,
    ...(lastError && { last_error_date: lastError.date, last_error_message: lastError.message }),
    ...(webhook && { max_connections: webhook.options.maxConnections, ip_address: "127.0.0.1" }),
    ...(updates.allowed && { allowed_updates: updates.allowed }),
  };
}

export const updateMethods: Record<string, Method> = {
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  logOut: () => true,
  close: () => true,
};
