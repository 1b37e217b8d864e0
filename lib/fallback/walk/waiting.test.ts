import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { key, many, times, world } from "../fixtures/walking.ts";
import { answers, google, type Step } from "../fixtures/world.ts";
import { failedHere, Waiting } from "./waiting.ts";
import { walk } from "./walk.ts";

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

test("models that have become slower than their learned time limit go on answering", async () => {
  let ms = 300;
  const { ask, calls, clock } = world(() => [{ wait: ms }, ...answers()], { keys: [key("k1")] });
  for (let i = 0; i < 200; i++) await ask();
  ms = 6_000;
  const outcomes = new Set<string>();
  for (let i = 0; i < 60; i++) {
    outcomes.add((await ask()).outcome);
    await clock.pass(1_000);
  }
  assert.deepEqual([...outcomes], ["answered"]);
  assert.ok(calls.length <= 200 + 60 + 5, `${calls.length} calls`);
});

test("a model that thinks for twenty seconds without a sign is given that time once it is known", async () => {
  const { ask, calls } = world(() => [{ wait: 20_000 }, ...answers()], { models: ["m1"], keys: [key("k1")] });
  for (let i = 0; i < 20; i++) assert.equal((await ask()).outcome, "answered");
  assert.equal(calls.length, 21);
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

test("a waiting message wakes once for news of its own, and not for another park", async () => {
  const { clock, chain, board } = world({});
  const park = (until: number, id = "k1") =>
    board.park(
      { scope: "key", id, owner: "tenant", deadline: { at: until } },
      { class: "rate_unknown", reason: "" },
      clock.now(),
    );
  const endsAt = clock.now() + 600_000;
  const stop = new AbortController();
  const waited = async (news: () => void) => {
    for (const id of ["k1", "k2"]) park(clock.now() + 20_000, id);
    const result = { waitedMs: 0 };
    const excluded = new Uint8Array(4);
    const waiting = new Waiting({
      chain,
      board,
      clock,
      signal: stop.signal,
      endsAt,
      excluded,
      result,
    }).forOpening();
    await clock.pass(1000);
    news();
    assert.equal(await clock.run(waiting), true);
    for (const id of ["k1", "k2"]) board.clear("key", id);
    return result.waitedMs;
  };
  assert.equal(await waited(() => {}), 20_000);
  assert.equal(await waited(() => board.clear("key", "k2")), 1000);
  assert.equal(await waited(() => park(clock.now() + 30_000)), 20_000);
  const shared = { scope: "model", id: "*/m3", owner: null, deadline: { at: null } } as const;
  board.park(shared, { class: "overloaded", reason: "" }, clock.now());
  assert.equal(await waited(() => board.clear("model", "*/m3")), 1000);
  assert.equal(getEventListeners(stop.signal, "abort").length, 0);
});

test("who fails without a park is tried again after one second, then two; who cannot answer is not", async () => {
  const { clock, chain, board } = world({});
  const result = { waitedMs: 0 };
  const excluded = Uint8Array.of(failedHere, 2, failedHere, 2);
  const context = { chain, board, clock, signal: new AbortController().signal, excluded, result };
  const waiting = new Waiting({ ...context, endsAt: clock.now() + 3001 });
  board.park(
    { scope: "model", id: "*/m1", owner: null, deadline: { at: null } },
    { class: "overloaded", reason: "" },
    clock.now(),
  );
  board.park(
    { scope: "model", id: "*/m2", owner: null, deadline: { at: null } },
    { class: "overloaded", reason: "" },
    clock.now(),
  );
  assert.equal(await clock.run(waiting.forOpening()), true);
  assert.deepEqual([[...excluded], result.waitedMs], [[0, 2, 0, 2], 1000]);
  assert.equal(await clock.run(waiting.forOpening()), false);
  excluded[0] = failedHere;
  assert.equal(await clock.run(waiting.forOpening()), true);
  assert.equal(result.waitedMs, 3000);
  excluded[0] = failedHere;
  assert.equal(await clock.run(waiting.forOpening()), false);
});

test("what opens at the deadline is not waited for; who waits for a probe asks each second", async () => {
  const opens = async (ms: number) => {
    const { clock, chain, board } = world({}, { models: ["m1"], keys: [key("k1")] });
    const request = { scope: "key", id: "k1", owner: "tenant", deadline: { at: clock.now() + ms } } as const;
    board.park(request, { class: "rate_unknown", reason: "" }, clock.now());
    const result = { waitedMs: 0 };
    const context = {
      chain,
      board,
      clock,
      signal: new AbortController().signal,
      excluded: new Uint8Array(1),
      result,
    };
    const waiting = new Waiting({ ...context, endsAt: clock.now() + 5000 });
    return [await clock.run(waiting.forOpening()), result.waitedMs];
  };
  assert.deepEqual(await opens(4999), [true, 4999]);
  assert.deepEqual(await opens(5000), [false, 0]);
  assert.deepEqual(await opens(0), [true, 1000]);
});

test("room in a crowd is waited for five seconds in all, and one second without hearing of any call", async () => {
  const { clock, chain, board } = world({}, { models: ["m1"], keys: [key("k1")] });
  const meter = board.quotas.meterOf(chain.candidates[0]!);
  const waiting = (ms = 60_000) => {
    const result = { waitedMs: 0 };
    const context = {
      chain,
      board,
      clock,
      signal: new AbortController().signal,
      excluded: new Uint8Array(1),
      result,
    };
    return { result, waiting: new Waiting({ ...context, endsAt: clock.now() + ms }) };
  };
  const heard = async (times: number) => {
    const { waiting: one, result } = waiting();
    let rounds = 0;
    while (one.patient) {
      meter.heardAt = rounds++ < times ? clock.now() : 0;
      await clock.run(one.forRoom(0));
    }
    return result.waitedMs;
  };
  assert.deepEqual([await heard(0), await heard(2), await heard(99)], [1000, 3000, 5000]);
  // Wakes for each call that is heard.
  const { waiting: woken, result } = waiting();
  const room = woken.forRoom(0);
  await clock.pass(300);
  board.crowd.wake("tenant");
  await clock.run(room);
  assert.deepEqual([result.waitedMs, woken.patient], [300, true]);
  // Woken again and again at one moment, it gives up in the end.
  for (let i = 0; i < 4700; i++) {
    assert.equal(woken.patient, true);
    const again = woken.forRoom(0);
    board.crowd.wake("tenant");
    await again;
  }
  assert.equal(woken.patient, false);
  const short = waiting(400);
  await clock.run(short.waiting.forRoom(0));
  assert.equal(short.result.waitedMs, 400);
});

test("a message whose time ends, or that is cancelled, while it claims a probe calls nobody and lets others probe", async () => {
  for (const how of ["cancelled", "late"] as const) {
    const granted = Promise.withResolvers<boolean>();
    let released = 0;
    const claims = { claim: () => granted.promise, release: () => void released++ };
    const { start, clock, board, calls } = world(
      {},
      { models: ["m1"], keys: [key("k1")], board: { claims } },
    );
    const request = { scope: "key", id: "k1", owner: "tenant", deadline: { at: clock.now() } } as const;
    board.park(request, { class: "rate_unknown", reason: "" }, clock.now());
    const stop = new AbortController();
    const walking = start({ signal: stop.signal, limits: { deadlineMs: 500 } });
    if (how === "cancelled") stop.abort();
    const { outcome } = await clock.run(walking);
    granted.resolve(true);
    await clock.pass(0);
    assert.deepEqual([outcome, calls.length, released], [how === "late" ? "exhausted" : how, 0, 1]);
  }
});

test("the machine's clock set back ten minutes delays nothing", async (t) => {
  const { systemClock } = await import("../system-clock.ts");
  const before = systemClock.now();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() - 600_000 });
  assert.ok(systemClock.now() >= before);
});
