import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { answers, FakeClock, key, scripted } from "../fixtures/world.ts";
import { Board } from "../parks/board.ts";
import { walk } from "../walk/walk.ts";
import { RefusalCap } from "./refusal-cap.ts";

const none = new Uint8Array(10);
const refused = (httpStatus: number | null) => ({ httpStatus, class: "unknown" }) as const;

function world(refusalCap: RefusalCap, keys = [key("k1"), key("k2")]) {
  const clock = new FakeClock();
  const chain = compileChain({ owner: "tenant", models: ["m1"], keys });
  const board = new Board({ random: () => 0, refusalCap });
  const provided = scripted(clock, () => answers());
  const ask = () => clock.run(walk({ chain, board, clock, provider: provided.provider, request: null }));
  return { clock, chain, board, ask, ...provided };
}

const caps = (perKey: number, inAll: number) =>
  new RefusalCap({
    perKey: { burst: perKey, perMinute: perKey },
    inAll: { burst: inAll, perMinute: inAll },
  });

test("a key with too many 4xx is skipped until its bucket fills", async () => {
  const refusalCap = caps(3, 100);
  const { ask, clock, chain, board } = world(refusalCap);
  for (let i = 0; i < 3; i++) refusalCap.failed(refusalCap.bucketOf("k1"), refused(403), clock.now());
  assert.equal((await ask()).candidate?.key.id, "k2");
  await clock.pass(19_000);
  assert.equal(board.pick(chain, clock.now(), none), 1);
  await clock.pass(1000);
  assert.equal(board.pick(chain, clock.now(), none), 0);
});

test("bad requests count towards the total, but against no key", () => {
  const refusalCap = caps(1, 2);
  const [good, other] = [refusalCap.bucketOf("good"), refusalCap.bucketOf("other")];
  for (let i = 0; i < 9; i++) refusalCap.failed(good, { httpStatus: 400, class: "bad_request" }, 0);
  assert.ok(good.isFull(0) && refusalCap.allows(good, 0));
  refusalCap.failed(other, refused(403), 0);
  assert.equal(refusalCap.allows(other, 0), false);
});

test("a flood of bad requests leaves half of the total to the keys of others", () => {
  const refusalCap = caps(5, 10);
  const [flooded, other] = [refusalCap.bucketOf("flooded"), refusalCap.bucketOf("other")];
  for (let i = 0; i < 99; i++) refusalCap.failed(flooded, { httpStatus: 400, class: "bad_request" }, 0);
  for (let i = 0; i < 4; i++) {
    refusalCap.failed(other, refused(403), 0);
    assert.equal(refusalCap.allows(other, 0), true);
  }
});

test("if only capped keys are left, the message waits for the cap and is answered", async () => {
  const refusalCap = new RefusalCap({ perKey: { burst: 1, perMinute: 2 } });
  const { ask, clock, board, chain } = world(refusalCap, [key("k1")]);
  refusalCap.failed(refusalCap.bucketOf("k1"), refused(400), clock.now());
  assert.equal(board.pick(chain, clock.now(), none), -1);
  const result = await ask();
  assert.deepEqual([result.outcome, result.attempts.length], ["answered", 1]);
  assert.equal(result.waitedMs, 30_000);
});

test("the total cap stops keys with a recent 4xx, and no others", () => {
  const refusalCap = caps(10, 2);
  const now = 1_000_000;
  for (const id of ["bad1", "bad2"]) refusalCap.failed(refusalCap.bucketOf(id), refused(403), now);
  assert.equal(refusalCap.allows(refusalCap.bucketOf("bad1"), now), false);
  assert.equal(refusalCap.allows(refusalCap.bucketOf("good"), now), true);
  assert.equal(refusalCap.allows(refusalCap.bucketOf("bad1"), now + 30_000), true);
});

test("only 4xx count, not overloads or network failures", () => {
  const refusalCap = caps(1, 1);
  for (const httpStatus of [null, 200, 500, 503])
    refusalCap.failed(refusalCap.bucketOf("k"), refused(httpStatus), 0);
  assert.ok(refusalCap.bucketOf("k").isFull(0));
});

test("calls in flight when the cap is reached do not extend the wait", () => {
  const refusalCap = caps(2, 1000);
  const bucket = refusalCap.bucketOf("k");
  for (let i = 0; i < 500; i++) refusalCap.failed(bucket, refused(429), 0);
  assert.equal(refusalCap.allows(bucket, 29_999), false);
  assert.equal(refusalCap.allows(bucket, 30_000), true);
});

test("the total cap leaves its last token to a key with a recent 4xx", () => {
  const refusalCap = caps(10, 2);
  refusalCap.failed(refusalCap.bucketOf("bad"), refused(403), 0);
  assert.equal(refusalCap.allows(refusalCap.bucketOf("bad"), 0), true);
});

test("from ten thousand keys on, those that were never refused are forgotten", () => {
  const refusalCap = caps(3, 100);
  const [bad, good] = [refusalCap.bucketOf("bad"), refusalCap.bucketOf("good")];
  refusalCap.failed(bad, refused(403), 0);
  const create = (from: number, to: number) => {
    for (let i = from; i < to; i++) refusalCap.bucketOf(`k${i}`);
  };
  create(2, 10_000);
  assert.equal(refusalCap.bucketOf("good"), good);
  create(10_000, 10_001);
  assert.equal(refusalCap.bucketOf("bad"), bad);
  const again = refusalCap.bucketOf("good");
  assert.notEqual(again, good);
  // Not again at each new key.
  create(20_000, 29_000);
  assert.equal(refusalCap.bucketOf("good"), again);
});
