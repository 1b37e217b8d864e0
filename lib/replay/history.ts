// What a replay needs to know about a period: questions, outages, limits, counts and paces.
import type { Count, ErrorClass, Limit, Park, Scope } from "../fallback/index.ts";

/** One question. Times are epoch milliseconds. */
export interface RecordedQuestion {
  readonly at: number;
  readonly botId: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Models that refused it or answered with nothing, with any key. */
  readonly faults: readonly { readonly model: string; readonly class: ErrorClass }[];
}

/** Every call that the scope covers fails with `class` from `from` up to, not including, `to`. */
export interface Outage {
  readonly class: ErrorClass;
  readonly scope: Scope;
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** It ended before its park did, so somebody fixed it: the park ends with it. */
  readonly mended: boolean;
}

/** How fast one answer came, in milliseconds from the call. */
export interface PaceSample {
  readonly firstTokenMs: number;
  readonly ms: number;
}

/** Everything that a replay plays. */
export interface History {
  readonly from: number;
  readonly to: number;
  /** In order of arrival. */
  readonly questions: readonly RecordedQuestion[];
  readonly troubles: readonly Outage[];
  /** Limits that Google named in refusals up to now. */
  readonly limits: readonly Limit[];
  /** What was used before `from` in windows that contain `from`. */
  readonly counts: readonly Count[];
  /** What was parked at `from`. */
  readonly parks: readonly Park[];
  /** Paces of recorded answers, by model. */
  readonly pace: ReadonlyMap<string, readonly PaceSample[]>;
}
