// Webhooks: an opaque path for each bot, a secret compared in constant time, 200 only after it is stored.
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Update } from "telegraf/types";
import { env } from "#lib/env.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { updates as stored } from "../../metrics.ts";
import { store } from "../../queue/inbox.ts";
import { isUpdate } from "../../queue/payload.ts";
import { callApi } from "../call.ts";
import { clientOf } from "../client.ts";
import { allowedUpdates, type Intake, intakeFaultOf, type OnState, type OnStored } from "./intake.ts";

export const WEBHOOK_PREFIX = "/telegram/";
const BODY_LIMIT = 4 * 1024 * 1024;

/** Telegram accepts https only. */
export const usesWebhooks = (): boolean => env().PUBLIC_URL.startsWith("https:");

async function setWebhook(bot: BotConfig, signal: AbortSignal): Promise<void> {
  const payload = {
    url: `${env().PUBLIC_URL}${WEBHOOK_PREFIX}${bot.webhookPath}`,
    secret_token: bot.webhookSecret,
    allowed_updates: allowedUpdates,
    max_connections: 40,
  };
  await callApi(clientOf(bot).telegraf.telegram, "setWebhook", payload, signal, 30_000);
}

/** The worker that runs the bot registers its address with Telegram; retries if that fails. */
export function startWebhook(bot: BotConfig, onState: OnState): Intake {
  const stopping = new AbortController();
  const { signal } = stopping;
  const done = (async () => {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await setWebhook(bot, signal);
        return await onState("working", null);
      } catch (error) {
        if (signal.aborted) return;
        const { state, detail, waitMs } = intakeFaultOf(error, failures);
        await onState(state, detail).catch(() => undefined);
        await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
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
    const update: unknown = JSON.parse(body ?? "");
    return isUpdate(update) ? update : null;
  } catch {
    return null;
  }
}

/** Handles webhook calls of all bots. */
export function webhookHandler(live: LiveConfig, onStored: OnStored) {
  let byPath = new Map<string, BotConfig>();
  const index = () => {
    byPath = new Map([...live.bots()].map((bot) => [bot.webhookPath, bot]));
  };
  index();
  live.onChange(index);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const bot = byPath.get((request.url ?? "").slice(WEBHOOK_PREFIX.length));
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
    onStored(bot, [update]);
    response.writeHead(200).end();
  };
}
