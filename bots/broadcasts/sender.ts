// Looks for broadcasts that are due, of all tenants, and sends a few at once.
import { type EventLoopUtilization, performance } from "node:perf_hooks";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import { type ClaimedWork, startClaimedWork } from "../queue/claimed-work.ts";
import type { Contact } from "../queue/contact.ts";
import { isTransient } from "../queue/database.ts";
import { drive } from "./drive.ts";
import { SendPace, WORKER_MOST, workerRate } from "./pace.ts";
import { type BroadcastClaim, claimBroadcasts, nameOf, renewBroadcasts } from "./runs.ts";

/** Of different bots. More would share the worker's pace. */
const AT_ONCE = 12;
const MEASURE_MS = 500;

export function startBroadcasts(workerId: string, live: LiveConfig, contact: Contact): ClaimedWork {
  const worker = new SendPace(WORKER_MOST);
  let used: EventLoopUtilization = performance.eventLoopUtilization();
  let measuredAt = performance.now();

  function measure(): void {
    if (performance.now() - measuredAt < MEASURE_MS) return;
    measuredAt = performance.now();
    const next = performance.eventLoopUtilization();
    worker.rate = workerRate(worker.rate, performance.eventLoopUtilization(next, used).utilization);
    used = next;
  }

  const send = (claim: BroadcastClaim, signal: AbortSignal) =>
    drive(claim, { live, worker, signal }).catch((error: Error) => {
      // The claim ends by itself.
      if (signal.aborted || isTransient(error)) return;
      log.error({ broadcastId: claim.broadcastId, reason: error.message }, "a broadcast was interrupted");
    });

  return startClaimedWork<BroadcastClaim>({
    ...{ what: "broadcasts", atOnce: AT_ONCE, idOf: nameOf, onLook: measure, run: send },
    claim: (room) => claimBroadcasts(workerId, room, contact.steady),
    renew: (claims) => renewBroadcasts(workerId, claims),
  });
}
