// What one project has used of one model: counts per window, and the known limits.
import type { LimitWindow, Metric, SpanOf } from "../types.ts";
import { Tally } from "./tally.ts";

/** A limit as a refusal named it. */
export interface Limit {
  readonly owner: string;
  readonly project: string;
  readonly model: string;
  readonly window: LimitWindow;
  readonly metric: Metric;
  /** null: disproved, by an answer beyond it or by an edit. */
  readonly limit: number | null;
  /** When the evidence came, epoch milliseconds. */
  readonly at: number;
}

export type KnownLimit = Limit & { readonly limit: number };

/**
 * free: call it. unproven: more calls are under way than it ever served in a minute; wait until they speak, or call it
 * if nobody else is left. over: by our counts it would be refused; call it only if nobody else is left. shut: over,
 * and one message is already trying it.
 */
export type Room = "free" | "unproven" | "over" | "shut";

/** Limits change with the plan: after this time one call beyond the limit tests it. */
const trustMs = { minute: 24 * 3_600_000, day: 7 * 24 * 3_600_000 };
/** Assumed requests per minute of a project of unknown limits: the least that Google gives. */
const leastPerMinute = 10;
/** The most requests per minute of any free plan: a project that served more is on a paid one. */
const freePerMinute = 30;

export class Meter {
  readonly owner: string;
  readonly project: string;
  readonly model: string;
  readonly minute: Tally;
  readonly hour: Tally;
  readonly day: Tally;
  readonly tallies: readonly Tally[];
  /** The limits that hold: none with `limit: null`. */
  limits: readonly KnownLimit[] = [];
  /** Until then one message is calling beyond a limit. */
  triedUntil = 0;
  /** Our calls under way that have neither spoken nor failed. */
  silent = 0;
  /** When a call last spoke or failed. */
  heardAt = 0;
  /** The most calls served in one earlier minute, as far as this process saw. */
  #peak = 0;
  /** Calls served in the minute that starts at `startsAt`. */
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
   * Without a known limit, a crowd must not run into it all at once. Beyond the most ever served in a minute, one call
   * goes ahead (half as many again if more than a free plan was served), plus as many as were served beyond it.
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

  /** The provider let a call through. */
  served(now: number): void {
    this.heardAt = now;
    this.#peakBefore(now);
    this.#serves.count = Math.max(this.#serves.count, this.minute.used("requests", now) - this.silent);
  }

  /** The plan may have changed: forgets what was proven. */
  forget(): void {
    this.#peak = 0;
    this.#serves = { startsAt: 0, count: 0 };
  }

  /** When the last limit that is used up starts anew, epoch milliseconds; null: by our counts nothing is refused. */
  overUntil(now: number): number | null {
    const room = this.roomAt(now);
    if (room !== "over" && room !== "shut") return null;
    const over = this.limits.filter((limit) => this.isOver(limit, now));
    return Math.max(...over.map(({ window }) => this[window].endsAt(now)));
  }

  isOver({ window, metric, limit }: KnownLimit, now: number): boolean {
    return (window === "minute" ? this.minute : this.day).used(metric, now) >= limit;
  }

  /** Share of its fullest window that is used: 0 none, 1 all. */
  shareAt(now: number): number {
    let [share, perMinute] = [0, leastPerMinute];
    for (const { window, metric, limit } of this.limits) {
      if (window === "minute" && metric === "requests") perMinute = limit;
      else share = Math.max(share, this[window].used(metric, now) / limit);
    }
    return Math.max(share, this.minute.used("requests", now) / perMinute);
  }
}
