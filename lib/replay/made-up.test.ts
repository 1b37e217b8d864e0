import assert from "node:assert/strict";
import test from "node:test";
import { type Candidate, compileChain, type Limit, scopeOf } from "../fallback/index.ts";
import { changed, limitsOf, noChange } from "./change.ts";
import { chain, flash, from, hour, keys, nothing, pro, to } from "./fixtures/day.ts";
import type { Outage } from "./history.ts";
import { madeUp, Schedule } from "./made-up.ts";

const candidate = (model: string, id: string): Candidate => {
  const found = chain.candidates.find((each) => each.model === model && each.key.id === id);
  assert.ok(found);
  return found;
};
const limit = (project: string, model: string, window: "minute" | "day", value: number): Limit => ({
  ...{ owner: "tenant", project, model, window, metric: "requests", limit: value, at: from },
});

test("of a made-up day only the outages that last until now, or began before all records, stay", () => {
  const scope = scopeOf("key", candidate(flash, "k1"));
  const outage = (from: number, to: number): Outage => ({
    class: "key_invalid",
    ...scope,
    from,
    to,
    mended: false,
  });
  const recorded = { ...nothing, to: from + hour, questions: [] };
  const troubles = [outage(from, Infinity), outage(-Infinity, to), outage(from, to)];
  const schedule = Schedule.parse({
    messages: 3,
    troubles: [{ class: "internal", key: "Shop", model: flash, fromHour: 2, hours: 3 }],
    limits: [{ model: pro, perMinute: 5 }],
  });
  const day = madeUp(schedule, { ...recorded, troubles }, ["a", "b"], chain);
  assert.deepEqual(
    day.troubles.map(({ class: kind, id, from: start, to: end, mended }) => [kind, id, start, end, mended]),
    [
      ["key_invalid", "k1", -Infinity, Infinity, false],
      ["key_invalid", "k1", -Infinity, to, false],
      ["internal", `k0/${flash}`, from + 2 * hour, from + 5 * hour, true],
    ],
  );
  assert.deepEqual(
    day.limits.map(({ project, model, window, limit }) => [project, model, window, limit]),
    ["p0", "p1", "p1"].map((project) => [project, pro, "minute", 5]),
  );
  assert.deepEqual(day.questions.map(({ botId, faults }) => [botId, faults.length]).toSorted(), [
    ["a", 0],
    ["a", 0],
    ["b", 0],
  ]);
});

test("the change keeps what no key can be asked for left out, and which models may think; new keys are numbered", () => {
  const usable = (model: string) => model !== pro;
  const thinkers = new Set([flash]);
  const partly = compileChain({ owner: "tenant", models: [flash, pro], keys, usable, thinkers });
  const { candidates } = changed(partly, { ...noChange, models: [pro, flash], more: 1 });
  assert.deepEqual(
    candidates.map(({ model, key }) => [model, key.label]),
    ["Shop", "Spare", "Spare 2", "+1"].map((label) => [flash, label]),
  );
  assert.ok(candidates.every(({ thinks }) => thinks));
  const both = [limit("p0", flash, "day", 9), limit("p0", flash, "minute", 3), limit("p1", flash, "day", 20)];
  assert.deepEqual(
    limitsOf(both, 1).map(({ window, limit }) => [window, limit]),
    [
      ["day", 9],
      ["minute", 3],
    ],
  );
});
