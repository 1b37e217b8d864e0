import assert from "node:assert/strict";
import test from "node:test";
import { compileChain, type Limit } from "../fallback/index.ts";
import { assumedLimits } from "./assumed.ts";

const key = (id: string) => ({ id, label: id, last4: "abcd", project: id });
const models = ["gemini-3.6-flash", "gemini-3.5-flash-lite", "gemma-4-27b-it"];
const chain = compileChain({ owner: "tenant", models, keys: [key("free"), key("paid"), key("new")] });
const limit = (project: string, model: string, value: number | null): Limit => ({
  ...{ owner: "tenant", project, model, window: "day", metric: "requests", limit: value, at: 0 },
});

test("a project with a small daily limit is on the free plan: its unknown limits are assumed from that plan", () => {
  const assumed = assumedLimits([limit("free", "gemini-3.6-flash", 20)], [chain], 5);
  assert.deepEqual(
    assumed.map(({ project, model, limit: value }) => [project, model, value]),
    [
      ["free", "gemini-3.5-flash-lite", 500],
      ["free", "gemma-4-27b-it", 1_500],
    ],
  );
});

test("nothing is assumed for a project with large limits, or with none known", () => {
  assert.deepEqual(assumedLimits([limit("paid", "gemini-3.6-flash", 10_000)], [chain], 5), []);
  assert.deepEqual(assumedLimits([], [chain], 5), []);
});

test("a limit that an answer disproved is not assumed again", () => {
  const known = [limit("free", "gemini-3.6-flash", 20), limit("free", "gemini-3.5-flash-lite", null)];
  assert.deepEqual(
    assumedLimits(known, [chain], 5).map(({ model }) => model),
    ["gemma-4-27b-it"],
  );
});

test("only limits of requests a day show a plan; up to 1,500 it is the free one, and the image models are not guessed", () => {
  const known = limit("free", "gemini-3.6-flash", 1_500);
  const assumedOf = (of: Limit) => assumedLimits([of], [chain], 5).length;
  assert.equal(assumedOf(known), 2);
  assert.equal(assumedOf({ ...known, limit: 1_501 }), 0);
  assert.equal(assumedOf({ ...known, limit: null }), 0);
  assert.equal(assumedOf({ ...known, window: "minute" }), 0);
  assert.equal(assumedOf({ ...known, metric: "tokens" }), 0);
  const image = compileChain({ owner: "tenant", models: ["gemini-2.5-flash-image"], keys: [key("free")] });
  assert.deepEqual(assumedLimits([known], [image], 5), []);
  assert.deepEqual(assumedLimits([known], [chain], 5)[0], {
    ...{ owner: "tenant", project: "free", model: "gemini-3.5-flash-lite" },
    ...{ window: "day", metric: "requests", limit: 500, at: 5 },
  });
});
