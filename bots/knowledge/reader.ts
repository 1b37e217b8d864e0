// Looks for versions of sources that wait to be read, of all tenants, and reads a few at once.
import { log } from "#lib/log.ts";
import { readings } from "../metrics.ts";
import { type ClaimedWork, startClaimedWork } from "../queue/claimed-work.ts";
import type { Contact } from "../queue/contact.ts";
import { isTransient } from "../queue/database.ts";
import {
  claimReadings,
  LostReading,
  nameOf,
  type ReadingClaim,
  releaseReading,
  renewReadings,
} from "./claims.ts";
import { type Reading, read } from "./read.ts";
import type { ScanEngine } from "./scan.ts";

/** Of different tenants. */
const AT_ONCE = 3;

interface ReaderOptions {
  workerId: string;
  contact: Pick<Contact, "steady">;
  /** Reads scans; null: nobody does. */
  engine?: ScanEngine | null;
  /** Replaced in tests. */
  lookMs?: number;
}

export function startReader({ workerId, contact, engine = null, lookMs }: ReaderOptions): ClaimedWork {
  async function handle(claim: ReadingClaim, signal: AbortSignal): Promise<void> {
    let outcome: Reading;
    try {
      outcome = await read(claim, { signal, engine });
    } catch (error) {
      if (error instanceof LostReading) return;
      if (!signal.aborted && !isTransient(error))
        log.error({ versionId: claim.versionId, reason: (error as Error).message }, "a source was not read");
      // A claim that fails counts as a try; one that the worker's stop ended does not.
      if (!signal.aborted) return;
      outcome = { againMs: 0 };
    }
    readings.inc({ outcome: typeof outcome === "string" ? outcome : "later" });
    if (typeof outcome !== "string") await releaseReading(claim, outcome.againMs, outcome.failed);
  }

  const run = (claim: ReadingClaim, signal: AbortSignal) =>
    handle(claim, signal).catch((error: Error) => {
      if (!(error instanceof LostReading) && !isTransient(error))
        log.warn({ reason: error.message }, "a source was not handed back");
    });

  return startClaimedWork<ReadingClaim>({
    ...{ what: "sources", atOnce: AT_ONCE, idOf: nameOf, run, ...(lookMs !== undefined && { lookMs }) },
    claim: (room, busy) =>
      claimReadings(workerId, room, {
        takeOver: contact.steady,
        busy: busy.map(({ tenantId }) => tenantId),
      }),
    renew: (claims) => renewReadings(workerId, claims),
  });
}
