// Geometry of the waterfall: times in, shares of the axis out. Pure.
import type { AnswerTrace } from "#lib/answers/trace.ts";

/** A stretch of the axis, in per cent of it. */
export interface Stretch {
  left: number;
  width: number;
}

export interface Bar {
  /** From the call to the first token, or to its end where none came. */
  waiting: Stretch;
  /** From the first token on; null where none came. */
  streaming: Stretch | null;
}

export interface Waterfall {
  /** Length of the axis in milliseconds. */
  span: number;
  /** Round times to draw lines at, in milliseconds, from 0. */
  ticks: number[];
  bars: Bar[];
  /** Time before the first attempt: waiting in the lane. */
  queued: Stretch | null;
  /** Times between attempts, long enough to be seen: waiting for a park to end. */
  pauses: Stretch[];
}

const TICKS_AT_MOST = 6;

/** Round steps: 1, 2 or 5 times a power of ten. */
function step(span: number): number {
  const rough = span / TICKS_AT_MOST;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
}

/** @param now for an answer that still runs: the axis ends there */
export function waterfallOf(
  trace: Pick<AnswerTrace, "attempts" | "totalMs" | "receivedAt">,
  now: Date,
): Waterfall {
  const { attempts } = trace;
  const ends = attempts.map(({ offsetMs, ms }) => offsetMs + ms);
  const end = trace.totalMs ?? now.getTime() - trace.receivedAt.getTime();
  const span = Math.max(1, end, ...ends);
  const stretch = (from: number, to: number): Stretch => ({
    left: (from / span) * 100,
    width: (Math.max(0, to - from) / span) * 100,
  });
  const every = step(span);
  const firstAt = attempts[0]?.offsetMs ?? 0;
  const pauses = attempts.flatMap(({ offsetMs }, i) => {
    const before = ends[i - 1] ?? offsetMs;
    return offsetMs - before > span * 0.02 ? [stretch(before, offsetMs)] : [];
  });
  return {
    span,
    ticks: Array.from({ length: Math.floor(span / every) + 1 }, (_, i) => i * every),
    queued: firstAt > span * 0.005 ? stretch(0, firstAt) : null,
    pauses,
    bars: attempts.map(({ offsetMs, firstTokenMs, ms }) => ({
      waiting: stretch(offsetMs, offsetMs + Math.min(firstTokenMs ?? ms, ms)),
      streaming:
        firstTokenMs !== null && firstTokenMs < ms ? stretch(offsetMs + firstTokenMs, offsetMs + ms) : null,
    })),
  };
}
