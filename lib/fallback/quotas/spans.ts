// Default windows of quotas: minutes, hours and days of UTC.
import type { CountWindow, Span } from "../types.ts";

const lengths: Readonly<Record<CountWindow, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** For providers whose days begin elsewhere, inject another SpanOf. */
export function utcSpanOf(window: CountWindow, now: number): Span {
  const length = lengths[window];
  const startsAt = now - (now % length);
  return { startsAt, endsAt: startsAt + length };
}
