// The counts of one window, of this process and of the others.
import type { CountWindow, Metric, SpanOf } from "../types.ts";

/** What one process counted in one window, from its start on: of two for the same window the greater holds. */
export interface Count {
  readonly worker: string;
  readonly owner: string;
  readonly project: string;
  readonly model: string;
  readonly window: CountWindow;
  /** Start of the window, epoch milliseconds. */
  readonly startsAt: number;
  /** Calls begun. */
  readonly requests: number;
  /** Of these, how many ended in 4xx or never reached the provider: they are not charged. */
  readonly refused: number;
  /** Input tokens. */
  readonly tokens: number;
}

type Amounts = Pick<Count, "requests" | "refused" | "tokens">;
const nothing: Amounts = { requests: 0, refused: 0, tokens: 0 };

/** The counts of one window, ours and the other processes'. Resets itself when the window ends. */
export class Tally {
  readonly window: CountWindow;
  readonly #spanOf: SpanOf;
  #startsAt = 0;
  #endsAt = 0;
  #own: Amounts = nothing;
  readonly #others = new Map<string, Amounts>();
  #requests = 0;
  #tokens = 0;

  constructor(window: CountWindow, spanOf: SpanOf) {
    this.window = window;
    this.#spanOf = spanOf;
  }

  startsAt(now: number): number {
    if (now >= this.#endsAt) this.#startOver(now);
    return this.#startsAt;
  }

  endsAt(now: number): number {
    if (now >= this.#endsAt) this.#startOver(now);
    return this.#endsAt;
  }

  used(metric: Metric, now: number): number {
    if (now >= this.#endsAt) this.#startOver(now);
    return metric === "requests" ? this.#requests : this.#tokens;
  }

  own(now: number): Amounts {
    if (now >= this.#endsAt) this.#startOver(now);
    return this.#own;
  }

  add(amounts: Partial<Amounts>, now: number): void {
    const { requests, refused, tokens } = this.own(now);
    this.#own = {
      requests: requests + (amounts.requests ?? 0),
      refused: refused + (amounts.refused ?? 0),
      tokens: tokens + (amounts.tokens ?? 0),
    };
    this.#sum();
  }

  merge({ worker, startsAt, requests, refused, tokens }: Count, now: number): void {
    if (startsAt !== this.startsAt(now)) return;
    const known = this.#others.get(worker) ?? nothing;
    this.#others.set(worker, {
      requests: Math.max(known.requests, requests),
      refused: Math.max(known.refused, refused),
      tokens: Math.max(known.tokens, tokens),
    });
    this.#sum();
  }

  #sum(): void {
    this.#requests = this.#own.requests - this.#own.refused;
    this.#tokens = this.#own.tokens;
    for (const { requests, refused, tokens } of this.#others.values()) {
      this.#requests += requests - refused;
      this.#tokens += tokens;
    }
  }

  #startOver(now: number): void {
    ({ startsAt: this.#startsAt, endsAt: this.#endsAt } = this.#spanOf(this.window, now));
    this.#own = nothing;
    this.#others.clear();
    this.#sum();
  }
}
