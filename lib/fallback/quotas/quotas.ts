// Counting ahead: limits learned from refusals, and what was used of them by all workers, so that a candidate
// that would be refused is passed by. Approximate on purpose, and never the last word: parks are.

import { pairOf } from "../scopes.ts";
import type { Candidate, Failure, Metric, SpanOf } from "../types.ts";
import { type KnownLimit, type Limit, Meter } from "./meter.ts";
import { utcSpanOf } from "./spans.ts";
import type { Count } from "./tally.ts";

export type { Count, Limit };

const metricOf = (quota: string): Metric | null =>
  /token/i.test(quota) ? "tokens" : /request/i.test(quota) ? "requests" : null;

export class Quotas {
  readonly #worker: string;
  readonly #spanOf: SpanOf;
  readonly #meters = new Map<string, Meter>();
  /** The latest word on each limit, disproved ones too: older news must not bring them back. */
  readonly #limits = new Map<string, Limit>();
  /** Counted since the last drain. */
  #changed = new Set<Meter>();
  readonly #listeners = new Set<(limit: Limit) => void>();

  /**
   * @param worker names what this process counts among the counts of all
   * @param spanOf the provider's windows; the clock's minutes, hours and UTC days where none is given
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
   * A call begins. It counts at once, so that a crowd cannot pass a limit together.
   * @returns the limits that it goes beyond
   */
  begun(meter: Meter, now: number): readonly KnownLimit[] {
    const beyond = meter.limits.filter((limit) => meter.isOver(limit, now));
    this.#add(meter, { requests: 1 }, now);
    return beyond;
  }

  /** It was not charged for. */
  refused(meter: Meter, begunAt: number, now: number): void {
    for (const tally of meter.tallies) {
      if (begunAt >= tally.startsAt(now)) tally.add({ refused: 1 }, now);
    }
    this.#changed.add(meter);
  }

  /** It was let through, so limits that it went beyond are none, or no longer. */
  served(meter: Meter, beyond: readonly KnownLimit[], begunAt: number, now: number): void {
    for (const limit of beyond) {
      // Where a window ended meanwhile, Google may have counted the call in the next.
      if (begunAt < meter[limit.window].startsAt(now)) continue;
      if (meter.limits.includes(limit)) this.#learn({ ...limit, limit: null, at: now });
    }
  }

  spent(meter: Meter, inputTokens: number, now: number): void {
    if (inputTokens) this.#add(meter, { tokens: inputTokens }, now);
  }

  /** Keeps the limits that a refusal names; those of a model or project as a whole too, for this pair alone. */
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
   * Hands over what this worker counted since the last time. Counts run from their window's start, so storing one
   * twice, late, or out of order does no harm. Where `store` rejects, they are handed over again with the next;
   * what a window gained between the last drain and its end is not told.
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

  /** Takes over what workers counted. Our own counts, and those of windows that are not now, do nothing. */
  merge(counts: readonly Count[], now: number): void {
    for (const count of counts) {
      if (count.worker === this.#worker) continue;
      this.meterOf(count)[count.window].merge(count, now);
    }
  }

  /** Calls `listener` with each limit learned or disproved here. @returns a function that ends it */
  subscribe(listener: (limit: Limit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes over limits that others learned; of two for the same the newer holds. */
  mergeLimits(limits: readonly Limit[]): void {
    for (const limit of limits) this.#keep(limit);
  }

  /** The limits known here. */
  limits(): Limit[] {
    return [...this.#meters.values()].flatMap((meter) => meter.limits);
  }

  /** What this worker counted in the windows of `now`. */
  counts(now: number): Count[] {
    return [...this.#meters.values()].flatMap((meter) => this.#countsOf(meter, now));
  }

  /** A project's plan may be another now, as after an admin's edit: its limits are found out anew. */
  forget(project: string, now: number): void {
    for (const meter of this.#meters.values()) {
      if (meter.project !== project) continue;
      meter.forget();
      for (const limit of meter.limits) this.#learn({ ...limit, limit: null, at: now });
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
