// Writes a bot's state for its page: the latest one, once, however long the database refuses it.
import { setTimeout as sleep } from "node:timers/promises";
import type { BotState } from "#generated/enums.ts";
import { log } from "#lib/log.ts";
import { type BotClaim, reportState } from "../../queue/bot-leases.ts";

const RETRY_MS = 1_000;

interface Reported {
  state: BotState;
  detail: string | null;
}

/** @param onWorking called whenever the bot begins to work */
export function stateReporter(claim: BotClaim, onWorking: () => void) {
  const { botId } = claim;
  let latest: Reported | null = null;
  let written: Reported | null = null;
  let writing: Promise<void> | null = null;
  const stopping = new AbortController();

  async function write(): Promise<void> {
    while (latest && latest !== written && !stopping.signal.aborted) {
      const { state, detail } = latest;
      const next = latest;
      try {
        await reportState(claim, state, detail);
        written = next;
      } catch {
        await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    /** Never throws and never waits. */
    report(state: BotState, detail: string | null): void {
      if (latest?.state === state && latest.detail === detail) return;
      if (state !== "working") log.warn({ botId, state, detail }, "a bot needs attention");
      const begins = state === "working" && latest?.state !== "working";
      latest = { state, detail };
      if (begins) onWorking();
      writing ??= write().finally(() => {
        writing = null;
      });
    },
    /** Gives up what is not written. */
    async stop(): Promise<void> {
      stopping.abort();
      await writing;
    },
  };
}
