import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { Refresher } from "./refresher.ts";

/** A page whose server is there or not, and the numbers up to which it was loaded. */
function page(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const world = { there: true, loads: [] as number[], asked: 0 };
  const refresher = new Refresher({
    async isServerThere() {
      world.asked += 1;
      return world.there;
    },
    load: (upTo) => world.loads.push(upTo),
  });
  const pass = async (ms = 0) => {
    t.mock.timers.tick(ms);
    await new Promise(setImmediate);
  };
  return { world, refresher, pass };
}

test("the page is loaded once the server is there, and says up to which request", async (t) => {
  const { world, refresher, pass } = page(t);
  assert.equal(refresher.ask(), 1);
  await pass();
  assert.deepEqual(world.loads, [1]);
});

test("what is asked for at once is one refresh", async (t) => {
  const { world, refresher, pass } = page(t);
  for (const number of [1, 2, 3]) assert.equal(refresher.ask(), number);
  await pass();
  assert.deepEqual(world.loads, [3]);
});

test("what is asked for while a refresh is under way is one more after it, never one beside it", async (t) => {
  const { world, refresher, pass } = page(t);
  refresher.ask();
  await pass();
  refresher.ask();
  refresher.ask();
  await pass(1_000);
  assert.deepEqual(world.loads, [1]);
  refresher.shown(1);
  await pass();
  assert.deepEqual(world.loads, [1, 3]);
  refresher.shown(3);
  await pass(60_000);
  assert.deepEqual(world.loads, [1, 3], "nothing more was asked for");
});

test("while the server is away the page is left alone, and loaded as soon as it is back", async (t) => {
  const { world, refresher, pass } = page(t);
  world.there = false;
  refresher.ask();
  await pass();
  for (let i = 0; i < 3; i++) await pass(3_000);
  assert.deepEqual(world.loads, []);
  assert.equal(world.asked, 4);
  world.there = true;
  await pass(3_000);
  assert.deepEqual(world.loads, [1]);
});

test("a refresh that never shows holds up the next one for a while only", async (t) => {
  const { world, refresher, pass } = page(t);
  refresher.ask();
  await pass();
  refresher.ask();
  await pass(14_000);
  assert.deepEqual(world.loads, [1]);
  await pass(1_000);
  assert.deepEqual(world.loads, [1, 2]);
  // It shows after all: the next is still under way.
  refresher.shown(1);
  refresher.ask();
  await pass();
  assert.deepEqual(world.loads, [1, 2]);
});
