import assert from "node:assert/strict";
import test from "node:test";
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
import type { Park } from "../types.ts";
import { probeLeaseMs } from "./probes.ts";

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
  assert.ok(await board.claim(one, 0, now, { outOfTime: () => assert.fail("started") }));
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
  const probe = await board.claim(one, 0, now + 1000, { outOfTime: () => Promise.resolve() });
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
