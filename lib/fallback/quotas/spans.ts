import type { CountWindow, Span } from "../types.ts";

const lengths: Readonly<Record<CountWindow, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Windows of the clock; a provider whose days begin elsewhere brings its own. */
export function utcSpanOf(window: CountWindow, now: number): Span {
  const length = lengths[window];
  const startsAt = now - (now % length);
  return { startsAt, endsAt: startsAt + length };
}
