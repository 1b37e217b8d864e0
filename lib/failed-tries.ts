// Failed tries (sign-in, second factor, setup code) in the record. Bounded, because anyone can cause them: the first of
// an address is recorded at once, those that follow are counted in memory and recorded as one row, and with too many
// addresses the others share one row. The dashboard records the counts of the current period when it stops; they are lost
// if it is killed.
import { type AuditEvent, recordEvent } from "./audit.ts";
import { log } from "./log.ts";
import { networkOf } from "./network.ts";

type FailedTry = Required<Pick<AuditEvent, "action" | "target">> & Pick<AuditEvent, "actorId" | "from">;

const PERIOD_MS = 10 * 60_000;
/** Addresses and accounts of a period with rows of their own: at most 2 × 50 + 1 rows in ten minutes. */
const MOST = 50;

interface Period {
  /** How many followed the first, by address and account. */
  counts: Map<string, { event: FailedTry; more: number }>;
  others: number;
  timer: NodeJS.Timeout;
}

// On globalThis, because Next bundles a module more than once and the bound must hold for the process.
const held = globalThis as typeof globalThis & { botfactoryFailedTries?: Period | undefined };

/** Records a failed try. Never rejects: what could not be stored is logged. `target` must not be typed by the client. */
export async function recordFailure(event: FailedTry): Promise<void> {
  held.botfactoryFailedTries ??= {
    counts: new Map(),
    others: 0,
    timer: setTimeout(() => void flushFailures(), PERIOD_MS).unref(),
  };
  const period = held.botfactoryFailedTries;
  const key = [event.action, event.target, networkOf(event.from?.address ?? "")].join("\n");
  const seen = period.counts.get(key);
  if (seen) seen.more++;
  else if (period.counts.size >= MOST) period.others++;
  else {
    period.counts.set(key, { event, more: 0 });
    await store(event);
  }
}

/** Ends the period: records what was counted in it. */
export async function flushFailures(): Promise<void> {
  const period = held.botfactoryFailedTries;
  if (!period) return;
  held.botfactoryFailedTries = undefined;
  clearTimeout(period.timer);
  for (const { event, more } of period.counts.values())
    if (more) await store({ ...event, detail: { times: more } });
  if (period.others) {
    const detail = { times: period.others };
    await store({ action: "session.failed", target: "other addresses", detail });
  }
}

async function store(event: AuditEvent): Promise<void> {
  await recordEvent(event).catch((error: Error) =>
    log.error({ reason: error.message }, "a failed try was not recorded"),
  );
}
