import assert from "node:assert/strict";
import test from "node:test";
import type { Park } from "../fallback/index.ts";
import { outagesOf, type Recorded } from "./outages.ts";

const second = 1000;
const at = (seconds: number) => 1_000_000_000 + seconds * second;
const key = { id: "k0", label: "Shop", last4: "0000", project: "p0" };
const candidate = { model: "m0", key, owner: "tenant", project: "p0" };
const call = (startedAt: number, kind: Recorded["class"], parks: Recorded["parks"] = null): Recorded => ({
  ...{ candidate, class: kind, parks, startedAt, ms: 500 },
});
const blocked = { scope: "key", id: "k0", until: at(3600) } as const;
const uncounted = () => false;

test("an outage lasts as long as its park and begins a moment early", () => {
  assert.deepEqual(outagesOf([call(at(0), "key_blocked", blocked)], [], uncounted), [
    { class: "key_blocked", scope: "key", id: "k0", from: at(-1), to: at(3600), mended: false },
  ]);
});

test("an answer in its scope ends an outage; an answer that began before it does not", () => {
  const until = { ...blocked, until: null };
  const calls = [
    call(at(0), "key_invalid", until),
    call(at(0), "ok"),
    call(at(60), "ok"),
    call(at(90), "ok"),
  ];
  const [trouble, ...others] = outagesOf(calls, [], uncounted);
  assert.deepEqual([trouble!.to, trouble!.mended, others.length], [at(60), true, 0]);
});

test("an answer ends what began more than a second before it, and what had not ended by then", () => {
  const until = { ...blocked, until: null };
  const ended = (startedAt: number) =>
    outagesOf([call(at(0), "key_invalid", until), call(startedAt, "ok")], [], uncounted)[0]!.to;
  assert.equal(ended(at(0)), Infinity);
  assert.equal(ended(at(0) + 1), at(0) + 1);
  const [onTime] = outagesOf([call(at(0), "key_blocked", blocked), call(at(3600), "ok")], [], uncounted);
  assert.deepEqual([onTime!.to, onTime!.mended], [at(3600), false]);
});

test("an answer after the park's end does not move the outage's end", () => {
  const [trouble] = outagesOf([call(at(0), "key_blocked", blocked), call(at(4000), "ok")], [], uncounted);
  assert.deepEqual([trouble!.to, trouble!.mended], [at(3600), false]);
});

test("an answer of another key does not end a key's outage", () => {
  const other = { ...candidate, key: { ...key, id: "k1", project: "p1" }, project: "p1" };
  const calls = [call(at(0), "key_blocked", blocked), { ...call(at(60), "ok"), candidate: other }];
  assert.equal(outagesOf(calls, [], uncounted)[0]!.to, at(3600));
});

test("a spent quota with a known limit is counted, not replayed as an outage", () => {
  const park = { scope: "project_model", id: "p0/m0", until: at(3600) } as const;
  const calls = [call(at(0), "rate_day", park)];
  const counted = (id: string, window: string) => id === "p0/m0" && window === "day";
  assert.deepEqual(outagesOf(calls, [], counted), []);
  assert.equal(outagesOf(calls, [], uncounted).length, 1);
});

test("a failure without a park lasts as long as its call; a cancelled call is no outage", () => {
  const troubles = outagesOf([call(at(0), "internal"), call(at(9), "cancelled")], [], uncounted);
  assert.deepEqual(troubles, [
    { class: "internal", scope: "key_model", id: "k0/m0", from: at(-1), to: at(0.5), mended: false },
  ]);
  assert.equal(outagesOf([call(at(0), "timeout")], [], uncounted)[0]!.class, "timeout");
  assert.deepEqual(outagesOf([call(at(0), "bad_request")], [], uncounted), []);
});

test("parks from before hold from the start, on any machine", () => {
  const park: Park = {
    ...{ scope: "egress", id: "host-7", class: "location", reason: "", until: null, strikes: 1 },
    ...{ since: at(-100), at: at(-100), owner: null },
  };
  assert.deepEqual(outagesOf([], [park], uncounted), [
    { class: "location", scope: "egress", id: "egress", from: -Infinity, to: Infinity, mended: false },
  ]);
});
