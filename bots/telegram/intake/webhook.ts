// Webhooks: an opaque path for each bot, a secret compared in constant time, 200 only after it is stored.
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Update } from "telegraf/types";
import { env } from "#lib/env.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { updates as stored } from "../../metrics.ts";
import { reportNotStored } from "../../queue/bot-leases.ts";
import { reasonOf } from "../../queue/database.ts";
import { storeOrBury } from "../../queue/dead-letters.ts";
import { callApi } from "../call.ts";
import { clientOf } from "../client.ts";
import { allowedUpdates, type Inbox, type Intake, intakeFaultOf, isWanted, type OnState } from "./intake.ts";

export const WEBHOOK_PREFIX = "/telegram/";
const BODY_LIMIT = 4 * 1024 * 1024;

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
        return onState("working", null);
      } catch (error) {
        if (signal.aborted) return;
        const { state, detail, waitMs } = intakeFaultOf(error, failures);
        onState(state, detail);
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

/** @returns the update, whatever its kind; null: the body is none */
function parse(body: string | null): Update | null {
  try {
    const update: Update | null = JSON.parse(body ?? "");
    return Number.isSafeInteger(update?.update_id) ? update : null;
  } catch {
    return null;
  }
}

/** Handles webhook calls of all bots. */
export function webhookHandler(live: LiveConfig, inbox: Inbox) {
  let byPath = new Map<string, BotConfig>();
  const index = () => {
    byPath = new Map([...live.bots()].map((bot) => [bot.webhookPath, bot]));
  };
  index();
  live.onChange(index);

  /** Bots whose state is being written. A write that fails is repeated at the next failure. */
  const reporting = new Set<string>();
  const notStored = (botId: string, reason: string) => {
    log.warn({ botId, reason }, "an update is not stored: Telegram will deliver it again");
    if (reporting.has(botId)) return;
    reporting.add(botId);
    void reportNotStored(botId, reason)
      .catch(() => undefined)
      .finally(() => reporting.delete(botId));
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const bot = byPath.get((request.url ?? "").slice(WEBHOOK_PREFIX.length));
    const secret = request.headers["x-telegram-bot-api-secret-token"];
    const refuse = (status: number): void => {
      // What remains of a body is not read.
      response.shouldKeepAlive = false;
      response.writeHead(status).end();
    };
    if (!bot?.enabled || !sameSecret(secret, bot.webhookSecret)) return refuse(404);
    if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) return refuse(413);
    const update = parse(await bodyOf(request));
    if (!update) return refuse(400);
    if (!isWanted(update)) return void response.writeHead(200).end();
    let kept: Update[] | null;
    try {
      kept = await storeOrBury(bot.id, [update], null, inbox.storing(bot));
    } catch (error) {
      // Not acknowledged: Telegram delivers it again.
      notStored(bot.id, reasonOf(error));
      return void response.writeHead(503).end();
    }
    if (!kept) return void response.writeHead(404).end();
    stored.inc(kept.length);
    inbox.arrived(bot.id, kept);
    response.writeHead(200).end();
  };
}
