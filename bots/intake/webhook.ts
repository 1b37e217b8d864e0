// Webhooks: an opaque path for each bot, a secret compared in constant time, 200 only after it is stored.
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Update } from "telegraf/types";
import { env } from "#lib/env.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { clientOf } from "../client.ts";
import { store } from "../inbox.ts";
import { updates as stored } from "../metrics.ts";
import { callApi } from "../reply/send.ts";
import { allowedUpdates } from "./poller.ts";

export const WEBHOOK_PREFIX = "/telegram/";
const BODY_LIMIT = 4 * 1024 * 1024;

/** Telegram takes https only. */
export const usesWebhooks = (): boolean => env().PUBLIC_URL.startsWith("https:");

export async function setWebhook(bot: BotConfig): Promise<void> {
  await callApi(clientOf(bot).telegraf.telegram, "setWebhook", {
    url: `${env().PUBLIC_URL}${WEBHOOK_PREFIX}${bot.webhookPath}`,
    secret_token: bot.webhookSecret,
    allowed_updates: allowedUpdates,
    max_connections: 40,
  });
}

function sameSecret(given: string | string[] | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(String(given ?? "")), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(body: string | null): Update | null {
  try {
    const update = JSON.parse(body ?? "") as Update;
    return Number.isInteger(update.update_id) ? update : null;
  } catch {
    return null;
  }
}

/** Answers a webhook call. `onStored` is called where something new lies in the inbox. */
export function webhookHandler(live: LiveConfig, onStored: () => void) {
  let byPath = new Map<string, BotConfig>();
  const index = () => {
    byPath = new Map([...live.bots()].map((bot) => [bot.webhookPath, bot]));
  };
  index();
  live.onChange(index);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const bot = byPath.get(request.url!.slice(WEBHOOK_PREFIX.length));
    const secret = request.headers["x-telegram-bot-api-secret-token"];
    if (!bot?.enabled || !sameSecret(secret, bot.webhookSecret)) return void response.writeHead(404).end();
    const update = parse(await bodyOf(request));
    if (!update) return void response.writeHead(400).end();
    try {
      if (!(await store(bot.id, [update], null))) return void response.writeHead(404).end();
    } catch {
      // Not acknowledged: Telegram delivers it again.
      return void response.writeHead(503).end();
    }
    stored.inc();
    onStored();
    response.writeHead(200).end();
  };
}
