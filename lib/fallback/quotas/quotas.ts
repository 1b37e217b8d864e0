// Counting ahead: limits learned from refusals, and counts of all workers, so that a candidate that would be refused is
// skipped. Approximate on purpose: parks have the last word.

import { pairOf } from "../scopes.ts";
import type { Candidate, Failure, Metric, SpanOf } from "../types.ts";
import { type KnownLimit, type Limit, Meter } from "./meter.ts";
import { utcSpanOf } from "./spans.ts";
import type { Count } from "./tally.ts";

export type { Count, Limit };

const metricOf = (quota: string): Metric | null =>
  /token/i.test(quota) ? "tokens" : /request/i.test(quota) ? "requests" : null;

/** Limits and counts of one process. Share them with the other processes: see `drain` and `merge`. */
export class Quotas {
  readonly #worker: string;
  readonly #spanOf: SpanOf;
  readonly #meters = new Map<string, Meter>();
  /** The latest news of each limit, disproved ones included, so that older news cannot bring them back. */
  readonly #limits = new Map<string, Limit>();
  /** Meters that counted since the last drain. */
  #changed = new Set<Meter>();
  readonly #listeners = new Set<(limit: Limit) => void>();

  /**
   * @param worker name of this process in shared counts
   * @param spanOf the provider's windows; default: minutes, hours and days of UTC
   */
  constructor({ worker = "", spanOf = utcSpanOf }: { worker?: string; spanOf?: SpanOf } = {}) {
    this.#worker = worker;
    this.#spanOf = spanOf;
  }

  meterOf(of: Pick<Candidate, "owner" | "project" | "model">): Meter {
    const name = pairOf(of.project, of.model);
    let meter = this.#meters.get(name);
    if (!meter) {
      meter = new Meter(of, this.#spanOf);
      this.#meters.set(name, meter);
    }
    return meter;
  }

  // ───────── a call's course ─────────

  /**
   * A call begins. It counts at once, so that concurrent calls cannot exceed a limit together.
   * @returns the limits that it exceeds
   */
  begun(meter: Meter, now: number): readonly KnownLimit[] {
    const beyond = meter.limits.filter((limit) => meter.isOver(limit, now));
    this.#add(meter, { requests: 1 }, now);
    return beyond;
  }

  /** The call counts as so many requests more than one. */
  more(candidate: Pick<Candidate, "owner" | "project" | "model">, requests: number, now: number): void {
    if (requests > 0) this.#add(this.meterOf(candidate), { requests }, now);
  }

  /** The call was not charged: takes it out of the counts. */
  refused(meter: Meter, begunAt: number, now: number): void {
    for (const tally of meter.tallies) {
      if (begunAt >= tally.startsAt(now)) tally.add({ refused: 1 }, now);
    }
    this.#changed.add(meter);
  }

  /** The call was let through: disproves the limits that it exceeded. */
  served(meter: Meter, beyond: readonly KnownLimit[], begunAt: number, now: number): void {
    for (const limit of beyond) {
      // If the window ended meanwhile, the provider may have counted the call in the next.
      if (begunAt < meter[limit.window].startsAt(now)) continue;
      if (meter.limits.includes(limit)) this.#learn({ ...limit, limit: null, at: now });
    }
  }

  spent(meter: Meter, inputTokens: number, now: number): void {
    if (inputTokens) this.#add(meter, { tokens: inputTokens }, now);
  }

  /** Keeps the limits that a refusal names, for this project and model only, even if the quota is wider. */
  learn(candidate: Candidate, failure: Failure, now: number): void {
    if (failure.httpStatus !== 429) return;
    const { owner, project, model } = candidate;
    for (const { quotaId, quotaMetric, value: limit, window } of failure.quotas) {
      const metric = metricOf(quotaMetric) ?? metricOf(quotaId);
      if (limit && window && metric) this.#learn({ owner, project, model, window, metric, limit, at: now });
    }
  }

  // ───────── with other workers ─────────

  /**
   * Hands over what this process counted since the last time. Counts run from their window's start, so storing them
   * twice, late, or out of order does no harm. If `store` rejects, so does this, and the next drain includes them.
   * What a window gained between the last drain and its end is lost.
   */
  async drain(now: number, store: (counts: readonly Count[]) => Promise<unknown>): Promise<void> {
    const changed = this.#changed;
    if (changed.size === 0) return;
    this.#changed = new Set();
    try {
      await store([...changed].flatMap((meter) => this.#countsOf(meter, now)));
    } catch (error) {
      for (const meter of changed) this.#changed.add(meter);
      throw error;
    }
  }

  /** Takes over counts of other processes. Ignores our own, and those of other windows than the present ones. */
  merge(counts: readonly Count[], now: number): void {
    for (const count of counts) {
      if (count.worker === this.#worker) continue;
      this.meterOf(count)[count.window].merge(count, now);
    }
  }

  /** Calls `listener` with each limit learned or disproved here. @returns a function that unsubscribes */
  subscribe(listener: (limit: Limit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes over limits that other processes learned; of two for the same window and metric the newer holds. */
  mergeLimits(limits: readonly Limit[]): void {
    for (const limit of limits) this.#keep(limit);
  }

  /** All limits that hold. */
  limits(): Limit[] {
    return [...this.#meters.values()].flatMap((meter) => meter.limits);
  }

  /** What this process counted in the windows that contain `now`. */
  counts(now: number): Count[] {
    return [...this.#meters.values()].flatMap((meter) => this.#countsOf(meter, now));
  }

  /** The project's plan may have changed, as after an edit: forgets its limits. */
  forget(project: string, now: number): void {
    for (const meter of this.#meters.values()) {
      if (meter.project !== project) continue;
      meter.forget();
      for (const limit of meter.limits) this.#learn({ ...limit, limit: null, at: now });
    }
  }

  /** Forgets the owner's projects and models that are not among `pairs` (scopes.ts, pairOf). */
  retain(owner: string, pairs: ReadonlySet<string>): void {
    for (const [pair, meter] of this.#meters) {
      if (meter.owner !== owner || pairs.has(pair)) continue;
      this.#meters.delete(pair);
      this.#changed.delete(meter);
      for (const [name, limit] of this.#limits) {
        if (limit.owner === owner && pairOf(limit.project, limit.model) === pair) this.#limits.delete(name);
      }
    }
  }

  #countsOf(meter: Meter, now: number): Count[] {
    const { owner, project, model } = meter;
    return meter.tallies.flatMap((tally) => {
      const own = tally.own(now);
      if (!own.requests && !own.tokens) return [];
      const { window } = tally;
      return { worker: this.#worker, owner, project, model, window, startsAt: tally.startsAt(now), ...own };
    });
  }

  #add(meter: Meter, amounts: { requests?: number; tokens?: number }, now: number): void {
    for (const tally of meter.tallies) tally.add(amounts, now);
    this.#changed.add(meter);
  }

  #learn(limit: Limit): void {
    this.#keep(limit);
    for (const listener of [...this.#listeners]) listener(limit);
  }

  #keep(limit: Limit): void {
    const name = `${pairOf(limit.project, limit.model)} ${limit.window} ${limit.metric}`;
    const old = this.#limits.get(name);
    if (old && old.at > limit.at) return;
    this.#limits.set(name, limit);
    const meter = this.meterOf(limit);
    const others = meter.limits.filter(
      (each) => each.window !== limit.window || each.metric !== limit.metric,
    );
    meter.limits = limit.limit === null ? others : [...others, { ...limit, limit: limit.limit }];
  }
}
