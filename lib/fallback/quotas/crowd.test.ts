// Many messages at once on projects of unknown limits.
import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { FakeClock, google, key, type Step, scripted } from "../fixtures/world.ts";
import { Board } from "../parks/board.ts";
import { type Walk, walk } from "../walk/walk.ts";

const second = 1000;

/** Limits per minute of each model for each project; models not named have none. Text comes after 500 ms. */
function world(limits: Record<string, number>, models = ["m0", "m1"], keys = [key("k0"), key("k1")]) {
  const clock = new FakeClock(Date.parse("2026-07-15T12:00:00Z"));
  const chain = compileChain({ owner: "tenant", models, keys });
  const board = new Board({ random: () => 0 });
  const used = new Map<string, number>();
  const provided = scripted<Step[] | null>(clock, ({ model, key }, _, steps) => {
    const minute = `${model}/${key.id} ${Math.floor(clock.now() / (60 * second))}`;
    const count = used.get(minute) ?? 0;
    if (count >= (limits[model] ?? Infinity)) {
      return [{ wait: 100 }, ...google.minuteSpent(60 - ((clock.now() / second) % 60), limits[model])];
    }
    used.set(minute, count + 1);
    return steps ?? [{ wait: 500 }, { text: "Salom" }, { wait: 1500 }, { finish: "STOP" }];
  });
  const ask = (request: Step[] | null = null) =>
    walk({ chain, board, clock, provider: provided.provider, request });
  const crowd = (count: number) => clock.run(Promise.all(Array.from({ length: count }, () => ask())));
  return { clock, board, chain, ask, crowd, ...provided };
}

const refusals = (walks: readonly Walk[]) =>
  walks.flatMap(({ attempts }) => attempts).filter(({ class: kind }) => kind === "rate_minute");
const answered = (walks: readonly Walk[]) => walks.filter(({ outcome }) => outcome === "answered").length;

test("a crowd finds each unknown limit with one refused call, and all messages are answered", async () => {
  const { crowd } = world({ m0: 10, m1: 10 }, ["m0", "m1", "m2"]);
  const walks = await crowd(500);
  assert.equal(answered(walks), 500);
  const refused = refusals(walks).map(({ model, key }) => `${model}/${key.id}`);
  assert.deepEqual(refused.toSorted(), ["m0/k0", "m0/k1", "m1/k0", "m1/k1"]);
});

test("limits above Google's lowest are found with few refused calls", async () => {
  const { crowd, names } = world({ m0: 100 }, ["m0", "m1"]);
  const walks = await crowd(600);
  assert.equal(answered(walks), 600);
  assert.ok(refusals(walks).length <= 2 * 60, `${refusals(walks).length} refused`);
  assert.ok(names().filter((name) => name.startsWith("m0")).length >= 150);
});

test("without a limit a crowd is let through within five seconds, and the next one at once", async () => {
  const { crowd, clock } = world({}, ["m0"], [key("k0")]);
  const first = await crowd(300);
  assert.deepEqual([answered(first), refusals(first).length], [300, 0]);
  assert.ok(first.every(({ waitedMs }) => waitedMs <= 5 * second));
  await clock.pass(60 * second);
  const next = await crowd(300);
  assert.ok(next.every(({ waitedMs, attempts }) => waitedMs === 0 && attempts.length === 1));
});

test("a crowd takes another key of the same model at once, but waits before it takes another model", async () => {
  const { crowd } = world({});
  const walks = await crowd(24);
  assert.ok(walks.every(({ candidate }) => candidate!.model === "m0"));
  const waited = walks.filter(({ waitedMs }) => waitedMs > 0);
  assert.equal(waited.length, 4);
  assert.ok(waited.every(({ waitedMs }) => waitedMs >= 500 && waitedMs <= 1500));
});

test("messages one after another never wait", async () => {
  const { clock, ask } = world({});
  for (let i = 0; i < 25; i++) {
    const { waitedMs, candidate } = await clock.run(ask());
    assert.deepEqual([waitedMs, candidate!.key.id, candidate!.model], [0, "k0", "m0"]);
  }
});

test("a silent call makes the others wait for at most one second", async () => {
  const { clock, ask, crowd } = world({}, ["m0"], [key("k0")]);
  await crowd(10);
  const silent = ask([{ wait: 14 * second }, { text: "Salom" }, { finish: "STOP" }]);
  const from = clock.now();
  const others = await crowd(3);
  assert.equal(answered(others), 3);
  assert.ok(clock.now() - from <= 3.1 * second, `${clock.now() - from} ms`);
  assert.equal((await clock.run(silent)).outcome, "answered");
});

test("calls that fail or are cancelled make room too", async () => {
  const { board, chain, clock } = world({}, ["m0"], [key("k0")]);
  const now = clock.now();
  const probes = await Promise.all(Array.from({ length: 10 }, () => board.claim(chain, 0, now)));
  assert.equal(board.isCrowded(chain, 0, now), true);
  assert.equal(board.pick(chain, now, new Uint8Array(1), "free"), -1);
  let woken = 0;
  for (let i = 0; i < 5; i++) board.crowd.whenRoom("tenant", () => woken++);
  for (const probe of probes.slice(0, 2)) board.abandoned(probe!);
  assert.equal(woken, 4);
  for (const probe of probes) board.abandoned(probe!);
  assert.equal(board.isCrowded(chain, 0, now), false);
});
