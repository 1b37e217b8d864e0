// Parks without calls: how deadlines merge, and what subscribers hear. board.test.ts has the rest.
import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { lackOf } from "../failure.ts";
import type { ErrorClass, ParkRequest } from "../types.ts";
import { Board, type BoardOptions } from "./board.ts";
import type { ParkChange } from "./parks.ts";

const now = Date.parse("2026-07-15T12:00:00Z");
const key = (id: string) => ({ id, label: id, last4: "abcd", project: `${id}-project` });
const chainOf = (models: string[], ...keys: string[]) =>
  compileChain({ owner: "tenant", models, keys: keys.map(key) });
const one = chainOf(["m1"], "k1");
const none = new Uint8Array(10);

function world(options: BoardOptions = {}) {
  const board = new Board({ random: () => 0, ...options });
  const changes: ParkChange[] = [];
  const unsubscribe = board.subscribe((change) => changes.push(change));
  const park = (deadline: ParkRequest["deadline"], kind: ErrorClass = "rate_unknown", at = now) =>
    board.park({ scope: "key", id: "k1", owner: "tenant", deadline }, { class: kind, reason: "" }, at);
  const kinds = () =>
    changes.map((change) => `${change.kind}${"merged" in change && change.merged ? ", merged" : ""}`);
  return { board, changes, kinds, park, unsubscribe };
}

test("within a storm a deadline counts as new if it is a second later, or of another class", () => {
  const until = now + 5000;
  const held = (deadline: ParkRequest["deadline"], kind?: ErrorClass) => {
    const { park, changes } = world();
    park({ at: until });
    const { until: held } = park(deadline, kind, now + 10);
    return [held === null ? null : held - until, changes.length];
  };
  assert.deepEqual(held({ at: until + 999 }), [0, 1]);
  assert.deepEqual(held({ at: until + 1000 }), [1000, 2]);
  assert.deepEqual(held({ at: until + 1 }, "rate_day"), [1, 2]);
  assert.deepEqual(held({ at: until }, "rate_day"), [0, 1]);
  assert.deepEqual(held({ at: null }), [null, 2]);
  // Our own backoff is not repeated while it runs.
  assert.deepEqual(held({ base: 60_000, cap: 60_000 }), [0, 1]);
  assert.deepEqual(held({ base: 60_000, cap: 60_000 }, "unknown"), [55_010, 2]);
});

test("the opening is jittered by at most a tenth of the wait and half a minute", () => {
  const opening = (ms: number) => {
    const { board, park } = world({ random: () => 0.5 });
    park({ at: now + ms });
    return (board.soonest(one, none) ?? 0) - now - ms;
  };
  assert.deepEqual([10_000, 3_600_000, 0, -5000].map(opening), [500, 15_000, 0, 0]);
});

test("a wait that is only a time to probe is not promised", () => {
  const { board, park } = world();
  park({ at: now + 1000 }, "key_blocked");
  assert.equal(board.soonest(one, none), now + 1000);
  assert.equal(board.soonest(one, none, true), null);
});

test("a model that is parked as a whole is probed, though an overload of one project ends by itself", async () => {
  for (const [scope, id, probed] of [
    ["model", "*/m1", 1],
    ["project_model", "k1-project/m1", 0],
  ] as const) {
    const { board } = world();
    const request = { scope, id, owner: null, deadline: { at: now + 1000 } };
    board.park(request, { class: "overloaded", reason: "" }, now);
    assert.equal((await board.claim(one, 0, now + 1000))?.parks.length, probed, scope);
  }
});

test("news of the same deadline changes nothing, unless its evidence is newer and nobody probes", async () => {
  const { board, park, changes } = world();
  const own = park({ at: now + 1000 });
  board.merge({ ...own, at: now - 50 }, now);
  assert.equal(board.all()[0]?.at, now);
  board.merge({ ...own, at: now + 50 }, now + 60);
  assert.equal(board.all()[0]?.at, now + 50);
  const probe = await board.claim(one, 0, now + 1000);
  board.merge({ ...own, at: now + 70 }, now + 1000);
  assert.ok(probe);
  board.succeeded(probe);
  assert.deepEqual(board.all(), []);
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ["parked", "closed"],
  );
});

test("closing what is not parked, or not known, does nothing and is not announced", () => {
  const { board, kinds } = world();
  board.pick(one, now, none);
  for (const id of ["k1", "unknown"]) {
    board.clear("key", id);
    board.mergeClosed("key", id, now);
  }
  assert.deepEqual(kinds(), []);
});

test("subscribers hear whose change it is, until they unsubscribe", async () => {
  const { board, park, kinds, unsubscribe } = world();
  const own = park({ at: now + 1000 });
  board.abandoned((await board.claim(one, 0, now + 1000))!);
  board.succeeded((await board.claim(one, 0, now + 1000))!);
  board.merge(own, now);
  board.clear("key", "k1");
  board.merge(own, now);
  board.mergeClosed("key", "k1", now);
  const heard = [
    "parked",
    "released",
    "closed",
    "parked, merged",
    "closed",
    "parked, merged",
    "closed, merged",
  ];
  assert.deepEqual(kinds(), heard);
  unsubscribe();
  board.merge(own, now);
  assert.deepEqual(kinds(), heard);
});

test("a probe that ends without proof does not touch a park learned meanwhile", async () => {
  const { board, park, kinds } = world();
  park({ at: now + 1000 });
  const probe = (await board.claim(one, 0, now + 1000))!;
  park({ at: null }, "key_invalid", now + 1001);
  board.abandoned(probe);
  assert.deepEqual(kinds(), ["parked", "parked"]);
});

test("the egress is named after the machine; by default it is the egress", () => {
  for (const [options, id] of [
    [{}, "egress"],
    [{ egress: "host" }, "host"],
  ] as const) {
    const { board } = world(options);
    const request = { scope: "egress", id: "egress", owner: null, deadline: { at: null } } as const;
    assert.equal(board.park(request, { class: "location", reason: "" }, now).id, id);
    assert.equal(board.pick(one, now, none), -1);
  }
});

test("what is left of an owner's chains stays parked, also what its models lack; the rest is forgotten", () => {
  const { board, park } = world();
  const both = chainOf(["m1", "m2"], "k1", "k2");
  park({ at: null });
  for (const { model, owner } of both.candidates.filter(({ key }) => key.id === "k1"))
    board.park(
      { ...lackOf({ owner, model }, "image"), deadline: { at: null } },
      { class: "model_unfit", reason: "" },
      now,
    );
  const lacks = () => both.candidates.map((candidate) => board.lacks(candidate, "image", now));
  assert.deepEqual(lacks(), [true, true, true, true]);
  assert.equal(board.lacks(one.candidates[0]!, "audio", now), false);
  board.retain("tenant", [one]);
  assert.deepEqual(
    board.all().map(({ id }) => id),
    ["k1", "tenant/m1#image"],
  );
  assert.deepEqual(lacks(), [true, true, false, false]);
  board.retain("another", []);
  assert.equal(board.all().length, 2);
});

test("a lack holds until its deadline", () => {
  const { board } = world();
  const candidate = one.candidates[0]!;
  board.park(
    { ...lackOf(candidate, "image"), deadline: { at: now + 1000 } },
    { class: "model_unfit", reason: "" },
    now,
  );
  assert.equal(board.lacks(candidate, "image", now + 999), true);
  assert.equal(board.lacks(candidate, "image", now + 1000), false);
});

test("an edit ends what its key may have caused, up to the time of the edit", () => {
  for (const [editedAt, ends] of [
    [now - 1, false],
    [now, true],
  ] as const) {
    const { board, park } = world();
    park({ at: null }, "key_invalid");
    board.park(
      { scope: "key", id: "k2", owner: "tenant", deadline: { at: null } },
      { class: "key_invalid", reason: "" },
      now,
    );
    board.edited(key("k1"), editedAt);
    assert.deepEqual(
      board.all().map(({ id }) => id),
      ends ? ["k2"] : ["k1", "k2"],
    );
  }
});

test("there is no state of a candidate that the chain does not have", () => {
  assert.throws(() => world().board.covering(one, 1), RangeError);
});
