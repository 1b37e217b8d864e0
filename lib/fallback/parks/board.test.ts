import assert from "node:assert/strict";
import test from "node:test";
import { understand } from "../../gemini/understand.ts";
import { compileChain } from "../chain.ts";
import { failureOf } from "../failure.ts";
import type { Evidence, Failure, Key, Park, ParkRequest } from "../types.ts";
import { Board, type ParkChange, probeLeaseMs } from "./board.ts";

const now = Date.parse("2026-07-15T12:00:00Z");
const key = (id: string, project: string | null = null): Key => ({ id, label: id, last4: "abcd", project });
const chainOf = (models: string[], ...keys: Key[]) => compileChain({ owner: "tenant", models, keys });
const one = chainOf(["m1"], key("k1", "p1"));
const none = new Uint8Array(100);
const boardOf = (options = {}) => new Board({ random: () => 0, ...options });

const failureFrom = (evidence: Evidence, chain = one, index = 0): Failure =>
  failureOf(understand(evidence, now), evidence, chain.candidates[index]!);
const http = (status: number, body: unknown = null, chain = one, index = 0): Failure => {
  return failureFrom({ kind: "error", httpStatus: status, body, networkCode: null }, chain, index);
};
const keyPark = (deadline: ParkRequest["deadline"]): ParkRequest => ({
  scope: "key",
  id: "k1",
  owner: "tenant",
  deadline,
});
const because = { class: "rate_unknown", reason: "" } as const;

/** One call of candidate `index` that fails as given. */
async function fail(
  board: Board,
  failure: Failure,
  at: number,
  chain = one,
  index = 0,
): Promise<Park | null> {
  const probe = await board.claim(chain, index, at);
  assert.ok(probe);
  return board.failed(probe, failure, chain, at);
}

const spread = async (keys: Key[], calls: number, models = ["m1"], limits: [string, number][] = []) => {
  const chain = compileChain({ owner: "tenant", models, keys, order: "balanced" });
  const board = boardOf();
  for (const [project, limit] of limits) {
    const pair = { owner: "tenant", project, model: "m1" };
    board.quotas.mergeLimits([{ ...pair, window: "minute", metric: "requests", limit, at: now }]);
  }
  const picked: string[] = [];
  for (let i = 0; i < calls; i++) {
    const index = board.pick(chain, now, none);
    await board.claim(chain, index, now);
    picked.push(`${chain.candidates[index]!.model}/${chain.candidates[index]!.key.id}`);
  }
  return picked;
};

test("balanced: the least used of a model's keys comes first, and priority decides between equals", async () => {
  const picked = await spread([key("k1"), key("k2"), key("k3")], 7, ["m1", "m2"]);
  assert.deepEqual(picked, ["m1/k1", "m1/k2", "m1/k3", "m1/k1", "m1/k2", "m1/k3", "m1/k1"]);
});

test("balanced: keys of one project share their use, and a wider limit takes more", async () => {
  const keys = [key("k1", "p1"), key("k2", "p1"), key("k3", "p2")];
  assert.deepEqual(await spread(keys, 4), ["m1/k1", "m1/k3", "m1/k1", "m1/k3"]);
  const limits: [string, number][] = [
    ["p1", 10],
    ["p2", 30],
  ];
  const picked = await spread(keys, 8, ["m1"], limits);
  assert.equal(picked.filter((name) => name === "m1/k3").length, 6);
});

test("balanced: keys of last resort stay behind the others, however little they are used", async () => {
  const keys = [{ ...key("paid"), lastResort: true }, key("k1"), key("k2")];
  const picked = await spread(
    keys,
    6,
    ["m1"],
    [
      ["key:k1", 2],
      ["key:k2", 2],
      ["key:paid", 9],
    ],
  );
  assert.deepEqual(picked, ["m1/k1", "m1/k2", "m1/k1", "m1/k2", "m1/paid", "m1/paid"]);
});

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
  assert.equal(chain.projects, 2);
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

test("after a deadline one message probes; the others skip the candidate until the result is known", async () => {
  const board = boardOf();
  board.park(keyPark({ at: now + 1000 }), because, now);
  const at = now + 1000;
  const probe = (await board.claim(one, 0, at))!;
  assert.equal(board.pick(one, at, none), -1);
  board.succeeded(probe);
  assert.equal(board.pick(one, at, none), 0);
});

test("a failed probe parks again; one that proves nothing lets the next message probe", async () => {
  const board = boardOf();
  board.park(keyPark({ at: now + 1000 }), because, now);
  const at = now + 1000;
  await fail(board, http(400), at);
  assert.equal(board.pick(one, at, none), 0);
  board.abandoned((await board.claim(one, 0, at))!);
  assert.equal(board.pick(one, at, none), 0);
  await fail(board, http(403, { error: { details: [{ reason: "API_KEY_IP_ADDRESS_BLOCKED" }] } }), at);
  assert.equal(board.pick(one, at, none), -1);
  assert.equal(board.all()[0]!.until, at + 3_600_000);
});

test("a blocked or empty answer proves that the candidate works", async () => {
  const board = boardOf();
  board.park(keyPark({ at: now + 1000 }), because, now);
  const evidence = { kind: "end", hasText: false, finishReason: "SAFETY", blockReason: null } as const;
  await fail(board, failureFrom(evidence), now + 1000);
  assert.deepEqual(board.all(), []);
});

test("a probe that never reports back ends with its lease", async () => {
  const board = boardOf();
  board.park(keyPark({ at: now + 1000 }), because, now);
  await board.claim(one, 0, now + 1000);
  assert.equal(board.pick(one, now + 1000 + probeLeaseMs - 1, none), -1);
  assert.equal(board.pick(one, now + 1000 + probeLeaseMs, none), 0);
});

/** Claims as a shared store keeps them. */
function sharedClaims() {
  const held = new Set<string>();
  const name = ({ scope, id }: Park) => `${scope} ${id}`;
  return {
    held,
    claim: async (park: Park) => !held.has(name(park)) && !!held.add(name(park)),
    release: (park: Park) => void held.delete(name(park)),
  };
}

test("of two workers one probes; the other skips the candidate", async () => {
  const claims = sharedClaims();
  const [a, b] = [boardOf({ claims }), boardOf({ claims })];
  const park = a.park(keyPark({ at: now + 1000 }), because, now);
  b.merge(park, now);
  const at = now + 1000;
  const [first, second] = await Promise.all([a.claim(one, 0, at), b.claim(one, 0, at)]);
  assert.ok(first);
  assert.equal(second, null);
  assert.equal(b.pick(one, at, none), -1);
  a.succeeded(first);
  b.mergeClosed(park.scope, park.id, park.at);
  assert.equal(b.pick(one, at, none), 0);
});

test("a worker that gets only one of two claims releases it", async () => {
  const claims = sharedClaims();
  const board = boardOf({ claims });
  board.park(keyPark({ at: now + 1000 }), because, now);
  board.park({ ...keyPark({ at: now + 1000 }), scope: "project", id: "p1" }, because, now);
  claims.held.add("project p1");
  assert.equal(await board.claim(one, 0, now + 1000), null);
  assert.deepEqual([...claims.held], ["project p1"]);
});

/** m1 and m2 of one key, with a park on m1 and one on the key, in the order in which they are claimed. */
function twoParks(claims: ReturnType<typeof sharedClaims>) {
  const board = boardOf({ claims });
  board.park({ ...keyPark({ at: now + 1000 }), scope: "key_model", id: "k1/m1" }, because, now);
  board.park(keyPark({ at: now + 1000 }), because, now);
  return { board, chain: chainOf(["m1", "m2"], key("k1", "p1")), onlyFirst: new Uint8Array([0, 1]) };
}

test("a lost claim costs its own scope a second; what else the probe would have tested is free at once", async () => {
  const claims = sharedClaims();
  const { board, chain, onlyFirst } = twoParks(claims);
  const at = now + 1000;
  claims.held.add("key_model k1/m1");
  assert.equal(await board.claim(chain, 0, at), null);
  assert.equal(board.pick(chain, at, none), 1);
  assert.equal(board.pick(chain, at + 999, onlyFirst), -1);
  assert.equal(board.pick(chain, at + 1000, onlyFirst), 0);
  assert.equal(board.quotas.meterOf(chain.candidates[0]!).minute.used("requests", at), 0);
  assert.equal(board.quotas.meterOf(chain.candidates[0]!).silent, 0);

  const other = sharedClaims();
  const second = twoParks(other);
  other.held.add("key k1");
  assert.equal(await second.board.claim(second.chain, 0, at), null);
  assert.deepEqual([...other.held], ["key k1"]);
  assert.equal(second.board.pick(second.chain, at, none), -1);
  assert.equal(second.board.pick(second.chain, at + 1000, none), 1);
});

test("news of one scope costs the others nothing; a park that closes meanwhile does not cost the call", async () => {
  for (const closes of [false, true]) {
    const granted = Promise.withResolvers<boolean>();
    const board = boardOf({ claims: { claim: () => granted.promise, release: () => {} } });
    const chain = chainOf(["m1", "m2"], key("k1", "p1"));
    const park = board.park(keyPark({ at: now + 1000 }), because, now);
    const claim = board.claim(chain, 0, now + 1000);
    if (closes) board.mergeClosed("key", "k1", now);
    else board.merge({ ...park, scope: "key_model", id: "k1/m1", until: now + 9000 }, now + 1000);
    granted.resolve(true);
    assert.equal((await claim) === null, !closes);
    assert.equal(board.pick(chain, now + 1000, none), closes ? 0 : 1);
  }
});

test("the shared store's time is not started where nothing is to be claimed", async () => {
  const board = boardOf({ claims: sharedClaims() });
  assert.ok(await board.claim(one, 0, now, { patience: () => assert.fail("started") }));
});

test("a worker answers while the shared store is down", async () => {
  const claims = { claim: () => Promise.reject(new Error("down")), release: () => {} };
  const board = boardOf({ claims });
  board.park(keyPark({ at: now + 1000 }), because, now);
  assert.ok(await board.claim(one, 0, now + 1000));
});

test("a claim that the store grants too late is released", async () => {
  const claims = sharedClaims();
  const slow = Promise.withResolvers<void>();
  const claim = (park: Park) => slow.promise.then(() => claims.claim(park));
  const board = boardOf({ claims: { ...claims, claim } });
  board.park(keyPark({ at: now + 1000 }), because, now);
  const probe = await board.claim(one, 0, now + 1000, { patience: () => Promise.resolve() });
  board.abandoned(probe!);
  slow.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([...claims.held], []);
});

test("news that arrives while a claim is pending is respected", async () => {
  const granted = Promise.withResolvers<boolean>();
  const board = boardOf({ claims: { claim: () => granted.promise, release: () => {} } });
  const park = board.park(keyPark({ at: now + 1000 }), because, now);
  const claim = board.claim(one, 0, now + 1000);
  board.merge({ ...park, until: now + 9000, at: now + 900 }, now + 1000);
  granted.resolve(true);
  assert.equal(await claim, null);
  assert.equal(board.pick(one, now + 8999, none), -1);
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
