import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import {
  because,
  boardOf,
  chainOf,
  fail,
  failureFrom,
  http,
  key,
  keyPark,
  none,
  now,
  one,
} from "../fixtures/board.ts";
import type { ParkRequest } from "../types.ts";
import { Board } from "./board.ts";
import type { ParkChange } from "./parks.ts";

test("a parked candidate is not picked until its deadline; its neighbours are", async () => {
  const board = boardOf();
  const chain = chainOf(["m1", "m2"], key("k1"), key("k2"));
  assert.equal(board.pick(chain, now, none), 0);
  board.park(keyPark({ at: now + 1000 }), because, now);
  assert.equal(board.pick(chain, now, none), 1);
  assert.equal(board.pick(chain, now + 999, none), 1);
  assert.equal(board.pick(chain, now + 1000, none), 0);
});

test("each scope covers what it names and nothing else", () => {
  const chain = chainOf(["m1", "m2"], key("k1", "p1"), key("k2", "p1"), key("k3", "p2"));
  const covered = (request: Pick<ParkRequest, "scope" | "id">) => {
    const board = boardOf();
    board.park({ ...request, owner: "tenant", deadline: { at: now + 1000 } }, because, now);
    return chain.candidates.flatMap(({ model, key }, i) =>
      board.covering(chain, i).length ? [`${model}${key.id}`] : [],
    );
  };
  assert.deepEqual(covered({ scope: "key", id: "k1" }), ["m1k1", "m2k1"]);
  assert.deepEqual(covered({ scope: "project", id: "p1" }), ["m1k1", "m1k2", "m2k1", "m2k2"]);
  assert.deepEqual(covered({ scope: "project_model", id: "p1/m2" }), ["m2k1", "m2k2"]);
  assert.deepEqual(covered({ scope: "key_model", id: "k3/m1" }), ["m1k3"]);
  assert.deepEqual(covered({ scope: "model", id: "*/m1" }), ["m1k1", "m1k2", "m1k3"]);
  assert.deepEqual(covered({ scope: "model", id: "tenant/m2" }), ["m2k1", "m2k2", "m2k3"]);
  assert.deepEqual(covered({ scope: "model", id: "another/m2" }), []);
  assert.equal(covered({ scope: "egress", id: "egress" }).length, 6);
});

test("keys of unknown project are projects of their own", () => {
  const board = boardOf();
  const chain = chainOf(["m1"], key("k1"), key("k2"));
  assert.deepEqual(
    chain.candidates.map(({ project }) => project),
    ["key:k1", "key:k2"],
  );
  const request = {
    scope: "project_model",
    id: "key:k1/m1",
    owner: "tenant",
    deadline: { at: now + 9 },
  } as const;
  board.park(request, because, now);
  assert.equal(board.pick(chain, now, none), 1);
});

test("re-parking keeps the later deadline, whichever comes first", () => {
  for (const [first, second, held] of [
    [now + 5000, now + 9000, now + 9000],
    [now + 9000, now + 5000, now + 9000],
    [null, now + 5000, null],
    [now + 5000, null, null],
  ]) {
    const board = boardOf();
    board.park(keyPark({ at: first! }), because, now);
    assert.equal(board.park(keyPark({ at: second! }), because, now).until, held);
    assert.equal(board.all().length, 1);
  }
});

test("our own backoff doubles with each strike up to its cap, and starts over after a success", async () => {
  const board = boardOf();
  let at = now;
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    const park = (await fail(board, http(503), at))!;
    assert.equal(park.strikes, i + 1);
    waits.push((park.until! - at) / 1000);
    at = park.until!;
  }
  assert.deepEqual(waits, [2, 4, 8, 10, 10, 10, 10]);
  board.succeeded((await board.claim(one, 0, at))!);
  assert.deepEqual(board.all(), []);
  assert.equal((await fail(board, http(503), at))!.strikes, 1);
});

test("a storm of simultaneous failures is one strike and is announced once", async () => {
  const board = boardOf();
  const changes: ParkChange[] = [];
  board.subscribe((change) => changes.push(change));
  const probes = await Promise.all(Array.from({ length: 500 }, () => board.claim(one, 0, now)));
  for (const [i, probe] of probes.entries()) board.failed(probe!, http(503), one, now + i);
  assert.equal(board.all()[0]!.strikes, 1);
  assert.equal(changes.length, 1);
});

test("the stored deadline is exact; the opening is jittered and never early", () => {
  for (const random of [0, 0.5, 0.999]) {
    const board = new Board({ random: () => random });
    assert.equal(board.park(keyPark({ at: now + 10_000 }), because, now).until, now + 10_000);
    const opens = board.soonest(one, none)!;
    assert.ok(opens >= now + 10_000 && opens < now + 11_000);
    assert.equal(board.pick(one, opens - 1, none), -1);
    assert.equal(board.pick(one, opens, none), 0);
  }
});

test("a missing model is parked for one project, and for the tenant once two projects agree", async () => {
  const board = boardOf();
  const chain = chainOf(["m1", "m2"], key("k1", "p1"), key("k2", "p2"), key("k3", "p3"));
  const first = (await fail(board, http(404, null, chain, 0), now, chain, 0))!;
  assert.deepEqual([first.scope, first.id], ["project_model", "p1/m1"]);
  assert.equal(board.pick(chain, now, none), 1);
  const second = (await fail(board, http(404, null, chain, 1), now, chain, 1))!;
  assert.deepEqual([second.scope, second.id, second.owner], ["model", "tenant/m1", "tenant"]);
  assert.equal(board.pick(chain, now, none), 3);
  assert.equal(second.until, now + 24 * 3_600_000);
});

test("a merged park is not announced as our own, keeps the later deadline, and cannot close newer evidence", () => {
  const board = boardOf();
  const changes: ParkChange[] = [];
  board.subscribe((change) => changes.push(change));
  const park = board.park(keyPark({ at: now + 5000 }), because, now);
  board.merge({ ...park, until: now + 1000, at: now + 1 }, now);
  assert.equal(board.all()[0]!.until, now + 5000);
  board.merge({ ...park, until: null, at: now + 2 }, now);
  assert.equal(board.all()[0]!.until, null);
  board.mergeClosed("key", "k1", now + 1);
  assert.equal(board.all().length, 1);
  board.mergeClosed("key", "k1", now + 2);
  assert.equal(board.all().length, 0);
  assert.deepEqual(
    changes.map((change) => [change.kind, "merged" in change && change.merged]),
    [
      ["parked", false],
      ["parked", true],
      ["closed", true],
    ],
  );
});

test("an admin's edit closes parks at once, also those without a deadline", () => {
  const board = boardOf();
  board.park(keyPark({ at: null }), because, now);
  assert.equal(board.pick(one, now + 1e12, none), -1);
  assert.equal(board.soonest(one, none), null);
  board.clear("key", "k1");
  assert.equal(board.pick(one, now, none), 0);
});

test("after an edit of a key, older parks and results of older calls are void", async () => {
  const invalid = http(400, { error: { details: [{ reason: "API_KEY_INVALID" }] } });
  const board = boardOf();
  await fail(board, invalid, now);
  const probe = (await board.claim(chainOf(["m1"], key("k1", "p1"), key("k2")), 1, now))!;
  const other = chainOf(["m1"], key("k1", "p2"));
  const inTheAir = (await board.claim(other, 0, now))!;
  board.edited(key("k1", "p1"), now + 100);
  assert.deepEqual(board.all(), []);
  assert.equal(board.failed(inTheAir, invalid, one, now + 200), null);
  assert.deepEqual(board.all(), []);
  assert.ok(board.failed(probe, http(429), one, now + 200));
  assert.equal((await fail(board, invalid, now + 300))!.until, null);
});

test("the result of a call from before the edit proves nothing, but frees what it probed", async () => {
  const board = boardOf();
  const missing = {
    scope: "project_model",
    id: "p1/m1",
    owner: "tenant",
    deadline: { at: now + 1000 },
  } as const;
  board.park(missing, { class: "model_missing", reason: "" }, now);
  const probe = (await board.claim(one, 0, now + 1000))!;
  board.edited(key("k1", "p1"), now + 1100);
  assert.equal(board.pick(one, now + 1200, none), -1);
  assert.equal(board.failed(probe, http(404), one, now + 1200), null);
  assert.equal(board.pick(one, now + 1200, none), 0);
  assert.equal(board.quotas.meterOf(one.candidates[0]!).silent, 0);
});

test("refused calls and calls that never arrived are not counted as used; others are", async () => {
  for (const [failure, used] of [
    [http(400), 0],
    [http(418), 0],
    [http(499), 0],
    [http(500), 1],
    [http(503), 1],
    [failureFrom({ kind: "error", httpStatus: null, body: null, networkCode: "ECONNREFUSED" }), 0],
    [failureFrom({ kind: "silence", afterMs: 15_000, proven: true }), 1],
    [failureFrom({ kind: "end", hasText: false, finishReason: "STOP", blockReason: null }), 1],
  ] as const) {
    const board = boardOf();
    await fail(board, failure, now);
    const meter = board.quotas.meterOf(one.candidates[0]!);
    assert.deepEqual([meter.minute.used("requests", now), meter.silent], [used, 0], failure.class);
    assert.equal(board.heardAt(one, 0), now);
  }
});

test("an edit forgets the limits of the key's project; another project's stay", async () => {
  const board = boardOf();
  const limit = (project: string) =>
    ({
      owner: "tenant",
      project,
      model: "m1",
      window: "day",
      metric: "requests",
      limit: 9,
      at: now,
    }) as const;
  board.quotas.mergeLimits([limit("p1"), limit("p2")]);
  board.edited(key("k1", "p1"), now + 1);
  assert.deepEqual(
    board.quotas.limits().map(({ project }) => project),
    ["p2"],
  );
});

test("a probe that fails with another class starts a new count of strikes", async () => {
  const board = boardOf();
  const first = (await fail(board, http(429), now))!;
  const second = (await fail(board, http(429), first.until!))!;
  assert.deepEqual([second.strikes, second.since], [2, now]);
  const other = (await fail(board, http(418), second.until!))!;
  assert.deepEqual([other.scope, other.class, other.strikes], [second.scope, "unknown", 1]);
  assert.equal(other.since, second.until);
});

test("a later deadline within the same storm is not another strike", () => {
  const board = boardOf();
  board.park(keyPark({ at: now + 5000 }), because, now);
  assert.equal(board.park(keyPark({ at: now + 9000 }), because, now + 10).strikes, 1);
});

test("a success closes the parks that it probed, not those learned while it ran", async () => {
  const board = boardOf();
  board.park(keyPark({ at: now + 1000 }), because, now);
  const probe = (await board.claim(one, 0, now + 1000))!;
  board.park(keyPark({ at: null }), { class: "key_invalid", reason: "" }, now + 1500);
  board.succeeded(probe);
  assert.equal(board.all()[0]!.class, "key_invalid");
});

test("a later deadline is merged although its evidence is older; newer evidence for the same deadline is kept", () => {
  const board = boardOf();
  const park = board.park(keyPark({ at: now + 5000 }), because, now);
  board.merge({ ...park, class: "rate_day", until: now + 9000, at: now - 50 }, now);
  assert.deepEqual([board.all()[0]!.class, board.all()[0]!.at], ["rate_day", now]);
  board.merge({ ...park, class: "rate_day", until: now + 9000, at: now + 50 }, now);
  board.mergeClosed("key", "k1", now);
  assert.equal(board.all()[0]!.at, now + 50);
});

test("a minute's park ends without a probe: all messages go on at once", async () => {
  const board = boardOf();
  const minute = {
    scope: "project_model",
    id: "p1/m1",
    owner: "tenant",
    deadline: { at: now + 1000 },
  } as const;
  board.park(minute, { class: "rate_minute", reason: "" }, now);
  const at = now + 1000;
  const probes = await Promise.all([
    board.claim(one, 0, at),
    board.claim(one, 0, at),
    board.claim(one, 0, at),
  ]);
  assert.ok(probes.every((probe) => probe?.parks.length === 0));
  assert.equal(board.pick(one, at, none), 0);
  board.succeeded(probes[0]!);
  assert.deepEqual(board.all(), []);
});

test("a key is not probed with the model that refuses it if another model is free", () => {
  const chain = chainOf(["m1", "m2"], key("k1", "p1"));
  const board = boardOf();
  board.park(keyPark({ at: now + 1000 }), because, now);
  board.park({ ...keyPark({ at: now + 1000 }), scope: "key_model", id: "k1/m1" }, because, now);
  assert.equal(board.pick(chain, now + 1000, none), 1);
  const onlyThat = new Uint8Array([0, 1]);
  assert.equal(board.pick(chain, now + 1000, onlyThat), 0);
});

test("a bad request does not count against a key, however often it is sent", async () => {
  const board = boardOf();
  for (let i = 0; i < 100; i++) await fail(board, http(400), now);
  assert.equal(board.pick(one, now, none), 0);
});

test("scopes of keys and models that are gone are forgotten; others' stay", () => {
  const board = boardOf();
  const other = compileChain({ owner: "other", models: ["m1"], keys: [key("o1", "q1")] });
  board.pick(other, now, none);
  const kept = board.size;
  for (let i = 0; i < 50; i++) {
    const chain = chainOf(["m1"], key(`k${i}`, `p${i}`));
    board.pick(chain, now, none);
    board.park({ scope: "key", id: `k${i}`, owner: "tenant", deadline: { at: null } }, because, now);
    board.retain("tenant", [chain]);
  }
  assert.ok(board.size <= kept + 8, `${board.size} scopes`);
  board.retain("tenant", []);
  assert.equal(board.size, kept);
  assert.deepEqual(board.quotas.limits(), []);
});
