// One tenant floods what a board keeps of all calls: thousands of models, slow ones, silences, calls under way. What its
// neighbour is answered, by which calls and how soon, stays as if it were alone.
import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "./chain.ts";
import { key } from "./fixtures/walking.ts";
import { answers, FakeClock, google, type Step, scripted } from "./fixtures/world.ts";
import { Board } from "./parks/board.ts";
import { callsLeft } from "./walk/budget.ts";
import { walk } from "./walk/walk.ts";

const quiet = new AbortController().signal;
const second = 1000;
const seconds = (from: number, to: number, every: number) =>
  Array.from({ length: Math.ceil((to - from) / every) }, (_, i) => from + i * every);

/** What the neighbour's calls of m1 come to, by the second. */
function own(at: number, call: number): Step[] {
  if (at >= 70 && at < 70.5) return call % 2 ? answers() : google.overloaded();
  if (at >= 75 && at < 75.5) return [{ hang: true }];
  if (at >= 80 && at < 90) return google.internal();
  return [{ wait: 300 }, ...answers()];
}

/** What the flood's calls of m1 come to. */
const slow: readonly Step[][] = [
  [{ wait: 14 * second }, ...answers()],
  [{ hang: true }],
  [{ wait: 12 * second }, { thought: true }, { wait: 12 * second }, ...answers()],
  google.overloaded(),
];

/** @returns each of the neighbour's messages: what became of it, its calls, and its time */
async function play(isFlooded: boolean) {
  const clock = new FakeClock();
  const start = clock.now();
  const board = new Board({ random: () => 0.5, owners: () => 2 });
  const shop = compileChain({ owner: "shop", models: ["m1", "m2"], keys: [key("s1"), key("s2")] });
  const keys = ["f1", "f2", "f3"].map((id) => key(id));
  const flood = compileChain({ owner: "flood", models: ["m1", "m2"], keys });
  let calls = 0;
  let flooded = 0;
  const { provider } = scripted(clock, ({ owner, model }) => {
    if (model !== "m1") return [{ wait: 100 }, ...answers()];
    if (owner === "shop") return own((clock.now() - start) / second, calls++);
    return slow[flooded++ % slow.length] ?? [];
  });
  const common = { board, clock, provider, request: null };

  const ask = async (at: number) => {
    await clock.sleep(at * second, quiet);
    const asked = clock.now();
    const { outcome, text, attempts, waitedMs, retryAt } = await walk({ ...common, chain: shop });
    const tried = attempts.map(
      ({ model, key: { id }, class: kind, ms, parks }) =>
        `${model}/${id} ${kind} in ${ms} ms, ${parks?.scope ?? "nothing"} parked`,
    );
    return { at, outcome, text, tried, waitedMs, retryAt, took: clock.now() - asked };
  };
  /** Each message has a model of its own, so that everything kept by model is pushed to its bound. */
  const ownModels = async (at: number) => {
    await clock.sleep(at * second, quiet);
    const chains = Array.from({ length: 4200 }, (_, i) =>
      compileChain({ owner: "flood", models: [`x${i}`], keys: keys.slice(0, 1) }),
    );
    await Promise.all(chains.map((chain) => walk({ ...common, chain })));
  };
  const crowd = async (at: number) => {
    await clock.sleep(at * second, quiet);
    const limits = { attempts: callsLeft({ walks: 0, calls: 0 }) };
    await Promise.all(Array.from({ length: 30 }, () => walk({ ...common, chain: flood, limits })));
  };

  const mine = Promise.all(seconds(0, 110, 0.5).map(ask));
  const theirs = isFlooded
    ? Promise.all([ownModels(69.8), ...seconds(60, 95, 1).map(crowd)])
    : Promise.resolve();
  const [answered] = await clock.run(Promise.all([mine, theirs]));
  return answered;
}

test("a tenant that floods the board with models, silences and slow calls changes no call of its neighbour", async () => {
  const alone = await play(false);
  // The neighbour has learned something that a flood could push out, and has troubles of its own.
  const at = (second: number) => alone.find((message) => message.at === second);
  assert.deepEqual(at(70)?.tried, [
    "m1/s1 overloaded in 0 ms, nothing parked",
    "m1/s2 ok in 0 ms, nothing parked",
  ]);
  assert.match(at(75)?.tried[0] ?? "", /^m1\/s1 timeout in 5000 ms, key_model parked$/);
  assert.ok(alone.some(({ tried }) => tried.some((call) => /internal.*, model parked$/.test(call))));
  assert.ok(alone.every(({ outcome }) => outcome === "answered"));

  assert.deepEqual(await play(true), alone);
});
