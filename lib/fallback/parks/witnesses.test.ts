import assert from "node:assert/strict";
import test from "node:test";
import { type Voice, Witnesses } from "./witnesses.ts";

const second = 1000;
const at = 1_000_000 * second;
const quorum = { projects: 2, messages: 3, owners: 2 };

/** Each voice is another message of another project and owner, unless named. */
function heard(voices: Partial<Voice>[], answered: number[] = []) {
  const witnesses = new Witnesses();
  for (const begunAt of answered) witnesses.answered(begunAt);
  for (const [i, voice] of voices.entries())
    witnesses.failed({
      ...{ begunAt: at, class: "internal", owner: `o${i}`, project: `p${i}`, message: i },
      ...voice,
    });
  return witnesses;
}
const agree = (voices: Partial<Voice>[], answered?: number[], when = at) =>
  heard(voices, answered).agree("internal", when, quorum);

test("failures agree if enough projects, messages and owners had them, of the same class", () => {
  assert.equal(agree([{}, {}, {}]), true);
  assert.equal(agree([{}, {}]), false);
  assert.equal(agree([{ message: 1 }, { message: 1 }, { message: 2 }]), false);
  assert.equal(agree([{ project: "p" }, { project: "p" }, { project: "p" }]), false);
  assert.equal(agree([{ owner: "o" }, { owner: "o" }, { owner: "o" }]), false);
  assert.equal(agree([{ owner: "o", project: "p" }, { owner: "o", project: "p" }, {}]), true);
  assert.equal(agree([{}, {}, { class: "overloaded" }]), false);
});

test("at least half of the compared calls must have failed that way", () => {
  const three = [{}, {}, {}];
  assert.equal(agree(three, [at, at, at]), true);
  assert.equal(agree(three, [at, at, at, at]), false);
  const other = { class: "overloaded" } as const;
  assert.equal(agree([...three, other, other, other]), true);
  assert.equal(agree([...three, other, other, other, other]), false);
});

test("calls are compared if they began within ten seconds of each other", () => {
  const from = (ms: number) => agree([{}, {}, { begunAt: at + ms }]);
  assert.deepEqual([-10_001, -10_000, 10_000, 10_001].map(from), [false, true, true, false]);
  const four = (ms: number) => agree([{}, {}, {}], Array(4).fill(at + ms));
  assert.deepEqual([-11_000, -10_000, 10_000, 11_000].map(four), [true, false, false, true]);
});

test("a failure is isolated if less than half of the compared calls failed that way", () => {
  const isolated = (failed: number, answered: number) =>
    heard(Array(failed).fill({}), Array(answered).fill(at)).isIsolated("internal", at);
  assert.deepEqual(
    [isolated(1, 0), isolated(1, 1), isolated(1, 2), isolated(2, 3)],
    [false, false, true, true],
  );
  assert.equal(
    heard([{}, { class: "overloaded" }, { class: "overloaded" }]).isIsolated("internal", at),
    true,
  );
});

test("failures are kept for a minute, since a silent call is known late; of a storm the latest are kept", () => {
  const late = (ms: number) => agree([{}, {}, { begunAt: at + ms, class: "overloaded" }, {}]);
  assert.deepEqual([late(60_000), late(60_001)], [true, false]);
  const storm = (count: number) =>
    agree([{}, {}, ...Array(count).fill({ class: "overloaded", begunAt: at + 20_000 }), {}]);
  assert.deepEqual([storm(61), storm(62)], [true, false]);
});

test("hours of answered calls later, the recent ones still count", () => {
  const answered = Array.from({ length: 7200 }, (_, i) => at - i * second).reverse();
  assert.equal(agree([{}, {}, {}], answered), false);
  assert.equal(heard([{}], [at - 3000, at - 2000]).isIsolated("internal", at), true);
});
