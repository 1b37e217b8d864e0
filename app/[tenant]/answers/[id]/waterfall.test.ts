import assert from "node:assert/strict";
import test from "node:test";
import type { AttemptView } from "#lib/answers/trace.ts";
import { waterfallOf } from "./waterfall.ts";

const receivedAt = new Date("2026-11-23T12:00:00Z");
const attempt = (offsetMs: number, ms: number, firstTokenMs: number | null = null) =>
  ({ offsetMs, ms, firstTokenMs }) as AttemptView;

test("a bar is placed by its times, and split at the first token", () => {
  const { bars, span } = waterfallOf(
    { receivedAt, totalMs: 1_000, attempts: [attempt(100, 100), attempt(200, 800, 300)] },
    receivedAt,
  );
  assert.equal(span, 1_000);
  assert.deepEqual(bars, [
    { waiting: { left: 10, width: 10 }, streaming: null },
    { waiting: { left: 20, width: 30 }, streaming: { left: 50, width: 50 } },
  ]);
});

test("waiting before the first attempt and between attempts is shown", () => {
  const { queued, pauses } = waterfallOf(
    { receivedAt, totalMs: 1_000, attempts: [attempt(50, 50), attempt(101, 99), attempt(600, 400, 10)] },
    receivedAt,
  );
  assert.deepEqual(queued, { left: 0, width: 5 });
  assert.deepEqual(pauses, [{ left: 20, width: 40 }]);
});

test("the axis of an unfinished answer ends now; an answer without attempts has an axis too", () => {
  const now = new Date(receivedAt.getTime() + 4_000);
  assert.equal(waterfallOf({ receivedAt, totalMs: null, attempts: [] }, now).span, 4_000);
  assert.deepEqual(waterfallOf({ receivedAt, totalMs: 0, attempts: [] }, now).bars, []);
});

test("ticks are round, few, and within the axis", () => {
  for (const totalMs of [7, 90, 999, 1_000, 1_001, 4_321, 60_000, 61_234]) {
    const { ticks, span } = waterfallOf({ receivedAt, totalMs, attempts: [] }, receivedAt);
    assert.ok(ticks.length >= 2 && ticks.length <= 7, `${totalMs}: ${ticks}`);
    assert.ok(ticks[0] === 0 && Math.max(...ticks) <= span);
  }
});
