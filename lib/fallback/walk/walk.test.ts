import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { answers, FakeClock, google, type Step, scripted } from "../fixtures/world.ts";
import { Board, type BoardOptions } from "../parks/board.ts";
import type { Candidate, Key } from "../types.ts";
import { type WalkOptions, walk } from "./walk.ts";

const key = (id: string, project: string | null = id): Key => ({
  id,
  label: `Key ${id}`,
  last4: "abcd",
  project,
});
const seed = { models: ["m1", "m2"], keys: [key("k1"), key("k2")] };

interface Setup {
  models?: string[];
  keys?: Key[];
  board?: BoardOptions;
}

/** A chain whose candidates follow `script`, by name ("m1/k1") or as a function. Candidates not named answer. */
function world(script: Record<string, Step[]> | ((name: string, call: number) => Step[]), setup: Setup = {}) {
  const clock = new FakeClock();
  const chain = compileChain({ owner: "tenant", ...seed, ...setup });
  const board = new Board({ random: () => 0, ...setup.board });
  const name = ({ model, key }: Candidate) => `${model}/${key.id}`;
  const stepsOf = typeof script === "function" ? script : (who: string) => script[who] ?? answers();
  const provided = scripted(clock, (candidate, call) => stepsOf(name(candidate), call));
  const start = (options: Partial<WalkOptions<unknown>> = {}) =>
    walk({ chain, board, clock, provider: provided.provider, request: null, ...options });
  const ask = (options: Partial<WalkOptions<unknown>> = {}) => clock.run(start(options));
  return { clock, chain, board, start, ask, ...provided };
}

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

test("a silent candidate is left after its time limit, and its call is closed", async () => {
  const { ask, calls, clock } = world({ "m1/k1": [{ hang: true }] });
  const before = clock.now();
  const result = await ask();
  assert.equal(result.outcome, "answered");
  assert.deepEqual([result.attempts[0]!.class, result.attempts[0]!.ms], ["timeout", 15_000]);
  assert.deepEqual(result.attempts[0]!.parks, { scope: "key_model", id: "k1/m1", until: before + 25_000 });
  assert.ok(calls[0]!.signal.aborted);
});

test("a candidate that failed in this walk is asked again only if nobody else is left", async () => {
  const keys = [key("k1"), key("k2"), key("k3")];
  const { ask, names } = world(
    { "m1/k1": [{ hang: true }], "m1/k2": [{ hang: true }] },
    { models: ["m1"], keys },
  );
  // k1's park of ten seconds ends before k2 is given up after fifteen.
  assert.equal((await ask()).outcome, "answered");
  assert.deepEqual(names(), ["m1/k1", "m1/k2", "m1/k3"]);
});

test("a stream that falls silent in the middle is left after its time limit", async () => {
  const { ask } = world({ "m1/k1": [{ text: "Sa" }, { hang: true }] });
  const result = await ask();
  assert.deepEqual(
    [result.text, result.attempts[0]!.class, result.attempts[0]!.ms],
    ["Salom", "timeout", 15_000],
  );
});

test("a slow stream is not cut while text keeps coming", async () => {
  const slow = Array.from({ length: 5 }, () => [{ wait: 10_000 }, { text: "." }]).flat();
  const { ask } = world({ "m1/k1": [...slow, { finish: "STOP" }] });
  const result = await ask();
  assert.deepEqual(
    [result.text, result.attempts.length, result.attempts[0]!.firstTokenMs],
    [".....", 1, 10_000],
  );
});

test("at the deadline silence ends as exhausted, and text that is still coming as a cut answer", async () => {
  const silent = world(() => [{ hang: true }], { models: ["m1", "m2", "m3"] });
  const before = silent.clock.now();
  const result = await silent.ask();
  assert.equal(result.outcome, "exhausted");
  assert.equal(silent.clock.now() - before, 60_000);

  const endless = Array.from({ length: 50 }, () => [{ wait: 7000 }, { text: "." }]).flat();
  const talking = await world({ "m1/k1": endless }).ask();
  assert.deepEqual([talking.outcome, talking.cut, talking.text], ["answered", true, "........"]);
});

test("silence cut short by the deadline parks nothing", async () => {
  const { ask, board } = world({ "m1/k1": [{ hang: true }] });
  const result = await ask({ limits: { deadlineMs: 5000 } });
  assert.deepEqual([result.attempts[0]!.class, result.attempts[0]!.parks], ["timeout", null]);
  assert.deepEqual(board.all(), []);
});

test("the number of attempts is bounded", async () => {
  const keys = Array.from({ length: 30 }, (_, i) => key(`k${i}`));
  const { ask, calls } = world(() => google.vague(), { keys });
  assert.equal((await ask()).outcome, "exhausted");
  assert.equal(calls.length, 12);
  assert.equal((await ask({ limits: { attempts: 3 } })).attempts.length, 3);
});

test("if everything is parked, the walk waits for the soonest deadline within its own", async () => {
  const { ask, clock } = world((_, call) => (call < 2 ? google.minuteSpent(call ? 20 : 40) : answers()), {
    models: ["m1"],
  });
  const before = clock.now();
  const result = await ask();
  assert.deepEqual([result.outcome, result.waitedMs, clock.now() - before], ["answered", 20_000, 20_000]);
  assert.equal(result.candidate!.key.id, "k2");
});

test("if nothing opens in time, the walk ends at once and says when a candidate comes free", async () => {
  const { ask, clock } = world((name) => (name === "m1/k2" ? google.minuteSpent(90) : google.daySpent()), {
    models: ["m1"],
  });
  const before = clock.now();
  const result = await ask();
  assert.deepEqual([result.outcome, result.retryAt, result.waitedMs], ["exhausted", before + 90_000, 0]);
  assert.equal(clock.now(), before);
});

test("if only an admin can help, no time is promised", async () => {
  const { ask } = world(() => google.invalidKey());
  const result = await ask();
  assert.deepEqual([result.outcome, result.retryAt, result.attempts.length], ["exhausted", null, 2]);
  assert.deepEqual((await ask()).attempts, []);
});

test("the hourly probe of a blocked key is not promised as a time", async () => {
  const { ask } = world((name) => (name.endsWith("k1") ? google.leakedKey() : google.disabled()));
  assert.equal((await ask()).retryAt, null);
});

test("without keys or models the walk is exhausted without a call", async () => {
  assert.equal((await world({}, { keys: [] }).ask()).outcome, "exhausted");
  assert.equal((await world({}, { models: [] }).ask()).retryAt, null);
});

test("a waiting walk wakes when another worker or an admin closes a park", async () => {
  const { start, clock, board } = world({}, { models: ["m1"], keys: [key("k1")] });
  const park = { scope: "key", id: "k1", owner: "tenant", deadline: { at: clock.now() + 50_000 } } as const;
  board.park(park, { class: "rate_unknown", reason: "" }, clock.now());
  const waiting = start();
  await clock.pass(2000);
  board.clear("key", "k1");
  const result = await clock.run(waiting);
  assert.deepEqual([result.outcome, result.waitedMs], ["answered", 2000]);
});

test("transient errors everywhere are tried again after a pause, not in a loop", async () => {
  const { ask, calls } = world((_, call) => (call < 5 ? google.internal() : answers()), { models: ["m1"] });
  const result = await ask();
  assert.equal(result.outcome, "answered");
  const seconds = calls.map(({ at }) => Math.round((at - calls[0]!.at) / 1000));
  // Both candidates, a pause of a second, both, a pause of two.
  assert.deepEqual(seconds, [0, 0, 1, 1, 3, 3]);
});

test("if nothing is reachable, each key and model is tried once until its park ends", async () => {
  const { ask, calls } = world(() => google.unreachable(), { keys: [1, 2, 3, 4].map((n) => key(`k${n}`)) });
  const result = await ask({ limits: { deadlineMs: 5000 } });
  assert.deepEqual([result.outcome, calls.length], ["exhausted", 8]);
  await ask({ limits: { deadlineMs: 3000 } });
  assert.equal(calls.length, 8);
});

test("after a park's end one of many messages probes; the others wait for its result", async () => {
  const { start, clock, calls, board } = world(() => [{ wait: 500 }, ...answers()], {
    models: ["m1"],
    keys: [key("k1")],
  });
  const park = {
    scope: "key_model",
    id: "k1/m1",
    owner: "tenant",
    deadline: { at: clock.now() + 1000 },
  } as const;
  board.park(park, { class: "rate_unknown", reason: "" }, clock.now());
  const results = await clock.run(Promise.all(Array.from({ length: 50 }, () => start())));
  assert.ok(results.every(({ outcome }) => outcome === "answered"));
  assert.equal(calls.filter(({ at }) => at === calls[0]!.at).length, 1);
  assert.equal(calls.length, 50);
});

test("a shared store that hangs delays a message by one second", async () => {
  const claims = { claim: () => new Promise<boolean>(() => {}), release: () => {} };
  const setup = { models: ["m1"], keys: [key("k1")], board: { claims } };
  const { ask, clock, board } = world({}, setup);
  const park = { scope: "key", id: "k1", owner: "tenant", deadline: { at: clock.now() } } as const;
  board.park(park, { class: "rate_unknown", reason: "" }, clock.now());
  const before = clock.now();
  assert.equal((await ask()).outcome, "answered");
  assert.equal(clock.now() - before, 1000);
});

test("a storm at a minute's end causes at most as many refused calls as Google's lowest limit per minute", async () => {
  const { start, clock, calls, board } = world(() => [{ wait: 300 }, ...google.minuteSpent(90)], {
    models: ["m1"],
    keys: [key("k1")],
  });
  const park = {
    scope: "project_model",
    id: "k1/m1",
    owner: "tenant",
    deadline: { at: clock.now() + 1000 },
  } as const;
  board.park(park, { class: "rate_minute", reason: "" }, clock.now());
  const results = await clock.run(Promise.all(Array.from({ length: 500 }, () => start())));
  assert.ok(results.every(({ outcome }) => outcome === "exhausted"));
  assert.ok(calls.length <= 10, `${calls.length} calls`);
});

test("cancelling ends the walk at once and closes the call, even if the provider ignores the signal", async () => {
  const { start, clock, calls, board } = world(() => [{ text: "Sa" }, { hang: true }]);
  const controller = new AbortController();
  const walking = start({ signal: controller.signal });
  await clock.pass(100);
  controller.abort();
  const result = await walking;
  assert.deepEqual([result.outcome, result.text], ["cancelled", ""]);
  assert.equal(result.attempts[0]!.class, "cancelled");
  assert.ok(calls[0]!.signal.aborted);
  assert.deepEqual(board.all(), []);
});

test("a walk cancelled while it waits makes no call", async () => {
  const { start, clock, board, calls } = world({}, { models: ["m1"], keys: [key("k1")] });
  const park = { scope: "key", id: "k1", owner: "tenant", deadline: { at: clock.now() + 50_000 } } as const;
  board.park(park, { class: "rate_unknown", reason: "" }, clock.now());
  const controller = new AbortController();
  const walking = start({ signal: controller.signal });
  await clock.pass(100);
  controller.abort();
  assert.equal((await walking).outcome, "cancelled");
  assert.equal((await start({ signal: AbortSignal.abort() })).outcome, "cancelled");
  assert.equal(calls.length, 0);
});

test("a cancelled probe lets the next message probe", async () => {
  const { start, ask, clock, board } = world((_, call) => (call === 0 ? [{ hang: true }] : answers()), {
    models: ["m1"],
    keys: [key("k1")],
  });
  const park = { scope: "key", id: "k1", owner: "tenant", deadline: { at: clock.now() } } as const;
  board.park(park, { class: "rate_unknown", reason: "" }, clock.now());
  const controller = new AbortController();
  const walking = start({ signal: controller.signal });
  await clock.pass(10);
  controller.abort();
  await walking;
  assert.equal(board.all().length, 1);
  assert.equal((await ask()).outcome, "answered");
  assert.deepEqual(board.all(), []);
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
