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
