// One bot's long poll: asks Telegram, stores, and only then moves the offset. No error ends it.
import { setTimeout as sleep } from "node:timers/promises";
import { TelegramError } from "telegraf";
import type { Update } from "telegraf/types";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { updates as stored } from "../../metrics.ts";
import type { BotClaim } from "../../queue/bot-leases.ts";
import { reasonOf } from "../../queue/database.ts";
import { storeOrBury } from "../../queue/dead-letters.ts";
import type { Holder } from "../../queue/inbox.ts";
import { callApi } from "../call.ts";
import { clientOf, noteToken } from "../client.ts";
import { allowedUpdates, type Inbox, type Intake, intakeFaultOf, isWanted, type OnState } from "./intake.ts";

interface Options {
  bot: BotConfig;
  claim: BotClaim;
  holder: Holder;
  inbox: Inbox;
  onState: OnState;
  /** The lease was lost. */
  onLost(): void;
}

const LONG_POLL_SECONDS = 50;
/** Time limit of a poll, since a half-open socket never answers. */
const DEAF_MS = 65_000;
const CALL_MS = 30_000;
/** A conflict is over when nobody has disturbed the poll for this long: other programs pause between their tries too. */
const CALM_MS = 15_000;
/** Longest pause between two tries to store. */
const STORE_AGAIN_MS = 2_000;

export function startPoller({ bot, claim, holder, inbox, onState, onLost }: Options): Intake {
  const stopping = new AbortController();
  const { signal } = stopping;
  const client = clientOf(bot);
  const { telegram } = client.telegraf;
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);

  /**
   * Stores however long the database is away or refuses: Telegram keeps what is not acknowledged.
   * @returns the stored ones; null: the lease is lost, or the poller is stopped
   */
  async function keep(batch: readonly Update[]): Promise<Update[] | null> {
    for (let failures = 0; ; failures++) {
      try {
        return await storeOrBury(bot.id, batch, holder, inbox.storing(bot));
      } catch (error) {
        if (signal.aborted) return null;
        onState("not_stored", reasonOf(error));
        await pause(Math.min(100 * 2 ** failures, STORE_AGAIN_MS));
        if (signal.aborted) return null;
      }
    }
  }

  const done = (async () => {
    let offset = claim.nextUpdate;
    let failures = 0;
    let webhookGone = false;
    let calmAt = 0;
    let working = false;
    const works = () => {
      if (performance.now() < calmAt) return;
      working = true;
      onState("working", null);
    };
    let settling: ReturnType<typeof setTimeout> | undefined;
    /** Again if it fires early: Node counts a timer's time from the start of the loop's turn. */
    const settle = () => {
      const early = calmAt - performance.now();
      if (early > 0) settling = setTimeout(settle, early + 1);
      else works();
    };
    while (!signal.aborted) {
      try {
        await claim.hold.untilSure(signal);
        if (!webhookGone)
          await callApi(telegram, "deleteWebhook", {}, signal, CALL_MS).catch(ignoreUnknownMethod);
        webhookGone = true;
        const payload = { offset, limit: 100, timeout: LONG_POLL_SECONDS, allowed_updates: allowedUpdates };
        const asking = callApi<Update[]>(telegram, "getUpdates", payload, signal, DEAF_MS);
        // A poll that is not refused within a second works. A timer for each of thousands of polls is spared while that is known.
        if (!working) settling = setTimeout(settle, Math.max(1_000, calmAt - performance.now() + 1));
        const batch = await asking.finally(() => clearTimeout(settling));
        failures = 0;
        noteToken(client, false);
        if (batch.length === 0) continue;
        const ids = batch.map(({ update_id }) => update_id).filter(Number.isSafeInteger);
        const wanted = batch.filter(isWanted);
        const kept = wanted.length > 0 ? await keep(wanted) : [];
        if (!kept) {
          if (!signal.aborted) onLost();
          return;
        }
        // Also back: after a week without updates their numbers begin anew, and another server has others (docs/telegram.md).
        if (ids.length > 0) offset = Math.max(...ids) + 1;
        stored.inc(kept.length);
        inbox.arrived(bot.id, kept);
        // Without an id to move past, the same updates would come at once, and for ever.
        if (ids.length === 0) throw new Error("updates without an id");
        works();
      } catch (error) {
        if (signal.aborted) return;
        const { state, detail, waitMs } = intakeFaultOf(error, failures++);
        working = false;
        if (state === "conflict") {
          webhookGone = false;
          calmAt = performance.now() + CALM_MS;
        }
        if (state === "unauthorized") noteToken(client, true);
        onState(state, detail);
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
