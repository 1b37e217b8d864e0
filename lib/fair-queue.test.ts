import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FairQueue, type Place } from "./fair-queue.ts";

const settled = () => sleep(0);
/** Enters `count` times. @returns the places, and in `started` the keys in the order of their turns */
function enter(queue: FairQueue, key: string, count: number, started: string[]): Place[] {
  return Array.from({ length: count }, () => {
    const place = queue.enter(key);
    void place.turn.then((mayStart) => mayStart && started.push(key));
    return place;
  });
}

test("keys take turns, so whoever comes last to a flood of others is next but one", async () => {
  const queue = new FairQueue({ atOnce: 1, each: 100, all: 300 });
  const started: string[] = [];
  const flood = [...enter(queue, "a", 50, started), ...enter(queue, "b", 50, started)];
  const [own] = enter(queue, "own", 1, started);
  for (let i = 0; i < 3; i++) {
    await settled();
    for (const place of [...flood, own]) if (started.length === i + 1) place?.yield();
  }
  await settled();
  assert.deepEqual(started.slice(0, 4).toSorted(), ["a", "a", "b", "own"]);
});

test("what runs is bounded, for one key and for all", async () => {
  const queue = new FairQueue({ atOnce: 3, eachAtOnce: 2, each: 10, all: 100 });
  const started: string[] = [];
  const first = enter(queue, "a", 5, started);
  await settled();
  assert.deepEqual(started, ["a", "a"]);
  enter(queue, "b", 5, started);
  await settled();
  assert.deepEqual(started, ["a", "a", "b"]);
  for (const place of first.toReversed()) place.leave();
  await settled();
  assert.deepEqual(started, ["a", "a", "b", "b"]);
});

test("when it is full, the key with the most loses its newest, and whoever has as many is refused", async () => {
  const queue = new FairQueue({ atOnce: 1, each: 8, all: 10 });
  const [a, b] = [enter(queue, "a", 8, []), enter(queue, "b", 2, [])];
  const own = queue.enter("own");
  assert.equal(await a[7]?.turn, false, "the newest of the largest");
  for (const place of [...a, ...b]) place.leave();
  assert.equal(await own.turn, true);
  const full = new FairQueue({ atOnce: 1, each: 1, all: 3 });
  for (const key of ["a", "b", "c"]) full.enter(key);
  assert.equal(await full.enter("d").turn, false);
});

test("one key has a bounded share, also of what has yielded, and leaving gives it back", async () => {
  const queue = new FairQueue({ atOnce: 2, each: 3, all: 100 });
  const places = enter(queue, "a", 3, []);
  for (const place of places) place.yield();
  assert.equal(await queue.enter("a").turn, false);
  places[0]?.leave();
  places[0]?.leave();
  assert.equal(await queue.enter("a").turn, true);
  assert.equal(await queue.enter("a").turn, false);
});

test("starts are paced after a burst", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let at = 0;
  t.mock.method(performance, "now", () => at);
  const pass = async (ms: number) => {
    at += ms;
    t.mock.timers.tick(ms);
    await settled();
    return started.length;
  };
  const queue = new FairQueue({ atOnce: 10, each: 10, all: 10, pace: { perSecond: 50, burst: 2 } });
  const started: string[] = [];
  const places = enter(queue, "a", 4, started);
  assert.deepEqual([await pass(0), await pass(19), await pass(1), await pass(20)], [2, 2, 3, 4]);
  assert.deepEqual(await Promise.all(places.map(({ turn }) => turn)), [true, true, true, true]);
});

test("whoever leaves before its turn is not started", async () => {
  const queue = new FairQueue({ atOnce: 1, each: 5, all: 5 });
  const [first, second] = enter(queue, "a", 2, []);
  second?.leave();
  assert.equal(await second?.turn, false);
  first?.leave();
  assert.equal(await queue.enter("a").turn, true);
});
