import assert from "node:assert/strict";
import test from "node:test";
import { GATHER_MS } from "../alert-events.ts";
import { decideAlert, type OpenCause, subjectKey } from "./decide.ts";

const cause = (id: number, openedAt: number, more: Partial<OpenCause> = {}): OpenCause => ({
  id,
  kind: "key_refused",
  subject: `key ${id}`,
  openedAt,
  ...more,
});
const decide = (given: Partial<Parameters<typeof decideAlert>[0]>) => {
  const { tell, at } = decideAlert({ untold: [], toldAt: new Map(), sends: [], now: 0, ...given });
  return { tell: tell.map(({ id }) => id), at };
};

test("a cause is told once others had time to join it, and with it all that opened since", () => {
  const untold = [cause(1, 0), cause(2, 400), cause(3, 900)];
  assert.deepEqual(decide({ untold, now: 900 }), { tell: [], at: GATHER_MS });
  assert.deepEqual(decide({ untold, now: GATHER_MS }), { tell: [1, 2, 3], at: null });
});

test("500 causes at once make one message", () => {
  const untold = Array.from({ length: 500 }, (_, id) => cause(id, id % 50));
  const { tell, at } = decide({ untold, now: GATHER_MS });
  assert.deepEqual([tell.length, at], [500, null]);
});

test("one message tells of a thousand at most, and the next of the others at once", () => {
  const untold = Array.from({ length: 1_001 }, (_, id) => cause(id, 0));
  const { tell, at } = decide({ untold, now: GATHER_MS });
  assert.deepEqual([tell.length, at], [1_000, GATHER_MS]);
});

test("causes that come one after the other are told at once up to five messages, then twice a minute, all that wait together", () => {
  const sends: number[] = [];
  const told: number[] = [];
  let untold: OpenCause[] = [];
  for (let now = 0; now <= 120_000; now += 500) {
    if (now % 1_000 === 0) untold = [...untold, cause(now / 1_000, now)];
    const { tell } = decideAlert({ untold, toldAt: new Map(), sends, now });
    if (tell.length === 0) continue;
    sends.unshift(now);
    told.push(...tell.map(({ id }) => id));
    untold = untold.filter((each) => !tell.includes(each));
  }
  assert.equal(sends.filter((at) => at <= 11_000).length, 5);
  assert.equal(sends.length, 8);
  assert.deepEqual(
    told,
    Array.from({ length: told.length }, (_, id) => id),
    "each once, in order",
  );
});

test("a subject that breaks again is told after five minutes, and does not hold up another", () => {
  const again = cause(1, 60_000);
  const toldAt = new Map([[subjectKey(again), 10_000]]);
  assert.deepEqual(decide({ untold: [again], toldAt, now: 100_000 }), { tell: [], at: 310_000 });
  assert.deepEqual(decide({ untold: [again, cause(2, 99_000)], toldAt, now: 100_000 }), {
    tell: [2],
    at: 310_000,
  });
  assert.deepEqual(decide({ untold: [again], toldAt, now: 310_000 }).tell, [1]);
});

test("without causes nothing is due", () => {
  assert.deepEqual(decide({ now: 5 }), { tell: [], at: null });
});
