import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { Reachability } from "./reachability.ts";

/** A page that asks a silent server as often as it may. @returns how often it asked by then */
function besieger(t: TestContext, random = () => 0) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const connection = new Reachability(random);
  let asked = 0;
  const ask = async (): Promise<void> => {
    asked += 1;
    connection.tell("page", false);
    await connection.untilWorthAsking();
    await ask();
  };
  void ask();
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      t.mock.timers.tick(100);
      await new Promise(setImmediate);
    }
    return asked;
  };
  return { connection, pass };
}

test("a server that does not answer is asked ever less, at least twice a minute", async (t) => {
  const { pass } = besieger(t);
  const first = await pass(1_000);
  assert.equal(first, 2, "soon after the first failure");
  const minute = await pass(59_000);
  assert.ok(minute <= 9, `${minute} in the first minute`);
  const later = (await pass(600_000)) - minute;
  assert.ok(later >= 20 && later <= 41, `${later} in ten more minutes`);
});

test("pages that lost the server together do not come back together", async (t) => {
  const [early, late] = [() => 0, () => 0.999];
  const one = besieger(t, early);
  const oneAsked = await one.pass(900);
  t.mock.timers.reset();
  const other = besieger(t, late);
  assert.notEqual(oneAsked, await other.pass(900));
});

test("all who wait ask in one beat", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const connection = new Reachability(() => 1);
  const woken: number[] = [];
  for (const who of [1, 2, 3]) void connection.untilWorthAsking().then(() => woken.push(who));
  t.mock.timers.tick(999);
  await new Promise(setImmediate);
  assert.deepEqual(woken, []);
  t.mock.timers.tick(1);
  await new Promise(setImmediate);
  assert.deepEqual(woken, [1, 2, 3]);
});

test("when the network is back or somebody looks, it is asked at once and soon again", async (t) => {
  const { connection, pass } = besieger(t);
  const before = await pass(120_000);
  connection.wake();
  assert.equal(await pass(100), before + 1);
  assert.ok((await pass(1_000)) >= before + 2, "the pace begins anew");
});

test("no network is told apart from a silent server, and neither is left while somebody has no answer", () => {
  const connection = new Reachability();
  const seen: string[] = [];
  connection.subscribe(() => seen.push(connection.state()));
  connection.tell("pulse", false);
  connection.tell("browser", false);
  connection.tell("page", false);
  connection.tell("browser", true);
  connection.tell("pulse", true);
  connection.tell("page", true);
  assert.deepEqual(seen, ["silent", "offline", "silent", "there"]);
});
