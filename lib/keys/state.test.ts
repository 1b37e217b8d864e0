import assert from "node:assert/strict";
import test from "node:test";
import type { ParkView } from "../chain-state/park-view.ts";
import type { ErrorClass, Scope } from "../fallback/types.ts";
import { keyState } from "./state.ts";

const now = new Date("2026-11-23T12:00:00Z");
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const key = {
  id: "k1",
  enabled: true,
  projectId: "p1",
  checkClass: "ok" as const,
  checkReason: null,
  checkedAt: at(-60),
};
const park = (scope: Scope, id: string, parkClass: ErrorClass, until: Date | null): ParkView => ({
  scope,
  id,
  class: parkClass,
  reason: "said so",
  until,
});
const state = (parks: ParkView[], changes: Partial<typeof key> | object = {}, lastOk: Date | null = null) =>
  keyState({ ...key, ...changes }, parks, ["m1", "m2"], lastOk, now);

test("a key that was found good and has nothing against it works", () => {
  assert.deepEqual(state([]), { kind: "works", resting: [] });
});

test("a disabled key is off, whatever else there is", () => {
  assert.equal(state([park("key", "k1", "key_invalid", null)], { enabled: false }).kind, "off");
});

test("a key that was never tested nor used waits for its test", () => {
  const untested = { checkClass: null, checkedAt: null };
  assert.equal(state([], untested).kind, "waiting");
  assert.equal(state([], untested, at(-1)).kind, "works");
});

test("a refusal stands until the key answers after it", () => {
  const refused = { checkClass: "key_blocked", checkReason: "leaked" };
  assert.deepEqual(state([], refused, at(-61)), {
    kind: "broken",
    class: "key_blocked",
    reason: "leaked",
    until: null,
  });
  assert.equal(state([], refused, at(-1)).kind, "works");
});

test("a verdict on the key stands while its probe is due", () => {
  assert.equal(state([park("key", "k1", "key_blocked", at(-5))]).kind, "broken");
});

test("one resting model does not stop the key, all of them do, until the first is back", () => {
  const one = park("project_model", "p1/m1", "rate_day", at(600));
  const two = park("key_model", "k1/m2", "rate_unknown", at(5));
  const works = state([one]);
  assert.equal(works.kind === "works" && works.resting[0]?.model, "m1");
  assert.deepEqual(state([one, two]), {
    kind: "waiting",
    class: "rate_unknown",
    reason: "said so",
    until: at(5),
    model: "m2",
  });
});

test("a park that is over, of a sibling or of another project holds nothing", () => {
  const parks = [
    park("project_model", "p1/m1", "rate_minute", at(-1)),
    park("key", "k2", "key_invalid", null),
    park("project", "p2", "spend_cap", at(600)),
    park("key_model", "k11/m1", "timeout", at(1)),
  ];
  assert.deepEqual(state(parks), { kind: "works", resting: [] });
});

test("a key of unknown project is its own project", () => {
  const parks = [park("project", "key:k1", "spend_cap", at(600))];
  assert.equal(state(parks, { projectId: null }).kind, "waiting");
  assert.equal(state(parks).kind, "works");
});
