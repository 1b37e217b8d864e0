// What a replay needs to know of a time: who asked, what stood in whose way, and what could be used.
import type { Count, ErrorClass, Limit, Park, Scope } from "../fallback/index.ts";

/** Times are epoch milliseconds. */
export interface RecordedQuestion {
  readonly at: number;
  readonly botId: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Models that answered with nothing or with a refusal, whoever's key it was. */
  readonly faults: readonly { readonly model: string; readonly class: ErrorClass }[];
}

/** Every call that the scope covers fails so from `from` up to, not including, `to`. */
export interface Outage {
  readonly class: ErrorClass;
  readonly scope: Scope;
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** It ended before its park did, so somebody mended it: from then on nothing holds the park. */
  readonly mended: boolean;
}

/** How one answer came, in milliseconds from the call. */
export interface Pace {
  readonly firstTokenMs: number;
  readonly ms: number;
}

export interface History {
  readonly from: number;
  readonly to: number;
  /** In the order in which they came. */
  readonly questions: readonly RecordedQuestion[];
  readonly troubles: readonly Outage[];
  /** What Google allows, as far as its refusals have told by now. */
  readonly limits: readonly Limit[];
  /** What was used before `from` in windows that were not over. */
  readonly counts: readonly Count[];
  /** What was parked at `from`. */
  readonly parks: readonly Park[];
  /** Answers as they came, by model. */
  readonly pace: ReadonlyMap<string, readonly Pace[]>;
}
