// One bot's long poll: asks Telegram, stores, and only then moves the offset. No error ends it.
import { setTimeout as sleep } from "node:timers/promises";
import { TelegramError } from "telegraf";
import type { Update } from "telegraf/types";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { updates as stored } from "../../metrics.ts";
import type { BotClaim } from "../../queue/bot-leases.ts";
import { patiently } from "../../queue/database.ts";
import { type Holder, store } from "../../queue/inbox.ts";
import { callApi } from "../call.ts";
import { clientOf } from "../client.ts";
import { allowedUpdates, type Intake, intakeFaultOf, type OnState, type OnStored } from "./intake.ts";

interface Options {
  bot: BotConfig;
  claim: BotClaim;
  holder: Holder;
  onStored: OnStored;
  onState: OnState;
  /** The lease was lost. */
  onLost(): void;
}

const LONG_POLL_SECONDS = 50;
/** Time limit of a poll, since a half-open socket never answers. */
const DEAF_MS = 65_000;
const CALL_MS = 30_000;

export function startPoller({ bot, claim, holder, onStored, onState, onLost }: Options): Intake {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { telegram } = clientOf(bot).telegraf;
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);

  /** Stores however long the database is away: Telegram keeps what is not acknowledged. */
  async function keep(batch: readonly Update[]): Promise<boolean> {
    try {
      return await patiently(() => store(bot.id, batch, holder), signal);
    } catch (error) {
      if (signal.aborted) return false;
      const { message: reason } = error as Error;
      const [update, ...others] = batch;
      if (!update || others.length === 0) {
        // Postgres rejects this update for good: skip it, so that it does not block the next ones.
        const { update_id: updateId } = update ?? {};
        log.error({ botId: bot.id, updateId, reason }, "an update cannot be stored: left out");
        return true;
      }
      for (const update of batch) if (!(await keep([update]))) return false;
      return true;
    }
  }

  const done = (async () => {
    let offset = claim.nextUpdate;
    let failures = 0;
    let webhookGone = false;
    while (!signal.aborted) {
      try {
        if (!webhookGone)
          await callApi(telegram, "deleteWebhook", {}, signal, CALL_MS).catch(ignoreUnknownMethod);
        webhookGone = true;
        const payload = { offset, limit: 100, timeout: LONG_POLL_SECONDS, allowed_updates: allowedUpdates };
        const asking = callApi<Update[]>(telegram, "getUpdates", payload, signal, DEAF_MS);
        // A poll that is not refused within a second works.
        const settled = setTimeout(() => void onState("working", null).catch(() => undefined), 1_000);
        const batch = await asking.finally(() => clearTimeout(settled));
        failures = 0;
        const last = batch.at(-1);
        if (!last) continue;
        if (!(await keep(batch))) {
          if (!signal.aborted) onLost();
          return;
        }
        offset = last.update_id + 1;
        stored.inc(batch.length);
        onStored(bot, batch);
        await onState("working", null).catch(() => undefined);
      } catch (error) {
        if (signal.aborted) return;
        const { state, detail, waitMs } = intakeFaultOf(error, failures++);
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
