// Looks for versions of sources that wait to be read, of all tenants, and reads a few at once. What a worker leaves, another one
// goes on with.
import { log } from "#lib/log.ts";
import { readings } from "../metrics.ts";
import type { Contact } from "../queue/contact.ts";
import { isTransient } from "../queue/database.ts";
import { claimReadings, LostReading, type ReadingClaim, releaseReading, renewReadings } from "./claims.ts";
import { type Reading, read } from "./read.ts";
import type { ScanEngine } from "./scan.ts";

/** Of different tenants. */
const AT_ONCE = 3;
const LOOK_MS = 1_000;
const RENEW_MS = 3_000;

export interface SourceReader {
  /** Resolves when nothing is being read any more; what is left goes to other workers. */
  stop(): Promise<void>;
}

interface ReaderOptions {
  workerId: string;
  contact: Pick<Contact, "steady">;
  /** Reads scans; null: nobody does. */
  engine?: ScanEngine | null;
  /** Replaced in tests. */
  lookMs?: number;
}

export function startReader({
  workerId,
  contact,
  engine = null,
  lookMs = LOOK_MS,
}: ReaderOptions): SourceReader {
  const busy = new Map<ReadingClaim, { done: Promise<void>; abort: AbortController }>();
  let stopped = false;
  let renewedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

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

  function begin(claim: ReadingClaim): void {
    const abort = new AbortController();
    const done = handle(claim, abort.signal)
      .catch((error: Error) => {
        if (!(error instanceof LostReading) && !isTransient(error))
          log.warn({ reason: error.message }, "a source was not handed back");
      })
      .finally(() => {
        busy.delete(claim);
        lookIn(0);
      });
    busy.set(claim, { done, abort });
  }

  async function renew(): Promise<void> {
    if (busy.size === 0 || performance.now() - renewedAt < RENEW_MS) return;
    renewedAt = performance.now();
    const claims = [...busy.keys()];
    const held = await renewReadings(workerId, claims);
    for (const claim of claims) if (!held.has(claim.versionId)) busy.get(claim)?.abort.abort();
  }

  async function look(): Promise<void> {
    try {
      await renew();
      const room = AT_ONCE - busy.size;
      if (room <= 0) return;
      const tenants = [...busy.keys()].map(({ tenantId }) => tenantId);
      for (const claim of await claimReadings(workerId, room, { takeOver: contact.steady, busy: tenants }))
        begin(claim);
    } catch (error) {
      // That the database is away is reported by the lanes.
      if (!isTransient(error)) log.error({ reason: (error as Error).message }, "sources were not looked for");
    }
  }

  function lookIn(ms: number): void {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      looking = looking.then(look).then(() => lookIn(lookMs));
    }, ms);
  }

  lookIn(lookMs);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      for (const { abort } of busy.values()) abort.abort(new Error("stopping"));
      await Promise.all([...busy.values()].map(({ done }) => done));
    },
  };
}
