// One call upstream, without a walk around it.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { answers, FakeClock, key, type Step, scripted } from "../fixtures/world.ts";
import type { Provider } from "../types.ts";
import { type CallOptions, call } from "./attempt.ts";
import { concluded } from "./trace.ts";

const second = 1000;
const [candidate] = compileChain({ owner: "tenant", models: ["m1"], keys: [key("k1")] }).candidates;

/** Time limits: 10 s to the first sign, 3 s from sign to sign, 20 s in all. */
function world(steps: Step[], options: Partial<CallOptions<unknown>> = {}) {
  const clock = new FakeClock();
  const { provider, calls } = scripted(clock, () => steps);
  const stop = new AbortController();
  const called = call({
    ...{ candidate: candidate!, provider, request: null, signal: stop.signal, clock, known: undefined },
    ...{ firstSignMs: 10 * second, silenceMs: 3 * second, endsAt: clock.now() + 20 * second },
    onText: () => {},
    ...options,
  });
  return { clock, calls, stop, called, ended: () => clock.run(called) };
}

test("an answer has its text, its times and its end; the connection is closed", async () => {
  const { ended, calls } = world([
    { wait: 200 },
    { text: "Sa" },
    { wait: 300 },
    { text: "lom" },
    { finish: "STOP" },
  ]);
  assert.deepEqual(await ended(), {
    ...{ text: "Salom", outcome: "ok", finishReason: "STOP", modelVersion: null, failure: null },
    ...{
      usage: { inputTokens: 1, outputTokens: 1 },
      firstSignMs: 200,
      firstTokenMs: 200,
      thought: false,
      ms: 500,
    },
  });
  assert.equal(calls[0]?.signal.aborted, true);
});

test("the first sign has one time limit, each later one another", async () => {
  const silence = async (steps: Step[]) => {
    const { outcome, failure, ms } = await world([...steps, { hang: true }]).ended();
    return [outcome, failure?.class, failure?.silent, ms];
  };
  assert.deepEqual(await silence([]), ["failed", "timeout", true, 10_000]);
  assert.deepEqual(await silence([{ wait: 9000 }, { text: "." }]), ["failed", "timeout", true, 12_000]);
  assert.deepEqual(await silence([{ wait: 9000 }, { thought: true }]), ["failed", "timeout", true, 12_000]);
  assert.equal((await world([{ wait: 9000 }, ...answers()]).ended()).outcome, "ok");
  assert.equal((await world([{ text: "." }, { wait: 3001 }, ...answers()]).ended()).outcome, "failed");
});

test("at the message's deadline text is cut, and silence that was not waited for to the end proves nothing", async () => {
  const at = async (steps: Step[], ms: number) => {
    const { clock, called } = world([...steps, { hang: true }], { endsAt: new FakeClock().now() + ms });
    const { outcome, failure } = await clock.run(called);
    return [outcome, failure?.silent, failure?.park === undefined ? undefined : failure.park !== null];
  };
  assert.deepEqual(await at([{ text: "Sa" }], 2000), ["cut", undefined, undefined]);
  assert.deepEqual(await at([{ text: "Sa" }], 3000), ["cut", undefined, undefined]);
  assert.deepEqual(await at([{ text: "Sa" }], 3001), ["failed", true, true]);
  assert.deepEqual(await at([], 9999), ["failed", false, false]);
  assert.deepEqual(await at([], 10_000), ["failed", true, true]);
});

test("thoughts are no text; only those before the first text make a model one that thinks first", async () => {
  const thinks = async (...steps: Step[]) => {
    const { text, thought, firstSignMs, firstTokenMs } = await world([...steps, { finish: "STOP" }]).ended();
    return [text, thought, firstSignMs, firstTokenMs];
  };
  assert.deepEqual(await thinks({ wait: 5 }, { thought: true }, { wait: 5 }, { text: "a" }), [
    "a",
    true,
    5,
    10,
  ]);
  assert.deepEqual(await thinks({ text: "a" }, { thought: true }, { text: "b" }), ["ab", false, 0, 0]);
  assert.deepEqual(await thinks({ wait: 5 }, { text: "" }, { wait: 5 }, { text: "a" }), ["a", false, 5, 10]);
});

test("a 200 is an answer if it has text, no block, and STOP or MAX_TOKENS at its end", async () => {
  const kind = async (steps: Step[]) => {
    const { outcome, failure } = await world(steps).ended();
    return failure?.class ?? outcome;
  };
  const text = { text: "Salom" };
  assert.equal(await kind([text, { finish: "STOP" }]), "ok");
  assert.equal(await kind([text, { finish: "MAX_TOKENS" }]), "ok");
  assert.equal(await kind([text, { finish: "SAFETY" }]), "blocked");
  assert.equal(await kind([text, { finish: "STOP", block: "SPII" }]), "blocked");
  assert.equal(await kind([text, { finish: null }]), "internal");
  assert.equal(await kind([text]), "internal");
  assert.equal(await kind([{ finish: "STOP" }]), "empty");
});

test("text without a visible character is no text: the answer is empty, whatever it ends with", async () => {
  const shown: string[] = [];
  const blank = [{ text: " \n" }, { text: "\u200b\u2800" }];
  const onText = (text: string) => shown.push(text);
  for (const finish of ["STOP", "MAX_TOKENS"]) {
    const called = await world([...blank, { finish }], { onText }).ended();
    assert.deepEqual([called.failure?.class, called.text, called.firstTokenMs], ["empty", "", null]);
  }
  const cut = await world([...blank, { hang: true }], { endsAt: new FakeClock().now() + 2 * second }).ended();
  assert.equal(cut.outcome, "failed");
  assert.deepEqual(shown, []);
  const { outcome, text } = await world([...blank, ...answers()], { onText }).ended();
  assert.deepEqual([outcome, text], ["ok", " \n\u200b\u2800Salom"]);
  assert.deepEqual(shown, [" \n\u200b\u2800Salom"]);
});

test("what a provider learns of an ended 200 is whether it had text, and how it ended", async () => {
  const evidence: unknown[] = [];
  const clock = new FakeClock();
  const { provider } = scripted(clock, () => [{ text: "Sa" }, { finish: "ODD", block: "B" }]);
  const spy: Provider<unknown> = {
    ...provider,
    understand: (found, now, known) => {
      evidence.push(found);
      return provider.understand(found, now, known);
    },
  };
  await world([], { provider: spy, clock }).called;
  assert.deepEqual(evidence, [{ kind: "end", hasText: true, finishReason: "ODD", blockReason: "B" }]);
});

test("the version of the model is kept if the provider tells it", async () => {
  const { provider } = scripted(new FakeClock(), () => []);
  const versioned: Provider<unknown> = {
    ...provider,
    async *stream() {
      yield { type: "text", text: "Salom" };
      yield { type: "end", finishReason: "STOP", blockReason: null, usage: null, modelVersion: "m1-002" };
    },
  };
  assert.equal((await world([], { provider: versioned }).ended()).modelVersion, "m1-002");
});

test("any error of a provider is a failure: one without a status, in its own words", async () => {
  const thrown = async (error: unknown) => {
    const { provider } = scripted(new FakeClock(), () => []);
    const broken: Provider<unknown> = {
      ...provider,
      stream: () => {
        throw error;
      },
    };
    const { outcome, failure } = await world([], { provider: broken }).ended();
    return [outcome, failure?.class, failure?.httpStatus, failure?.reason];
  };
  assert.deepEqual(await thrown(new Error("odd")), ["failed", "unknown", null, "odd"]);
  assert.deepEqual(await thrown("odd"), ["failed", "unknown", null, "odd"]);
  const refused = await world([{ fail: { http: 503 } }]).ended();
  assert.deepEqual([refused.outcome, refused.failure?.class], ["failed", "overloaded"]);
});

test("a cancelled call ends at once as cancelled, whatever its provider does then", async () => {
  for (const steps of [
    [{ hang: true }],
    [{ wait: 60 * second }],
    [{ text: "Sa" }, { wait: 2500 }, ...answers()],
  ] as Step[][]) {
    const { clock, stop, called, calls } = world(steps);
    await clock.pass(2 * second);
    stop.abort();
    const { outcome, failure, ms } = await clock.run(called);
    assert.deepEqual([outcome, failure, ms, calls[0]?.signal.aborted], ["cancelled", null, 2000, true]);
  }
  const early = new AbortController();
  early.abort();
  assert.equal((await world(answers(), { signal: early.signal }).ended()).outcome, "cancelled");
});

test("an ended call leaves no timer and no listener behind", async () => {
  const { clock, ended, stop } = world([{ text: "Sa" }, { thought: true }, ...answers()]);
  await ended();
  assert.equal(getEventListeners(stop.signal, "abort").length, 0);
  const before = clock.now();
  await assert.rejects(clock.run(new Promise(() => {})), /Deadlock/);
  assert.equal(clock.now(), before);
});

test("a call has one timer for all pieces of its answer, which follows them, and not one for each", async () => {
  class CountingClock extends FakeClock {
    naps: number[] = [];
    override sleep(ms: number, signal: AbortSignal): Promise<void> {
      if (ms > 100) this.naps.push(ms);
      return super.sleep(ms, signal);
    }
  }
  const clock = new CountingClock();
  const pieces = Array.from({ length: 300 }, (): Step[] => [{ wait: 20 }, { text: "." }]).flat();
  const { provider } = scripted(clock, () => [...pieces, { hang: true }]);
  const { called } = world([], { clock, provider, endsAt: clock.now() + 60 * second });
  const { outcome, text, ms } = await clock.run(called);
  // Silent for 3 s after the last of them, which came after 6 s.
  assert.deepEqual([outcome, text.length, ms], ["failed", 300, 9_000]);
  assert.ok(clock.naps.length < 10, `${clock.naps.length} timers`);
});

test("the trace of a call tells how it ended", async () => {
  const { ended } = world([{ fail: { http: 503, body: "busy" } }]);
  const failed = await ended();
  const park = { scope: "key", id: "k1", until: 7 } as const;
  const trace = concluded(failed, {
    ...park,
    class: "overloaded",
    reason: "",
    strikes: 1,
    since: 0,
    at: 0,
    owner: null,
  });
  assert.deepEqual(
    [trace.class, trace.httpStatus, trace.reason, trace.parks, trace.silent],
    ["overloaded", 503, "busy", park, false],
  );
  const good = concluded(await world(answers()).ended(), null);
  assert.deepEqual(
    [good.class, good.httpStatus, good.reason, good.parks, good.silent],
    ["ok", 200, null, null, false],
  );
  const cancelled = concluded({ ...failed, failure: null, outcome: "cancelled" }, null);
  assert.deepEqual([cancelled.class, cancelled.httpStatus], ["cancelled", null]);
});
