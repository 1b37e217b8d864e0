// One bot's long poll: asks Telegram, stores, and only then moves the offset. Never ends by an error.
import { setTimeout as sleep } from "node:timers/promises";
import { TelegramError } from "telegraf";
import type { Update } from "telegraf/types";
import type { BotState } from "#generated/enums.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { clientOf } from "../client.ts";
import { type Holder, store } from "../inbox.ts";
import type { BotClaim } from "../leases.ts";
import { updates as stored } from "../metrics.ts";
import { callApi } from "../reply/send.ts";

export interface Poller {
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

interface Options {
  bot: BotConfig;
  claim: BotClaim;
  holder: Holder;
  /** Something new lies in the inbox. */
  onStored(): void;
  /** How the bot is, with what Telegram said where that is not well. */
  onState(state: BotState, detail: string | null): Promise<void>;
  /** The lease is another worker's by now. */
  onLost(): void;
}

export const allowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member"];
const LONG_POLL_SECONDS = 50;
/** A half-open socket would stay deaf for ever. */
const DEAF_MS = 65_000;
const CONFLICT_MS = 10_000;
const REFUSED_MS = 60_000;
const PATIENCE_MS = 30_000;

interface Trouble {
  state: BotState;
  detail: string;
  waitMs: number;
}

/** What an error of getUpdates means for the bot. */
export function troubleOf(error: unknown, failures: number): Trouble {
  const backOff = Math.min(500 * 2 ** failures, PATIENCE_MS);
  if (error instanceof TelegramError) {
    const { code, description: detail } = error;
    if (code === 401 || code === 404) return { state: "unauthorized", detail, waitMs: REFUSED_MS };
    if (code === 409) return { state: "conflict", detail, waitMs: CONFLICT_MS };
    if (code === 429)
      return { state: "working", detail, waitMs: 1_000 * (error.parameters?.retry_after ?? 1) };
    return { state: "unreachable", detail, waitMs: backOff };
  }
  // Network errors of the client quote the address, and with it the token: only their code is kept.
  const { code, type } = error as { code?: string; type?: string };
  return { state: "unreachable", detail: code ?? type ?? "no answer", waitMs: backOff };
}

export function startPoller({ bot, claim, holder, onStored, onState, onLost }: Options): Poller {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { telegram } = clientOf(bot).telegraf;
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);

  /** Stores however long the database is away: Telegram keeps what is not acknowledged. */
  async function keep(batch: Update[]): Promise<boolean> {
    for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
      try {
        return await store(bot.id, batch, holder);
      } catch (error) {
        if (signal.aborted) return false;
        log.warn(
          { botId: bot.id, reason: (error as Error).message },
          "updates could not be stored, trying again",
        );
        await pause(wait);
      }
    }
  }

  const done = (async () => {
    let offset = claim.nextUpdate;
    let failures = 0;
    let webhookGone = false;
    while (!signal.aborted) {
      try {
        if (!webhookGone) await callApi(telegram, "deleteWebhook", {}, signal).catch(ignoreUnknownMethod);
        webhookGone = true;
        const payload = { offset, limit: 100, timeout: LONG_POLL_SECONDS, allowed_updates: allowedUpdates };
        const limit = AbortSignal.any([signal, AbortSignal.timeout(DEAF_MS)]);
        const asking = callApi<Update[]>(telegram, "getUpdates", payload, limit);
        // A poll that is not refused at once is one that works.
        const settled = setTimeout(() => void onState("working", null).catch(() => undefined), 1_000);
        const batch = await asking.finally(() => clearTimeout(settled));
        failures = 0;
        if (batch.length === 0) continue;
        if (!(await keep(batch))) {
          if (!signal.aborted) onLost();
          return;
        }
        offset = batch.at(-1)!.update_id + 1;
        stored.inc(batch.length);
        onStored();
        await onState("working", null).catch(() => undefined);
      } catch (error) {
        if (signal.aborted) return;
        const { state, detail, waitMs } = troubleOf(error, failures++);
        if (state === "conflict") webhookGone = false;
        await onState(state, detail).catch(() => undefined);
        await pause(waitMs);
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

function ignoreUnknownMethod(error: unknown): void {
  if (!(error instanceof TelegramError && error.code === 404)) throw error;
}
