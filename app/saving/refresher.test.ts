import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { Refresher } from "./refresher.ts";

/** A page with a switchable server, and a count of its loads. */
function page(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const world = { there: true, lost: false, loads: 0, asked: 0, wake: () => {} };
  const refresher = new Refresher({
    async canLoad() {
      world.asked += 1;
      return world.there;
    },
    isLost: () => world.lost,
    untilWorthAsking: () =>
      new Promise((wake) => {
        world.wake = wake;
      }),
    load() {
      world.loads += 1;
    },
  });
  const pass = async (ms = 0) => {
    t.mock.timers.tick(ms);
    await new Promise(setImmediate);
  };
  return { world, refresher, pass };
}

test("the page is loaded once the server is there", async (t) => {
  const { world, refresher, pass } = page(t);
  assert.equal(refresher.ask(), 1);
  assert.equal(world.loads, 0);
  await pass();
  assert.equal(world.loads, 1);
  assert.equal(refresher.shown(), 1);
});

test("requests made at once share one refresh", async (t) => {
  const { world, refresher, pass } = page(t);
  for (const number of [1, 2, 3]) assert.equal(refresher.ask(), number);
  await pass();
  assert.equal(world.loads, 1);
  assert.equal(refresher.shown(), 3);
});

test("requests made during a refresh share one more after it, never in parallel", async (t) => {
  const { world, refresher, pass } = page(t);
  refresher.ask();
  await pass();
  refresher.ask();
  refresher.ask();
  await pass(1_000);
  assert.equal(world.loads, 1);
  assert.equal(refresher.shown(), 1, "what was asked for later is not shown yet");
  await pass();
  assert.equal(world.loads, 2);
  assert.equal(refresher.shown(), 3);
  await pass(60_000);
  assert.equal(world.loads, 2, "nothing more was asked for");
});

test("while the server is away the page is not loaded; once it is back, it is", async (t) => {
  const { world, refresher, pass } = page(t);
  world.there = false;
  refresher.ask();
  await pass();
  for (let i = 0; i < 3; i++) await pass(3_000);
  assert.equal(world.loads, 0);
  assert.equal(world.asked, 4);
  world.there = true;
  await pass(3_000);
  assert.equal(world.loads, 1);
});

test("a refresh that never finishes delays the next one for a limited time", async (t) => {
  const { world, refresher, pass } = page(t);
  refresher.ask();
  await pass();
  refresher.ask();
  await pass(4_000);
  assert.equal(world.loads, 1);
  await pass(1_000);
  assert.equal(world.loads, 2);
});

test("a lost server is not asked again with each request, but when it is worth it", async (t) => {
  const { world, refresher, pass } = page(t);
  Object.assign(world, { there: false, lost: true });
  refresher.ask();
  await pass();
  for (let i = 0; i < 20; i++) {
    refresher.ask();
    await pass(2_000);
  }
  assert.equal(world.asked, 1);
  Object.assign(world, { there: true, lost: false });
  world.wake();
  await pass();
  assert.deepEqual([world.asked, world.loads], [2, 1]);
  assert.equal(refresher.shown(), 21, "all that was asked for meanwhile is shown by it");
  await pass(60_000);
  assert.equal(world.loads, 1);
});
