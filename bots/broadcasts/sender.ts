// Looks for broadcasts that are due, of all tenants, and sends a few at once. What a worker leaves, another one goes on with.
import { type EventLoopUtilization, performance } from "node:perf_hooks";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import type { Contact } from "../queue/contact.ts";
import { isTransient } from "../queue/database.ts";
import { drive } from "./drive.ts";
import { SendPace, WORKER_MOST, workerRate } from "./pace.ts";
import { type BroadcastClaim, claimBroadcasts, renewBroadcasts } from "./runs.ts";

/** Of different bots. More would share the worker's pace. */
const AT_ONCE = 12;
const LOOK_MS = 1_000;
const RENEW_MS = 3_000;

export interface BroadcastSender {
  /** Resolves when nothing is being sent any more; what is left goes to other workers. */
  stop(): Promise<void>;
}

export function startBroadcasts(workerId: string, live: LiveConfig, contact: Contact): BroadcastSender {
  const worker = new SendPace(WORKER_MOST);
  const busy = new Map<BroadcastClaim, { done: Promise<void>; abort: AbortController }>();
  let stopped = false;
  let used: EventLoopUtilization = performance.eventLoopUtilization();
  let measuredAt = performance.now();
  let renewedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  function begin(claim: BroadcastClaim): void {
    const abort = new AbortController();
    const done = drive(claim, { live, worker, signal: abort.signal })
      .catch((error: Error) => {
        // The claim ends by itself.
        if (abort.signal.aborted || isTransient(error)) return;
        log.error({ broadcastId: claim.broadcastId, reason: error.message }, "a broadcast was interrupted");
      })
      .finally(() => {
        busy.delete(claim);
        lookIn(0);
      });
    busy.set(claim, { done, abort });
  }

  function measure(): void {
    if (performance.now() - measuredAt < LOOK_MS / 2) return;
    measuredAt = performance.now();
    const next = performance.eventLoopUtilization();
    worker.rate = workerRate(worker.rate, performance.eventLoopUtilization(next, used).utilization);
    used = next;
  }

  async function renew(): Promise<void> {
    if (busy.size === 0 || performance.now() - renewedAt < RENEW_MS) return;
    renewedAt = performance.now();
    const claims = [...busy.keys()];
    const held = await renewBroadcasts(workerId, claims);
    for (const claim of claims) if (!held.has(claim.broadcastId)) busy.get(claim)?.abort.abort();
  }

  async function look(): Promise<void> {
    measure();
    try {
      await renew();
      const room = AT_ONCE - busy.size;
      if (room > 0) for (const claim of await claimBroadcasts(workerId, room, contact.steady)) begin(claim);
    } catch (error) {
      // That the database is away is reported by the lanes.
      if (!isTransient(error))
        log.error({ reason: (error as Error).message }, "broadcasts were not looked for");
    }
  }

  function lookIn(ms: number): void {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      looking = looking.then(look).then(() => lookIn(LOOK_MS));
    }, ms);
  }

  lookIn(LOOK_MS);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      for (const { abort } of busy.values()) abort.abort();
      await Promise.all([...busy.values()].map(({ done }) => done));
    },
  };
}
