// The recent calls of one scope (a model, a model of one owner or project, the egress): how many began, which failed how,
// and how many were answered.
import type { ErrorClass } from "../types.ts";

/** One call that failed. */
export interface Voice {
  /** When the call began. Calls are compared by this time, since silence is detected much later. */
  readonly begunAt: number;
  readonly class: ErrorClass;
  readonly owner: string;
  readonly project: string;
  readonly message: unknown;
}

/** How many different ones must have failed the same way. */
export interface Quorum {
  readonly projects: number;
  readonly messages: number;
  readonly owners: number;
}

/** Calls that began further apart than this are not compared. */
const withinMs = 10_000;
/** Retention; longer than any call can be silent. */
const keptMs = 60_000;
/** The latest failures: enough to see who and what is behind them. */
const mostVoices = 64;
/** At least this share of the compared calls must have failed with the same class. */
const leastShare = 0.5;

/** Counts calls by the second in which they began. */
class Calls {
  readonly #counts = new Map<number, number>();

  add(begunAt: number): void {
    const second = Math.floor(begunAt / 1000);
    this.#counts.set(second, (this.#counts.get(second) ?? 0) + 1);
    if (this.#counts.size <= keptMs / 1000) return;
    for (const each of this.#counts.keys()) if (each < second - keptMs / 1000) this.#counts.delete(each);
  }

  /** Those begun within `withinMs` of `at`. */
  around(at: number): number {
    const [first, last] = [Math.floor((at - withinMs) / 1000), Math.floor((at + withinMs) / 1000)];
    let sum = 0;
    for (const [second, count] of this.#counts) if (second >= first && second <= last) sum += count;
    return sum;
  }
}

export class Witnesses {
  #voices: Voice[] = [];
  readonly #begun = new Calls();
  readonly #answered = new Calls();
  readonly #failed = new Map<ErrorClass, Calls>();

  begun(at: number): void {
    this.#begun.add(at);
  }

  answered(begunAt: number): void {
    this.#answered.add(begunAt);
  }

  failed(voice: Voice): void {
    this.#voices = this.#voices
      .filter(({ begunAt }) => voice.begunAt - begunAt <= keptMs)
      .slice(1 - mostVoices);
    this.#voices.push(voice);
    const failed = this.#failed.get(voice.class) ?? new Calls();
    this.#failed.set(voice.class, failed);
    failed.add(voice.begunAt);
  }

  /** Whether a failure of this class, of a call begun at `at`, is in the minority among the compared calls. */
  isIsolated(kind: ErrorClass, at: number): boolean {
    return this.#share(kind, at) < leastShare;
  }

  /** Whether enough of the calls begun around `at` failed with this class. @param counts whose voices count; default: all */
  agree(
    kind: ErrorClass,
    at: number,
    { projects, messages, owners }: Quorum,
    counts: (owner: string) => boolean = () => true,
  ): boolean {
    const failed = this.#voices.filter(
      (voice) => voice.class === kind && Math.abs(voice.begunAt - at) <= withinMs && counts(voice.owner),
    );
    const distinct = (of: (voice: Voice) => unknown) => new Set(failed.map(of)).size;
    return (
      distinct(({ project }) => project) >= projects &&
      distinct(({ message }) => message) >= messages &&
      distinct(({ owner }) => owner) >= owners &&
      this.#share(kind, at) >= leastShare
    );
  }

  /**
   * Share of the compared calls that failed with this class. An error comes faster than an answer, so calls still under
   * way count as good ones; beside a silence, which comes last, they say nothing.
   */
  #share(kind: ErrorClass, at: number): number {
    const failed = [...this.#failed.values()].reduce((sum, calls) => sum + calls.around(at), 0);
    const ended = failed + this.#answered.around(at);
    const all = kind === "timeout" ? ended : Math.max(ended, this.#begun.around(at));
    return (this.#failed.get(kind)?.around(at) ?? 0) / Math.max(1, all);
  }
}
