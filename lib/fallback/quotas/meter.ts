// What one project has used of one model: the counts of its windows, and the limits known for them.
import type { LimitWindow, Metric, SpanOf } from "../types.ts";
import { Tally } from "./tally.ts";

/** A limit as a refusal named it. */
export interface Limit {
  readonly owner: string;
  readonly project: string;
  readonly model: string;
  readonly window: LimitWindow;
  readonly metric: Metric;
  /** null: an answer beyond it has shown that it holds no more. */
  readonly limit: number | null;
  /** When the evidence came. */
  readonly at: number;
}

export type KnownLimit = Limit & { readonly limit: number };

/**
 * free: call it. unproven: more are on their way to it than it has ever served in a minute, and whether it serves
 * that many is about to be known; wait for that, or call it where nobody else is left. over: by our counts it
 * would be refused; call it only where nobody else is left. shut: over, and one message is finding out already.
 */
export type Room = "free" | "unproven" | "over" | "shut";

/** Limits change with the plan. After this long one call beyond the limit finds out whether it still holds. */
const trustMs = { minute: 24 * 3_600_000, day: 7 * 24 * 3_600_000 };
/** What a project of unknown limits is taken to have: the least that Google gives anyone. */
const leastPerMinute = 10;
/** The most that a free plan gives of any model: who served more has thousands a minute. */
const freePerMinute = 30;

export class Meter {
  readonly owner: string;
  readonly project: string;
  readonly model: string;
  readonly minute: Tally;
  readonly hour: Tally;
  readonly day: Tally;
  readonly tallies: readonly Tally[];
  /** None with `limit: null`. */
  limits: readonly KnownLimit[] = [];
  /** While a message calls beyond a limit. */
  triedUntil = 0;
  /** Calls of ours that have neither spoken nor failed yet. */
  silent = 0;
  /** When one did last. */
  heardAt = 0;
  /** The most that it served in one minute, this one not counted; as far as seen here. */
  #peak = 0;
  /** What it has served in the minute that starts then. */
  #serves = { startsAt: 0, count: 0 };

  constructor({ owner, project, model }: Pick<Limit, "owner" | "project" | "model">, spanOf: SpanOf) {
    this.minute = new Tally("minute", spanOf);
    this.hour = new Tally("hour", spanOf);
    this.day = new Tally("day", spanOf);
    this.tallies = [this.minute, this.hour, this.day];
    this.owner = owner;
    this.project = project;
    this.model = model;
  }

  roomAt(now: number): Room {
    const tried = this.triedUntil > now;
    for (const limit of this.limits) {
      if (!tried && now - limit.at >= trustMs[limit.window]) continue;
      if (this.isOver(limit, now)) return tried ? "shut" : "over";
    }
    return this.#isProven(now) ? "free" : "unproven";
  }

  /**
   * Where no limit is known, a crowd must not find it all at once: past what was ever served in a minute one call
   * goes ahead (half as many again, where it served more than any free plan), and as many as have been served beyond it.
   */
  #isProven(now: number): boolean {
    if (this.silent === 0) return true;
    const used = this.minute.used("requests", now);
    const proven = Math.max(leastPerMinute, this.#peakBefore(now));
    if (used < proven) return true;
    const beyond = used - this.silent - proven;
    const ahead = proven > freePerMinute ? proven / 2 : 1;
    if (this.silent < Math.max(ahead, beyond)) return true;
    return this.limits.some(({ window, metric }) => window === "minute" && metric === "requests");
  }

  #peakBefore(now: number): number {
    const startsAt = this.minute.startsAt(now);
    if (this.#serves.startsAt !== startsAt) {
      this.#peak = Math.max(this.#peak, this.#serves.count);
      this.#serves = { startsAt, count: 0 };
    }
    return this.#peak;
  }

  /** A call was let through. */
  served(now: number): void {
    this.heardAt = now;
    this.#peakBefore(now);
    this.#serves.count = Math.max(this.#serves.count, this.minute.used("requests", now) - this.silent);
  }

  /** Its plan may be another now: nothing is proven any more. */
  forget(): void {
    this.#peak = 0;
    this.#serves = { startsAt: 0, count: 0 };
  }

  isOver({ window, metric, limit }: KnownLimit, now: number): boolean {
    return (window === "minute" ? this.minute : this.day).used(metric, now) >= limit;
  }

  /** How much of its fullest window is used: 0 none, 1 all. */
  shareAt(now: number): number {
    let [share, perMinute] = [0, leastPerMinute];
    for (const { window, metric, limit } of this.limits) {
      if (window === "minute" && metric === "requests") perMinute = limit;
      else share = Math.max(share, this[window].used(metric, now) / limit);
    }
    return Math.max(share, this.minute.used("requests", now) / perMinute);
  }
}
