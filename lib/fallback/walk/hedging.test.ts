import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { answers, FakeClock, google, key, type Step, scripted } from "../fixtures/world.ts";
import { Quantile } from "../pace/quantile.ts";
import { Board } from "../parks/board.ts";
import type { ProbeClaims } from "../parks/probes.ts";
import type { Key } from "../types.ts";
import { Hedging } from "./hedging.ts";
import { type WalkOptions, walk } from "./walk.ts";

const twins = [key("k1", "p1"), key("k2", "p1"), key("k3", "p2")];
const after = (ms: number, text = "Salom"): Step[] => [{ wait: ms }, { text }, { finish: "STOP" }];

/** A worker that heard the model speak within a second and has saved up hedges. */
function seasoned(): Hedging {
  const hedging = new Hedging();
  for (let i = 0; i < 100; i++) hedging.asked();
  return hedging;
}

interface Setup {
  keys?: Key[];
  models?: string[];
  claims?: ProbeClaims;
}

function world(script: Record<string, Step[]>, { claims, ...setup }: Setup = {}) {
  const clock = new FakeClock();
  const chain = compileChain({ owner: "tenant", models: ["m1"], keys: twins, ...setup });
  const board = new Board({ random: () => 0, ...(claims && { claims }) });
  for (let i = 0; i < 100; i++) board.pace.heard({ owner: "tenant", model: "m1" }, 1000);
  const { provider, ...rest } = scripted(
    clock,
    ({ model, key }) => script[`${model}/${key.id}`] ?? answers(`from ${key.id}`),
  );
  const start = (options: Partial<WalkOptions<unknown>> = {}) =>
    walk({ chain, board, clock, provider, request: null, hedging: seasoned(), ...options });
  const ask = (options: Partial<WalkOptions<unknown>> = {}) => clock.run(start(options));
  return { clock, chain, board, start, ask, ...rest };
}

const classes = ({ attempts }: Awaited<ReturnType<typeof walk>>) =>
  attempts.map(({ model, key, class: kind }) => `${model}/${key.id} ${kind}`);

test("past the p95 of the first sign of life a candidate of another project is called; the first to speak wins", async () => {
  const { ask, calls, board } = world({ "m1/k1": after(4500, "late") });
  const shown: string[] = [];
  const result = await ask({ onText: (text, attempt) => shown.push(`${attempt}:${text}`) });
  assert.deepEqual(classes(result), ["m1/k1 cancelled", "m1/k3 ok"]);
  assert.deepEqual([result.text, result.candidate!.key.id, shown], ["from k3", "k3", ["1:from k3"]]);
  assert.ok(calls[0]!.signal.aborted);
  const waited = result.attempts[1]!.startedAt - result.attempts[0]!.startedAt;
  assert.ok(waited >= 1000 && waited <= 1100);
  assert.equal(result.attempts[0]!.reason, "another candidate spoke first");
  assert.equal(result.usage, result.attempts[1]!.usage);
  assert.deepEqual(board.all(), []);
});

test("the first candidate may still win: the second is cancelled, and none of its text is shown", async () => {
  const { ask, calls } = world({ "m1/k1": after(1500), "m1/k3": after(2000) });
  const result = await ask();
  assert.deepEqual(classes(result), ["m1/k1 ok", "m1/k3 cancelled"]);
  assert.equal(result.text, "Salom");
  assert.ok(calls[1]!.signal.aborted);
});

test("the loser's silence counts as a sample of its model's pace", async () => {
  const { ask, board } = world({ "m1/k1": after(4500), "m1/k3": after(700) });
  const heard: number[] = [];
  board.pace.heard = (_, ms) => void heard.push(ms);
  await ask();
  assert.equal(heard.length, 2);
  assert.ok(heard.includes(700));
  // Stopped when the other one spoke: about a second until it was late, and 700 ms more.
  assert.ok(Math.max(...heard) >= 1700 && Math.max(...heard) <= 1800, `${heard}`);
});

test("without hedging, or if the first speaks in time, no second candidate is called", async () => {
  assert.equal((await world({ "m1/k1": after(4500) }).ask({ hedging: undefined })).attempts.length, 1);
  assert.equal((await world({ "m1/k1": after(900) }).ask()).attempts.length, 1);
  assert.equal((await world({ "m1/k1": after(4500) }).ask({ hedging: new Hedging() })).attempts.length, 1);
});

test("without a free candidate of another project there is no hedge, and none is used up", async () => {
  const hedging = seasoned();
  const { ask } = world({ "m1/k1": after(4500) }, { keys: twins.slice(0, 2) });
  assert.equal((await ask({ hedging })).attempts.length, 1);
  let left = 0;
  while (hedging.take()) left++;
  assert.equal(left, 5);
});

test("at most one message in twenty hedges", async () => {
  const hedging = new Hedging();
  let message = 0;
  const { ask } = world({
    get "m1/k1"() {
      return message > 300 ? after(2000) : after(500);
    },
  });
  let hedges = 0;
  for (message = 1; message <= 400; message++) {
    if ((await ask({ hedging })).attempts.length > 1) hedges++;
    assert.ok(hedges <= message / 20);
  }
  // Ten were saved up; after that the slow pace has become the usual one.
  assert.ok(hedges >= 10 && hedges <= 15);
});

test("a message hedges once, and both calls count towards its limit of attempts", async () => {
  const slowly: Step[] = [{ wait: 4500 }, ...google.internal()];
  const keys = ["k1", "k2", "k3", "k4", "k5"].map((id) => key(id));
  const script = Object.fromEntries(keys.map(({ id }) => [`m1/${id}`, slowly]));
  const { ask, calls } = world(script, { keys });
  const result = await ask({ limits: { attempts: 4 } });
  assert.deepEqual([result.outcome, result.attempts.length], ["exhausted", 4]);
  const seconds = calls.map(({ at }) => Math.floor((at - calls[0]!.at) / 1000));
  assert.deepEqual(seconds.slice(0, 2), [0, 1]);
  assert.ok(seconds[2]! >= 5 && seconds[3]! >= 9);
  assert.equal((await world(script, { keys }).ask({ limits: { attempts: 1 } })).attempts.length, 1);
});

test("if one of the two fails, the other goes on alone", async () => {
  const first = await world({
    "m1/k1": [{ wait: 2000 }, ...google.overloaded()],
    "m1/k3": after(3000),
  }).ask();
  assert.deepEqual(classes(first), ["m1/k1 overloaded", "m1/k3 ok"]);
  const second = await world({ "m1/k1": after(4500), "m1/k3": google.daySpent() }).ask();
  assert.deepEqual(classes(second), ["m1/k1 ok", "m1/k3 rate_day"]);
  assert.equal(second.attempts[1]!.parks!.scope, "project_model");
});

test("if both fail, the walk goes on past both; text that broke off is replaced, silence is not", async () => {
  const script = {
    "m1/k1": [{ wait: 4500 }, ...answers()],
    "m1/k3": [{ wait: 500 }, { text: "from" }, ...google.internal()],
  };
  const shown: string[] = [];
  const result = await world(script, { models: ["m1", "m2"] }).ask({
    onText: (text) => shown.push(text),
    onRestart: () => shown.push("restart"),
  });
  assert.deepEqual(classes(result), ["m1/k1 cancelled", "m1/k3 internal", "m1/k1 ok"]);
  assert.deepEqual(shown, ["from", "restart", "Salom"]);
});

test("text that broke off is replaced once, even if both failed", async () => {
  const script = {
    "m1/k1": [{ wait: 1200 }, ...google.internal()],
    "m1/k3": [{ wait: 500 }, { text: "from" }, ...google.internal()],
  };
  let restarts = 0;
  const result = await world(script, { models: ["m1", "m2"] }).ask({ onRestart: () => restarts++ });
  assert.deepEqual(classes(result), ["m1/k1 internal", "m1/k3 internal", "m1/k2 ok"]);
  assert.equal(restarts, 1);
});

test("cancelling the message cancels both calls", async () => {
  const { start, clock, calls } = world({ "m1/k1": [{ hang: true }], "m1/k3": [{ hang: true }] });
  const controller = new AbortController();
  const walking = start({ signal: controller.signal });
  await clock.pass(2000);
  controller.abort();
  const result = await walking;
  assert.equal(result.outcome, "cancelled");
  assert.deepEqual(classes(result), ["m1/k1 cancelled", "m1/k3 cancelled"]);
  assert.ok(calls.every(({ signal }) => signal.aborted));
});

/** A hedge's candidate waits for the shared store: its park is over, and another worker may be probing it. */
function claimed(firstAnswersAfter: number) {
  const claim = Promise.withResolvers<boolean>();
  const asked: string[] = [];
  const released: string[] = [];
  const claims: ProbeClaims = {
    claim({ id }) {
      asked.push(id);
      return claim.promise;
    },
    release: ({ id }) => void released.push(id),
  };
  const its = world({ "m1/k1": after(firstAnswersAfter) }, { claims });
  const { board, clock } = its;
  const park = { scope: "key", id: "k3", owner: "tenant", deadline: { at: clock.now() } } as const;
  board.park(park, { class: "rate_unknown", reason: "" }, clock.now());
  /** Whether the candidate of k3 may be asked now. */
  const isFree = () => board.pick(its.chain, clock.now(), Uint8Array.of(1, 1, 0), "free") === 2;
  return { ...its, claim, asked, released, isFree };
}

test("a hedge is called once the shared store has let it probe", async () => {
  const { ask, claim } = claimed(4500);
  claim.resolve(true);
  assert.deepEqual(classes(await ask()), ["m1/k1 cancelled", "m1/k3 ok"]);
});

test("a hedge that may probe only after the first has spoken is not called, and what it held is free again", async () => {
  const { ask, clock, claim, asked, released, isFree } = claimed(1500);
  assert.deepEqual(classes(await ask()), ["m1/k1 ok"]);
  assert.deepEqual([asked, released, isFree()], [["k3"], [], true]);
  // Released only now: a release before the claim would leave the claim in the store.
  claim.resolve(true);
  await clock.pass(1);
  assert.deepEqual(released, ["k3"]);
});

test("a hedge that may probe only after the message was cancelled is not called, and what it held is free again", async () => {
  const { start, clock, claim, released, isFree } = claimed(4500);
  const controller = new AbortController();
  const walking = start({ signal: controller.signal });
  await clock.pass(2000);
  controller.abort();
  claim.resolve(true);
  assert.deepEqual(classes(await walking), ["m1/k1 cancelled"]);
  assert.deepEqual([released, isFree()], [["k3"], true]);
});

test("an error of the caller's own callback ends both calls and parks nothing", async () => {
  const { start, clock, calls, board } = world({ "m1/k1": [{ hang: true }], "m1/k3": after(100) });
  const walking = start({
    onText: () => {
      throw new Error("Telegram is down");
    },
  });
  await assert.rejects(clock.run(walking), /Telegram is down/);
  assert.equal(calls.length, 2);
  assert.ok(calls.every(({ signal }) => signal.aborted));
  assert.deepEqual(board.all(), []);
});

test("a message whose first call fails at once may still hedge its second", async () => {
  const keys = [...twins, key("k4", "p4")];
  const { ask } = world({ "m1/k1": google.internal(), "m1/k2": after(9000) }, { keys });
  assert.deepEqual(classes(await ask()), ["m1/k1 internal", "m1/k2 cancelled", "m1/k3 ok"]);
});

test("a hedge is another project's key of the same model, though another model is free", async () => {
  const { ask } = world({ "m1/k1": after(4500) }, { keys: [twins[0]!, twins[1]!], models: ["m1", "m2"] });
  assert.deepEqual(classes(await ask()), ["m1/k1 ok"]);
});

test("with a hedge in the air only who spoke first is shown; a cancelled one is no other candidate's loss", async () => {
  const { clock, start } = world({
    "m1/k1": [{ wait: 1500 }, { text: "one" }, { wait: 900 }, ...answers()],
    "m1/k3": after(800),
  });
  const stop = new AbortController();
  const asked = start({ signal: stop.signal });
  await clock.pass(1200);
  stop.abort();
  const { attempts } = await clock.run(asked);
  assert.deepEqual(
    attempts.map(({ class: kind, reason }) => [kind, reason]),
    [
      ["cancelled", null],
      ["cancelled", null],
    ],
  );
});

test("what a call tells of its model's pace: the first sign, and whether it thinks; a call that fails tells nothing", async () => {
  const pace = async (steps: Step[]) => {
    const { ask, board } = world({ "m1/k1": steps });
    const heard: number[] = [];
    const thinkers: string[] = [];
    board.pace.heard = (_, ms) => void heard.push(ms);
    board.pace.thought = ({ model }) => void thinkers.push(model);
    await ask({ limits: { attempts: 1 } });
    return [heard, thinkers];
  };
  assert.deepEqual(await pace(after(700)), [[700], []]);
  assert.deepEqual(await pace([{ wait: 300 }, { thought: true }, ...after(700)]), [[300], ["m1"]]);
  assert.deepEqual(await pace([{ wait: 300 }, ...google.overloaded()]), [[], []]);
});

test("the first text frees what the call probed, before the answer has ended", async () => {
  const { board, clock, start } = world({ "m1/k1": [{ text: "Sa" }, { wait: 2000 }, ...answers()] });
  board.park(
    { scope: "key", id: "k1", owner: "tenant", deadline: { at: clock.now() } },
    { class: "rate_unknown", reason: "" },
    clock.now(),
  );
  const asked = start();
  await clock.pass(1000);
  assert.deepEqual(board.all(), []);
  await clock.run(asked);
});

test("quantiles are at most a tenth off for any spread, and follow changes", () => {
  const quantile = new Quantile();
  assert.equal(quantile.at(0.95), 0);
  for (let i = 1; i <= 1000; i++) quantile.add(i * 10);
  for (const q of [0.05, 0.5, 0.95, 1]) {
    assert.ok(quantile.at(q) >= q * 10_000 * 0.99 && quantile.at(q) <= q * 10_000 * 1.11, `${q}`);
  }
  for (let i = 0; i < 6000; i++) quantile.add(50);
  assert.ok(quantile.at(0.95) < 60);
  quantile.add(0);
  quantile.add(1e9);
});
