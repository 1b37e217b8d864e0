import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { key, many, seed, world } from "../fixtures/walking.ts";
import { answers, google, type Step } from "../fixtures/world.ts";
import type { AttemptClass, Key } from "../types.ts";
import { Order } from "./order.ts";
import { type Attempt, walk } from "./walk.ts";

test("key 1 is spent: key 2 answers with the same model", async () => {
  const { ask, names } = world({ "m1/k1": google.daySpent() });
  const result = await ask();
  assert.deepEqual(names(), ["m1/k1", "m1/k2"]);
  assert.equal(result.outcome, "answered");
  assert.equal(result.text, "Salom");
  assert.equal(result.candidate!.key.id, "k2");
  const [first, second] = result.attempts;
  assert.deepEqual(
    [first!.class, first!.httpStatus, first!.parks!.scope],
    ["rate_day", 429, "project_model"],
  );
  assert.equal(first!.parks!.until, Date.parse("2026-07-16T07:00:00Z"));
  assert.deepEqual([second!.class, second!.httpStatus, second!.parks], ["ok", 200, null]);
  assert.deepEqual(second!.key, { id: "k2", label: "Key k2", last4: "abcd" });
});

test("both keys are spent: key 1 answers with the next model", async () => {
  const { ask, names } = world({ "m1/k1": google.daySpent(), "m1/k2": google.daySpent() });
  assert.equal((await ask()).candidate!.model, "m2");
  assert.deepEqual(names(), ["m1/k1", "m1/k2", "m2/k1"]);
});

test("in the steady state a message costs one attempt, however many keys are dead", async () => {
  const keys = Array.from({ length: 10 }, (_, i) => key(`k${i}`));
  const dead = Object.fromEntries(keys.slice(0, 9).map(({ id }) => [`m1/${id}`, google.invalidKey()]));
  const { ask, calls } = world(dead, { models: ["m1"], keys });
  assert.equal((await ask()).attempts.length, 10);
  for (let message = 0; message < 20; message++) assert.equal((await ask()).attempts.length, 1);
  assert.equal(calls.length, 30);
});

test("a pair that is known not to work is never called; the model is asked of the other keys", async () => {
  const { ask, names, board, clock } = world({ "m1/k2": google.daySpent() });
  const usable = (model: string, { id }: Key) => !(model === "m1" && id === "k1");
  const chain = compileChain({ owner: "tenant", ...seed, usable });
  assert.equal((await ask({ chain, board, clock })).candidate!.model, "m2");
  assert.deepEqual(names(), ["m1/k2", "m2/k1"]);
});

test("after a spent quota or an overload the other keys of the project are skipped", async () => {
  const shared = { keys: [key("k1", "p"), key("k2", "p"), key("k3", "q")] };
  const spent = world({ "m1/k1": google.minuteSpent(30) }, shared);
  await spent.ask();
  assert.deepEqual(spent.names(), ["m1/k1", "m1/k3"]);
  const overloaded = world({ "m1/k1": google.overloaded() }, shared);
  await overloaded.ask();
  assert.deepEqual(overloaded.names(), ["m1/k1", "m1/k3"]);
  const disabled = world({ "m1/k1": google.disabled() }, shared);
  await disabled.ask();
  assert.deepEqual(disabled.names(), ["m1/k1", "m1/k3"]);
});

test("a leaked key does not park its model, and a missing model parks no key", async () => {
  const { ask, names } = world({ "m1/k1": google.leakedKey() });
  await ask();
  assert.deepEqual(names(), ["m1/k1", "m1/k2"]);
  const missing = world((name) => (name.startsWith("m1") ? google.missing() : answers()));
  await missing.ask();
  await missing.ask();
  assert.deepEqual(missing.names(), ["m1/k1", "m1/k2", "m2/k1", "m2/k1"]);
});

test("an internal error goes to the next candidate and parks nothing", async () => {
  const { ask, names, board } = world({ "m1/k1": google.internal() });
  await ask();
  assert.deepEqual(names(), ["m1/k1", "m1/k2"]);
  assert.deepEqual(board.all(), []);
});

test("an overloaded model is tried once more with another project; then the next model answers", async () => {
  const keys = [key("k1", "p"), key("k2", "p"), key("k3", "q"), key("k4", "r")];
  const { ask, names } = world((name) => (name.startsWith("m1") ? google.overloaded() : answers()), { keys });
  assert.equal((await ask()).outcome, "answered");
  assert.deepEqual(names(), ["m1/k1", "m1/k3", "m2/k1"]);
});

test("with 5 % of overloads nearly every message is answered by the first model", async () => {
  const keys = [key("k1"), key("k2"), key("k3")];
  const { start, clock } = world(
    (name, call) => (name.startsWith("m1") && call % 20 === 0 ? google.overloaded() : answers()),
    { keys },
  );
  const asked = Array.from({ length: 600 }, async (_, i) => {
    await clock.sleep(i * 100, new AbortController().signal);
    return start();
  });
  const results = await clock.run(Promise.all(asked));
  const first = results.filter(({ candidate }) => candidate?.model === "m1").length;
  assert.ok(first >= 0.97 * results.length, `${first} of ${results.length}`);
});

test("a bad request gets one more try on another model and project; a second refusal is final", async () => {
  const { ask, names, board } = world(() => google.badRequest(), { models: ["m1", "m2", "m3"] });
  const result = await ask();
  assert.deepEqual([result.outcome, result.refusal, result.text], ["refused", "bad_request", ""]);
  assert.deepEqual(names(), ["m1/k1", "m2/k2"]);
  assert.deepEqual(board.all(), []);
});

test("a request that one model refuses is answered by another", async () => {
  const { ask } = world({ "m1/k1": [{ text: "Bi" }, { finish: "SAFETY" }] });
  const shown: string[] = [];
  let restarts = 0;
  const result = await ask({ onText: (text) => shown.push(text), onRestart: () => restarts++ });
  assert.deepEqual([result.outcome, result.refusal, result.text], ["answered", null, "Salom"]);
  assert.deepEqual([shown, restarts], [["Bi", "Salom"], 1]);
});

test("a prompt blocked by two models is refused; by one, if there is no other", async () => {
  const blocked = () => [{ finish: null, block: "PROHIBITED_CONTENT" }];
  assert.equal((await world(blocked).ask()).refusal, "blocked");
  const alone = await world(blocked, { models: ["m1"] }).ask();
  assert.deepEqual([alone.outcome, alone.attempts.length], ["refused", 1]);
});

test("an empty answer goes to the next model, not to the next key", async () => {
  const { ask, names } = world({ "m1/k1": [{ finish: "STOP" }] });
  assert.equal((await ask()).outcome, "answered");
  assert.deepEqual(names(), ["m1/k1", "m2/k1"]);
});

test("MAX_TOKENS with text is an answer, marked as cut", async () => {
  const { ask } = world({ "m1/k1": [{ text: "Bir" }, { finish: "MAX_TOKENS" }] });
  const result = await ask();
  assert.deepEqual([result.outcome, result.text, result.cut], ["answered", "Bir", true]);
});

test("after a failure in mid-stream the next candidate starts over and the shown text is replaced", async () => {
  for (const breaking of [google.internal(), [{ finish: null }], []]) {
    const { ask } = world({ "m1/k1": [{ text: "Sa" }, { text: "lo" }, ...breaking] });
    const shown: string[] = [];
    const result = await ask({
      onText: (text, attempt) => shown.push(`${attempt}:${text}`),
      onRestart: () => shown.push("restart"),
    });
    assert.deepEqual(shown, ["0:Sa", "0:Salo", "restart", "1:Salom"]);
    assert.deepEqual([result.text, result.attempts[0]!.class], ["Salom", "internal"]);
  }
});

test("the number of attempts is bounded", async () => {
  const keys = Array.from({ length: 30 }, (_, i) => key(`k${i}`));
  const { ask, calls } = world(() => google.vague(), { keys });
  assert.equal((await ask()).outcome, "exhausted");
  assert.equal(calls.length, 12);
  assert.equal((await ask({ limits: { attempts: 3 } })).attempts.length, 3);
});

test("without keys or models the walk is exhausted without a call", async () => {
  assert.equal((await world({}, { keys: [] }).ask()).outcome, "exhausted");
  assert.equal((await world({}, { models: [] }).ask()).retryAt, null);
});

test("what an error teaches is on the attempt", async () => {
  const { ask } = world({
    "m1/k1": google.minuteSpent(30),
    "m1/k2": [{ fail: { http: 418, body: "teapot" } }],
  });
  const [spent, odd] = (await ask()).attempts;
  assert.equal(spent!.learned!.quotas[0]!.window, "minute");
  assert.match(odd!.learned!.fingerprint!, /418/);
});

test("keys of last resort come last within their model", async () => {
  const keys = [{ ...key("paid"), lastResort: true }, key("free")];
  const { chain } = world({}, { keys });
  assert.deepEqual(
    chain.candidates.map(({ model, key }) => `${model}/${key.id}`),
    ["m1/free", "m1/paid", "m2/free", "m2/paid"],
  );
});

test("an error of the caller's own callback parks nothing", async () => {
  const { start, clock, board } = world({});
  const walking = start({
    onText: () => {
      throw new Error("Telegram is down");
    },
  });
  await assert.rejects(clock.run(walking), /Telegram is down/);
  assert.deepEqual(board.all(), []);
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

test("text with an odd finish reason stands if the next model refuses the prompt", async () => {
  const { ask } = world({
    "m1/k1": [{ text: "Salom" }, { finish: "OTHER" }],
    "m2/k1": [{ finish: "SAFETY" }],
    "m2/k2": [{ finish: "SAFETY" }],
  });
  const result = await ask();
  assert.deepEqual([result.outcome, result.text, result.cut], ["answered", "Salom", true]);
});

test("text that a model was stopped from is never an answer", async () => {
  const { ask } = world(() => [{ text: "Salom" }, { finish: "PROHIBITED_CONTENT" }], many);
  const { outcome, text } = await ask();
  assert.deepEqual([outcome, text], ["refused", ""]);
});

test("the longest text of a broken stream is the answer, marked as cut, if nobody else can answer", async () => {
  const { ask } = world(
    { "m1/k1": [{ text: "Assalomu alaykum" }, ...google.internal()] },
    { models: ["m1"], keys: [key("k1")] },
  );
  const result = await ask({ limits: { attempts: 1 } });
  assert.deepEqual([result.outcome, result.text, result.cut], ["answered", "Assalomu alaykum", true]);
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

test("a whole answer is not cut, and carries its tokens; without an answer, the last tokens told are reported", async () => {
  const tokens = (inputTokens: number): Step[] => [{ text: "a" }, { finish: "STOP", inputTokens }];
  const whole = await world({ "m1/k1": tokens(7) }).ask();
  assert.deepEqual([whole.cut, whole.usage], [false, { inputTokens: 7, outputTokens: 1 }]);
  const empty = (inputTokens: number): Step[] => [{ finish: "STOP", inputTokens }];
  const none = await world({ "m1/k1": empty(3), "m2/k1": empty(5) }).ask({ limits: { deadlineMs: 900 } });
  assert.deepEqual([none.outcome, none.cut, none.usage?.inputTokens], ["exhausted", false, 5]);
});

test("tokens of failed calls count too", async () => {
  const { ask, board, chain, clock } = world({ "m1/k1": [{ finish: "STOP", inputTokens: 5 }] });
  await ask();
  const used = (i: number) => board.quotas.meterOf(chain.candidates[i]!).day.used("tokens", clock.now());
  assert.deepEqual([0, 1, 2].map(used), [5, 0, 1]);
});

test("the text of a blocked answer is never the answer; another broken text is shown again if it is", async () => {
  const shown: string[] = [];
  const broken: Step[] = [{ text: "half" }, { fail: { http: 500 } }];
  const steps = { "m1/k1": [{ text: "forbidden words" }, { finish: "SAFETY" }] as Step[], "m2/k2": broken };
  const { ask } = world(steps, { models: ["m1", "m2"], keys: [key("k1"), key("k2")] });
  const blocked = await ask({ onText: (text) => shown.push(text), limits: { attempts: 1 } });
  assert.deepEqual([blocked.outcome, blocked.text], ["refused", ""]);
  const odd = world({ "m1/k1": broken }, { models: ["m1"], keys: [key("k1")] });
  const again: string[] = [];
  const result = await odd.ask({
    limits: { attempts: 1 },
    onText: (text, attempt) => again.push(`${attempt} ${text}`),
    onRestart: () => again.push("-"),
  });
  assert.deepEqual([result.outcome, result.cut, result.text], ["answered", true, "half"]);
  assert.deepEqual(again, ["0 half", "-", "0 half"]);
});

test("all candidates that a failure parks come last, not only the one that failed", async () => {
  const keys = [key("k1", "p1"), key("k2", "p1"), key("k3", "p2")];
  const script = {
    "m1/k1": google.minuteSpent(5),
    "m1/k3": [{ wait: 9000 }, ...google.internal()] as Step[],
  };
  const { ask, names } = world(script, { models: ["m1", "m2"], keys });
  // The park of five seconds is over when k3 fails, but k2 shares it.
  assert.equal((await ask()).outcome, "answered");
  assert.deepEqual(names(), ["m1/k1", "m1/k3", "m2/k1"]);
});

test("after an overload another project of the model is tried, then another model", async () => {
  const keys = [key("k1", "p1"), key("k2", "p1"), key("k3", "p2"), key("k4", "p3")];
  const busy = Object.fromEntries(keys.map(({ id }) => [`m1/${id}`, google.overloaded()]));
  const { ask, names } = world(busy, { models: ["m1", "m2"], keys });
  await ask();
  assert.deepEqual(names(), ["m1/k1", "m1/k3", "m2/k1"]);
});

test("a later answer is promised if any failure was not the message's own; cancelled calls count for neither", async () => {
  const attempt = (kind: AttemptClass, silent = false) => ({ class: kind, silent }) as Attempt;
  const { chain, board, clock } = world({});
  board.park(
    { scope: "model", id: "*/m1", owner: null, deadline: { at: clock.now() + 500 } },
    { class: "overloaded", reason: "" },
    clock.now(),
  );
  board.park(
    { scope: "model", id: "*/m2", owner: null, deadline: { at: clock.now() + 900 } },
    { class: "overloaded", reason: "" },
    clock.now(),
  );
  const promised = (...attempts: Attempt[]) =>
    new Order(chain, board).promise(attempts, clock.now()) !== null;
  assert.equal(promised(attempt("rate_day")), true);
  assert.equal(promised(attempt("internal")), false);
  assert.equal(promised(attempt("timeout", true)), false);
  assert.equal(promised(attempt("timeout", true), attempt("rate_day")), true);
  assert.equal(promised(attempt("cancelled"), attempt("internal")), false);
  assert.equal(promised(attempt("cancelled")), true);
  assert.equal(promised(), true);
  const without = new Order(chain, board);
  without.exclude("m1");
  assert.equal(without.promise([], clock.now()), clock.now() + 900);
  assert.equal(new Order(chain, board).promise([], clock.now()), clock.now() + 500);
  assert.equal(new Order(chain, board).promise([], clock.now() + 600), clock.now() + 600);
});
