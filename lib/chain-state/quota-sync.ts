// Keeps a worker's limits and counts in sync with Postgres. Approximate on purpose: up to a second late, and less
// accurate while the database is away.

import type { Count, Limit, Quotas } from "../fallback/index.ts";
import { listen } from "../listen.ts";
import { log } from "../log.ts";
import { QUOTAS_CHANNEL, QuotaAnnouncement } from "./announcements.ts";
import { LimitSteps } from "./limit-steps.ts";
import { dropOldCounts, loadLimits, loadPresentCounts, storeCounts, storeLimit } from "./quota-store.ts";
import { fromStored, now, toStored } from "./shared-clock.ts";

const DRAIN_MS = 1_000;
const DROP_MS = 600_000;

/** When a limit was learned is stored and announced in the database's time. */
const received = (limit: Limit): Limit => ({ ...limit, at: fromStored(limit.at) });

/** Resolves once the stored limits and counts are loaded. `stop` resolves when ours are written. */
export async function startQuotas({
  workerId,
  quotas,
  onNews = () => undefined,
}: {
  workerId: string;
  quotas: Quotas;
  /** Called with the tenant after a limit is stored, and when a day's limit becomes nearly or wholly used up, or no more. */
  onNews?: (tenantId: string) => void;
}): Promise<{ stop(): Promise<void> }> {
  const missed = (error: Error) => log.warn({ reason: error.message }, "quotas could not be shared");
  const steps = new LimitSteps();
  /** Of what is stored, by us or by another process. */
  function tell(stored: readonly (Count | Limit)[]): void {
    const passed = stored.filter(
      (each) => each.window === "day" && steps.passed(quotas.meterOf(each), now()),
    );
    for (const owner of new Set(passed.map((each) => each.owner))) onNews(owner);
  }
  async function store(counts: readonly Count[]): Promise<void> {
    await storeCounts(counts, workerId);
    tell(counts);
  }
  const drain = () => quotas.drain(now(), store).catch(missed);

  const listener = await listen({
    channel: QUOTAS_CHANNEL,
    message: QuotaAnnouncement,
    onMessage({ from, limits, counts }) {
      if (from === workerId) return;
      quotas.mergeLimits(limits.map(received));
      quotas.merge(counts, now());
      tell([...limits, ...counts]);
    },
    async onConnect() {
      quotas.mergeLimits((await loadLimits()).map(received));
      quotas.merge(await loadPresentCounts(now()), now());
    },
  });
  const unsubscribe = quotas.subscribe((limit: Limit) => {
    void storeLimit({ ...limit, at: toStored(limit.at) }, workerId).then(() => onNews(limit.owner), missed);
  });
  const draining = setInterval(() => void drain(), DRAIN_MS);
  const dropping = setInterval(() => void dropOldCounts().catch(missed), DROP_MS);
  return {
    async stop() {
      unsubscribe();
      clearInterval(draining);
      clearInterval(dropping);
      await listener.stop();
      await drain();
    },
  };
}
