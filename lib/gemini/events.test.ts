// When an answer is over, and which events its chunks become. Timers are mocked: no test waits.
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { GenerateContentResponse } from "@google/generative-ai";
import type { ProviderEvent } from "../fallback/index.ts";
import { eventsOf } from "./events.ts";

const said = (text: string) => ({ candidates: [{ content: { parts: [{ text }] } }] });
const stop = { candidates: [{ finishReason: "STOP" }] };
const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 2 };
const end = { type: "end", finishReason: "STOP", blockReason: null, usage: null, modelVersion: null };

/** Reads the chunks, after which the stream stays open. `at`: milliseconds after which it was given up. */
async function read(t: TestContext, chunks: readonly object[]) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  async function* open() {
    yield* chunks as GenerateContentResponse[];
    await new Promise(() => {});
  }
  const events: ProviderEvent[] = [];
  const reading = (async () => {
    for await (const event of eventsOf(open())) events.push(event);
    return "over";
  })();
  let [at, over] = [0, ""];
  void reading.then((word) => {
    over = word;
  });
  for (; !over && at <= 3_000; at += 10) {
    await turn();
    if (!over) t.mock.timers.tick(10);
    await turn();
  }
  t.mock.timers.reset();
  return { events, at };
}

test("a stream that stays open after a finish reason is given up within a tenth of a second, however much was said", async (t) => {
  const { events, at } = await read(t, [said("Sa"), said("lom"), stop]);
  assert.deepEqual(events, [{ type: "text", text: "Sa" }, { type: "text", text: "lom" }, end]);
  assert.ok(at <= 150, `${at} ms`);
});

test("so is one that stays open after a blocked prompt", async (t) => {
  const { events, at } = await read(t, [{ promptFeedback: { blockReason: "SAFETY" } }]);
  assert.deepEqual(events, [{ ...end, finishReason: null, blockReason: "SAFETY" }]);
  assert.ok(at <= 150, `${at} ms`);
});

test("after a finish reason tokens are still read; pieces without content say nothing of more to come", async (t) => {
  const pieces = [
    { candidates: [{}] },
    { candidates: [{ content: {} }] },
    { candidates: [] },
    { usageMetadata },
  ];
  const { events, at } = await read(t, [said("Salom"), stop, ...pieces]);
  assert.deepEqual(events, [
    { type: "text", text: "Salom" },
    { ...end, usage: { inputTokens: 3, outputTokens: 2 } },
  ]);
  assert.ok(at <= 150, `${at} ms`);
});

test("text after a finish reason still counts", async (t) => {
  const { events } = await read(t, [stop, said("more")]);
  assert.deepEqual(events, [{ type: "text", text: "more" }, end]);
});

test("a part without text is a sign of life; only a thought is a sign of a model that thinks", async (t) => {
  const parts = (...of: object[]) => ({ candidates: [{ content: { parts: of } }] });
  const { events } = await read(t, [
    parts({ text: "" }),
    parts({ text: "hm", thought: true }),
    said("a"),
    stop,
  ]);
  assert.deepEqual(events, [
    { type: "text", text: "" },
    { type: "thought" },
    { type: "text", text: "a" },
    end,
  ]);
});
