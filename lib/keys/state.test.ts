import assert from "node:assert/strict";
import test from "node:test";
import { indexParks, type ParkView } from "../chain-state/park-view.ts";
import type { ErrorClass, Scope } from "../fallback/index.ts";
import { keyState } from "./state.ts";

const now = new Date("2026-11-23T12:00:00Z");
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const key = {
  id: "k1",
  enabled: true,
  readable: true,
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
  keyState({ ...key, ...changes }, indexParks(parks), ["m1", "m2"], lastOk, now);

test("a key with a successful check and no parks works", () => {
  assert.deepEqual(state([]), { kind: "works", resting: [], lacking: [] });
});

test("a disabled key is off, whatever its parks", () => {
  assert.equal(state([park("key", "k1", "key_invalid", null)], { enabled: false }).kind, "off");
});

test("a key that was never tested nor used is waiting", () => {
  const untested = { checkClass: null, checkedAt: null };
  assert.equal(state([], untested).kind, "waiting");
  assert.equal(state([], untested, at(-1)).kind, "works");
});

test("a refused check applies until the key answers after it", () => {
  const refused = { checkClass: "key_blocked", checkReason: "leaked" };
  assert.deepEqual(state([], refused, at(-61)), {
    kind: "broken",
    class: "key_blocked",
    reason: "leaked",
    until: null,
  });
  assert.equal(state([], refused, at(-1)).kind, "works");
});

test("an answer at the same time as the check does not override it", () => {
  const refused = { checkClass: "key_blocked", checkReason: "leaked" };
  assert.equal(state([], refused, key.checkedAt).kind, "broken");
});

test("a key without a successful check works once it has answered", () => {
  assert.equal(state([], { checkClass: "overloaded" }, at(-90)).kind, "works");
  const waiting = state([], { checkClass: "overloaded", checkReason: "busy" });
  assert.deepEqual([waiting.kind, "reason" in waiting && waiting.reason], ["waiting", "busy"]);
});

test("a key waits until the last of its whole-key parks ends; egress parks apply to every key", () => {
  const parks = [
    park("project", "p1", "spend_cap", at(5)),
    park("egress", "host-1", "location", at(9)),
    park("key", "k1", "rate_unknown", at(3)),
  ];
  const waiting = state(parks);
  assert.deepEqual(
    [waiting.kind, "until" in waiting && waiting.until, "model" in waiting && waiting.model],
    ["waiting", at(9), null],
  );
  const forGood = state([...parks, park("project", "p1", "spend_cap", null)]);
  assert.equal("until" in forGood && forGood.until, null);
});

test("a park that ends now no longer applies", () => {
  assert.equal(state([park("project", "p1", "spend_cap", at(0))]).kind, "works");
  assert.deepEqual(state([park("project_model", "p1/m1", "rate_day", at(0))]), {
    kind: "works",
    resting: [],
    lacking: [],
  });
});

test("a model with two parks rests until the later one ends", () => {
  const parks = [
    park("key_model", "k1/m1", "timeout", at(2)),
    park("project_model", "p1/m1", "rate_day", at(8)),
  ];
  const works = state(parks);
  assert.deepEqual(works.kind === "works" && works.resting.map(({ until }) => until), [at(8)]);
});

test("with an empty chain no model rests", () => {
  assert.deepEqual(keyState(key, indexParks([]), [], null, now), { kind: "works", resting: [], lacking: [] });
});

test("a refusal of the key applies while its probe is due", () => {
  assert.equal(state([park("key", "k1", "key_blocked", at(-5))]).kind, "broken");
});

test("a key works while one model is usable; if all rest, it waits for the first to return", () => {
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

test("expired parks and parks of other keys or projects do not apply", () => {
  const parks = [
    park("project_model", "p1/m1", "rate_minute", at(-1)),
    park("key", "k2", "key_invalid", null),
    park("project", "p2", "spend_cap", at(600)),
    park("key_model", "k11/m1", "timeout", at(1)),
  ];
  assert.deepEqual(state(parks), { kind: "works", resting: [], lacking: [] });
});

test("a key of unknown project is its own project", () => {
  const parks = [park("project", "key:k1", "spend_cap", at(600))];
  assert.equal(state(parks, { projectId: null }).kind, "waiting");
  assert.equal(state(parks).kind, "works");
});

test("a model that Google does not offer to the key is not resting, and does not make it wait", () => {
  const missing = park("project_model", "p1/m1", "model_missing", at(600));
  assert.deepEqual(state([missing]), { kind: "works", resting: [], lacking: ["m1"] });
  const resting = state([missing, park("project_model", "p1/m2", "rate_day", at(900))]);
  assert.deepEqual(
    [resting.kind, "model" in resting && resting.model, "until" in resting && resting.until],
    ["waiting", "m2", at(900)],
    "it waits for the one that comes back",
  );
});

test("a key whose secret cannot be decrypted is broken, whatever Google said of it", () => {
  const unreadable = { kind: "broken", class: "unreadable", reason: null, until: null };
  assert.deepEqual(state([], { readable: false }, at(-1)), unreadable);
  assert.deepEqual(state([park("key", "k1", "key_blocked", null)], { readable: false }), unreadable);
  assert.equal(state([], { readable: false, enabled: false }).kind, "off");
});
