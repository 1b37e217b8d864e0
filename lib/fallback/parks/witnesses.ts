// The recent calls of one scope (a model, a model of one owner or project, the egress): which failed how, and how many
// were answered.
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
const mostVoices = 64;
/** At least this share of the compared calls must have failed with the same class. */
const leastShare = 0.5;

export class Witnesses {
  #voices: Voice[] = [];
  /** Answered calls by the second in which they began. */
  readonly #answered = new Map<number, number>();

  answered(begunAt: number): void {
    const second = Math.floor(begunAt / 1000);
    this.#answered.set(second, (this.#answered.get(second) ?? 0) + 1);
    if (this.#answered.size <= keptMs / 1000) return;
    for (const each of this.#answered.keys()) if (each < second - keptMs / 1000) this.#answered.delete(each);
  }

  failed(voice: Voice): void {
    this.#voices = this.#voices
      .filter(({ begunAt }) => voice.begunAt - begunAt <= keptMs)
      .slice(1 - mostVoices);
    this.#voices.push(voice);
  }

  /** Whether a failure of this class, of a call begun at `at`, is in the minority among the compared calls. */
  isIsolated(kind: ErrorClass, at: number): boolean {
    return this.#share(kind, at) < leastShare;
  }

  /** Whether enough of the calls begun around `at` failed with this class. */
  agree(kind: ErrorClass, at: number, { projects, messages, owners }: Quorum): boolean {
    const failed = this.#voicesAt(at).filter((voice) => voice.class === kind);
    const distinct = (of: (voice: Voice) => unknown) => new Set(failed.map(of)).size;
    return (
      distinct(({ project }) => project) >= projects &&
      distinct(({ message }) => message) >= messages &&
      distinct(({ owner }) => owner) >= owners &&
      this.#share(kind, at) >= leastShare
    );
  }

  #voicesAt(at: number): Voice[] {
    return this.#voices.filter(({ begunAt }) => Math.abs(begunAt - at) <= withinMs);
  }

  #share(kind: ErrorClass, at: number): number {
    const voices = this.#voicesAt(at);
    const [first, last] = [Math.floor((at - withinMs) / 1000), Math.floor((at + withinMs) / 1000)];
    let answered = 0;
    for (const [second, count] of this.#answered) if (second >= first && second <= last) answered += count;
    return voices.filter((voice) => voice.class === kind).length / Math.max(1, voices.length + answered);
  }
}
