// What went wrong with the real Google, each as a rule of the walk.
import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { key, world } from "../fixtures/walks.ts";
import { answers, google, type Step } from "../fixtures/world.ts";
import { walk } from "./walk.ts";

const times = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
const many = { models: times(4, "m"), keys: times(4, "k").map((id) => key(id)) };

test("if every failure was the message's own, no later answer is promised", async () => {
  const own: Record<string, Step[]> = {
    "500 everywhere": google.internal(),
    "an end without a reason": [{ text: "" }, { finish: null }],
    "silence everywhere": [{ hang: true }],
    "no text everywhere": [{ finish: "OTHER" }],
  };
  for (const [what, steps] of Object.entries(own)) {
    const { ask, calls } = world(() => steps, many);
    const result = await ask();
    assert.equal(result.outcome, "exhausted", what);
    assert.equal(result.retryAt, null, what);
    assert.ok(calls.length <= 12, `${what}: ${calls.length} calls`);
  }
});

test("text with an odd finish reason is an answer, marked as cut, if no other model does better: one call per model", async () => {
  const { ask, calls, board } = world(() => [{ text: "Salom" }, { finish: "OTHER" }], many);
  const result = await ask();
  assert.deepEqual([result.outcome, result.text, result.cut], ["answered", "Salom", true]);
  assert.equal(calls.length, 4);
  assert.deepEqual(board.all(), []);
  const better = world({ "m1/k1": [{ text: "Sal" }, { finish: "LANGUAGE" }] }, many);
  assert.equal((await better.ask()).candidate?.model, "m2");
});

test("the longest text of a broken stream is the answer, marked as cut, if nobody else can answer", async () => {
  const { ask } = world(
    { "m1/k1": [{ text: "Assalomu alaykum" }, ...google.internal()] },
    { models: ["m1"], keys: [key("k1")] },
  );
  const result = await ask({ limits: { attempts: 1 } });
  assert.deepEqual([result.outcome, result.text, result.cut], ["answered", "Assalomu alaykum", true]);
});

test("silence asks the next model, not the same one with the next key", async () => {
  const { ask, names } = world({ "m1/k1": [{ hang: true }] }, many);
  assert.equal((await ask()).outcome, "answered");
  assert.deepEqual(names(), ["m1/k1", "m2/k1"]);
});

test("thoughts are a sign of life: a model that thinks for a minute is not given up", async () => {
  const thinking: Step[] = [
    ...times(4, "").flatMap((): Step[] => [{ wait: 12_000 }, { thought: true }]),
    ...answers(),
  ];
  const { ask, calls } = world({ "m1/k1": thinking }, many);
  assert.equal((await ask()).candidate?.model, "m1");
  assert.equal(calls.length, 1);
});

test("a model denied to a key is parked for that key only; the key's other models answer", async () => {
  const { ask, clock, calls } = world((name) => (name.startsWith("m1") ? google.denied() : answers()), {
    keys: [key("k1")],
  });
  for (let i = 0; i < 180; i++) {
    assert.equal((await ask()).candidate?.model, "m2");
    await clock.pass(60_000);
  }
  assert.ok(calls.length <= 180 + 4, `${calls.length} calls`);
});

test("a project refused for its billing does not refuse the message: the paid key answers", async () => {
  const { ask, board } = world({ "m1/k1": google.unbilled() });
  const result = await ask();
  assert.deepEqual([result.outcome, result.candidate?.key.id], ["answered", "k2"]);
  assert.deepEqual(
    board.all().map(({ scope, id }) => `${scope} ${id}`),
    ["project k1"],
  );
});

test("a retry time of zero does not call the same candidate again at once", async () => {
  const { ask, calls } = world((_, call) => (call === 0 ? google.minuteSpent(0) : answers()), {
    models: ["m1"],
    keys: [key("k1")],
  });
  await ask();
  const [first, second] = calls;
  assert.ok(first && second && second.at - first.at >= 1000);
});

test("one message that fails in every way parks nothing for another tenant, and costs it nothing", async () => {
  const ways: Step[][] = [
    google.internal(),
    google.overloaded(),
    google.unreachable(),
    google.location(),
    [{ hang: true }],
  ];
  for (const steps of ways) {
    const { clock, board, provider } = world((name) => (name.includes("bad") ? steps : answers()));
    const chainOf = (owner: string, ...ids: string[]) =>
      compileChain({ owner, models: ["m1", "m2"], keys: ids.map((id) => key(id)) });
    const [bad, good] = [chainOf("bad", "bad1", "bad2"), chainOf("good", "good1", "good2")];
    for (let i = 0; i < 5; i++)
      await clock.run(walk({ chain: bad, board, clock, provider, request: null, message: "the same" }));
    const from = clock.now();
    const result = await clock.run(walk({ chain: good, board, clock, provider, request: null }));
    assert.deepEqual([result.outcome, result.attempts.length, clock.now() - from], ["answered", 1, 0]);
  }
});

test("waiting messages of one tenant wake for that tenant's news only", async () => {
  const { clock, board, provider } = world(() => answers());
  const chainOf = (owner: string) => compileChain({ owner, models: ["m1"], keys: [key(`${owner}-key`)] });
  const parked = (owner: string, ms: number) =>
    board.park(
      { scope: "key", id: `${owner}-key`, owner, deadline: { at: clock.now() + ms } },
      { class: "rate_unknown", reason: "" },
      clock.now(),
    );
  parked("busy", 30_000);
  const busy = chainOf("busy");
  let woken = 0;
  const sleep = clock.sleep.bind(clock);
  const counting = {
    now: () => clock.now(),
    sleep: (ms: number, signal: AbortSignal) => sleep(ms, signal).then(() => void woken++),
  };
  const waiting = Array.from({ length: 100 }, () =>
    walk({ chain: busy, board, clock: counting, provider, request: null }),
  );
  await clock.pass(1000);
  const before = woken;
  for (let i = 0; i < 50; i++) {
    parked("quiet", 1000);
    board.clear("key", "quiet-key");
  }
  await clock.pass(1000);
  assert.equal(woken, before);
  await clock.run(Promise.all(waiting));
});

test("the machine's clock set back ten minutes delays nothing", async (t) => {
  const { systemClock } = await import("../system-clock.ts");
  const before = systemClock.now();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() - 600_000 });
  assert.ok(systemClock.now() >= before);
});
