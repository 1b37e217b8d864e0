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

/**
 * @param onWorking called whenever the bot begins to work
 * @param onWritten called after a state is written
 */
export function stateReporter(claim: BotClaim, onWorking: () => void, onWritten: () => void) {
  const { botId } = claim;
  /** What the intake reports, and what is wrong with this worker. */
  let told: Reported | null = null;
  let fault: Reported | null = null;
  /** The fault if there is one. */
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
        onWritten();
      } catch {
        await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  function change(next: Reported | null): void {
    if (!next || (latest?.state === next.state && latest.detail === next.detail)) return;
    const { state, detail } = next;
    if (state !== "working") log.warn({ botId, state, detail }, "a bot needs attention");
    const begins = state === "working" && latest?.state !== "working";
    latest = next;
    if (begins) onWorking();
    writing ??= write().finally(() => {
      writing = null;
    });
  }

  return {
    /** Never throws and never waits. */
    report(state: BotState, detail: string | null): void {
      told = { state, detail };
      change(fault ?? told);
    },
    /** What is wrong with this worker is the state of its bots, whatever Telegram answers. null: nothing */
    workerFault(next: Reported | null): void {
      fault = next;
      change(fault ?? told);
    },
    /** Gives up what is not written. */
    async stop(): Promise<void> {
      stopping.abort();
      await writing;
    },
  };
}
