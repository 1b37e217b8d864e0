import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { MAX_FAILURES, type WaitingUpdate } from "../queue/claims.ts";
import type { AnswerRecord } from "../queue/settlement.ts";
import { decide, type Outcome } from "./decide.ts";
import { type Unit, unitsOf } from "./units.ts";

const waiting = (id: number, more: Partial<WaitingUpdate> = {}): WaitingUpdate => ({
  id,
  update: {} as Update,
  tries: 1,
  lone: 0,
  failures: 0,
  walks: 0,
  calls: 0,
  receivedAt: new Date(),
  ...more,
});
const unit: Unit = [waiting(1), waiting(2)];
const rest: Unit[] = [[waiting(3)], [waiting(4), waiting(5)]];
const answer = { id: "a" } as AnswerRecord;

test("a handled unit is done with its answer, and the next unit is handled", () => {
  assert.deepEqual(decide({ kind: "handled", answer }, unit, rest, false), {
    settlement: { done: [1, 2], answer },
    goOn: true,
    apologise: false,
  });
});

test("the last unit releases the lane: until something arrives, or at once if more waits in it", () => {
  const last = (more: boolean) => decide({ kind: "handled", answer: undefined }, unit, [], more);
  assert.deepEqual(last(false), {
    settlement: { done: [1, 2], release: { again: null } },
    goOn: false,
    apologise: false,
  });
  assert.deepEqual(last(true).settlement.release, { again: 0 });
});

test("a chat that refuses for good ends its unit at once: a dead letter with Telegram's words, and the conversation is closed", () => {
  const reason = "Forbidden: bot was blocked by the user";
  const { settlement, goOn, apologise } = decide({ kind: "closed", reason }, unit, rest, false);
  assert.deepEqual(settlement, { dead: [1, 2], cause: "chat_refused", error: reason, closed: true });
  assert.deepEqual([goOn, apologise], [true, false]);
});

test("the bot's own trouble uses up no try: everything is returned and claimed again after the pause", () => {
  assert.deepEqual(decide({ kind: "bot", waitMs: 30_000 }, unit, rest, false), {
    settlement: { returned: [1, 2, 3, 4, 5], release: { again: 30_000 } },
    goOn: false,
    apologise: false,
  });
});

test("an interrupted unit is returned with all later ones and claimed again at once", () => {
  assert.deepEqual(decide({ kind: "interrupted" }, unit, rest, true), {
    settlement: { returned: [1, 2, 3, 4, 5], release: { again: 0 } },
    goOn: false,
    apologise: false,
  });
});

test("a disabled bot's updates are returned and claimed again after a pause", () => {
  const { settlement } = decide({ kind: "off" }, unit, rest, false);
  assert.deepEqual(settlement.returned, [1, 2, 3, 4, 5]);
  assert.equal(settlement.release?.again, 2_000);
});

test("a failed unit is retried after a pause; later ones are returned without a failure", () => {
  const decision = decide({ kind: "failed", error: new Error("no") }, unit, rest, false);
  assert.deepEqual(decision, {
    settlement: { dead: [], failed: [1, 2], returned: [3, 4, 5], error: "no", release: { again: 1_000 } },
    goOn: false,
    apologise: false,
  });
});

test("an update is dead at its third failure: the person gets an apology, and the lane goes on", () => {
  assert.equal(MAX_FAILURES, 3);
  const error = new Error("no");
  const at = (failures: number) => decide({ kind: "failed", error }, [waiting(1, { failures })], rest, false);
  assert.deepEqual(at(1).settlement.failed, [1]);
  assert.equal(at(1).apologise, false);
  const third = at(2);
  assert.deepEqual([third.settlement.dead, third.settlement.failed], [[1], []]);
  assert.equal(third.settlement.cause, "failed");
  assert.equal(third.apologise, true);
  assert.deepEqual(third.settlement.release, { again: 0 });
});

test("an update that kills the worker is dead with that cause and an apology; later ones are returned", () => {
  const { settlement, apologise, goOn } = decide({ kind: "crashed" }, unit, rest, false);
  assert.deepEqual([settlement.dead, settlement.cause, settlement.returned], [[1, 2], "crashed", [3, 4, 5]]);
  assert.deepEqual([settlement.release, apologise, goOn], [{ again: 0 }, true, false]);
});

test("in a failed unit only updates at their third failure are dead", () => {
  const mixed: Unit = [waiting(1, { failures: 2 }), waiting(2)];
  const { settlement } = decide({ kind: "failed", error: new Error("no") }, mixed, [], false);
  assert.deepEqual([settlement.dead, settlement.failed], [[1], [2]]);
  assert.equal(settlement.release?.again, 1_000);
});

const text = (id: number, said: string, more: Partial<WaitingUpdate> = {}) =>
  waiting(id, {
    update: {
      update_id: id,
      message: { message_id: id, date: 0, chat: { id: 7, type: "private" }, text: said },
    } as unknown as Update,
    ...more,
  });
const ids = (units: Unit[]) => units.map((each) => each.map(({ id }) => id));

test("a person's texts in a row are one unit; a command stands alone", () => {
  assert.deepEqual(ids(unitsOf([text(1, "bir"), text(2, "ikki"), text(3, "/new"), text(4, "uch")])), [
    [1, 2],
    [3],
    [4],
  ]);
});

test("an update that failed, or was interrupted twice, is handled alone so that it cannot fail its neighbours", () => {
  const failed = [text(1, "bir"), text(2, "ikki", { failures: 1 }), text(3, "uch")];
  assert.deepEqual(ids(unitsOf(failed)), [[1], [2], [3]]);
  const once = [text(1, "bir", { tries: 2 }), text(2, "ikki")];
  assert.deepEqual(ids(unitsOf(once)), [[1, 2]]);
  const twice = [text(1, "bir", { tries: 3 }), text(2, "ikki")];
  assert.deepEqual(ids(unitsOf(twice)), [[1], [2]]);
});

test("what is no message (a button, a membership) is handled alone", () => {
  const button = waiting(2, { update: { update_id: 2, callback_query: {} } as unknown as Update });
  assert.deepEqual(ids(unitsOf([text(1, "bir"), button, text(3, "ikki"), text(4, "uch")])), [
    [1],
    [2],
    [3, 4],
  ]);
});

test("albums that are sent at once are one question, of ten files at most; one that comes later begins its own", () => {
  const photo = (id: number, media_group_id: string, date = 0) => {
    const chat = { id: 7, type: "private" };
    const message = { message_id: id, date, chat, photo: [{ file_id: `${id}` }], media_group_id };
    return waiting(id, { update: { update_id: id, message } as unknown as Update });
  };
  const albums = [photo(1, "a"), photo(2, "a"), photo(3, "b", 60), photo(4, "b", 60), photo(5, "c", 61)];
  assert.deepEqual(ids(unitsOf(albums)), [
    [1, 2],
    [3, 4, 5],
  ]);
  const many = Array.from({ length: 15 }, (_, i) => photo(i + 1, i < 10 ? "a" : "b"));
  assert.deepEqual(
    unitsOf(many).map(({ length }) => length),
    [10, 5],
  );
});

test("a unit's cost upstream is stored with its first update, however the turn ends", () => {
  const spent = { walks: 1, calls: 7 };
  const cost = { id: 1, ...spent };
  const outcomes: Outcome[] = [
    { kind: "handled", answer },
    { kind: "closed", reason: "blocked" },
    { kind: "bot", waitMs: 1 },
    { kind: "interrupted" },
    { kind: "failed", error: new Error("no") },
  ];
  for (const outcome of outcomes)
    assert.deepEqual(decide(outcome, unit, rest, false, spent).settlement.cost, cost);
});
