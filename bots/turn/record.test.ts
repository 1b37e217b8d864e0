import assert from "node:assert/strict";
import test from "node:test";
import type { Walk } from "#lib/fallback/walk/walk.ts";
import { say } from "#lib/messages/translate.ts";
import type { Asked } from "./asked.ts";
import { conclude, recordOf, type TurnFacts } from "./record.ts";

const now = new Date("2026-11-23T12:00:00Z");
const english = { say: say("en"), locale: "en", bot: { timeZone: "UTC" } } as const;
const key = { id: "k1", label: "Key 1", last4: "9f3c" };
const walk = (more: Partial<Walk>): Walk => ({
  outcome: "answered",
  text: "alik",
  cut: false,
  finishReason: "STOP",
  candidate: null,
  refusal: null,
  attempts: [],
  usage: null,
  waitedMs: 0,
  retryAt: null,
  ...more,
});
const told = (more: Partial<TurnFacts> = {}): TurnFacts => ({
  asked: {
    bot: { prices: new Map() },
    conversation: { id: "c" },
    updateId: 3,
    question: "salom",
    asked: [11, 12],
    receivedAt: now,
  } as unknown as Asked,
  id: "a",
  startedAt: now,
  promised: null,
  again: null,
  sent: [5],
  firstTextAt: null,
  ...more,
});
const record = (result: Walk, more: Partial<TurnFacts> = {}) => {
  const { again } = told(more);
  return recordOf(told(more), result, conclude(result, "so far", again, english), now);
};

test("an answer is shown and remembered; a cut answer shows a note that is not remembered", () => {
  const whole = record(walk({}));
  assert.deepEqual([whole.state, whole.text], ["answered", "alik"]);
  const { shown } = conclude(walk({ cut: true }), "", null, english);
  assert.equal(shown, `alik\n\n${english.say("cut")}`);
  const cut = record(walk({ cut: true }));
  assert.deepEqual([cut.text, cut.cut], ["alik", true]);
});

test("the record holds the messages of the question and of the answer", () => {
  const asked = { ...told().asked, asked: [11, 12, 13] };
  const { sent, asked: ids } = record(walk({}), { sent: [5, 6], asked });
  assert.deepEqual(
    [ids, sent],
    [
      [11, 12, 13],
      [5, 6],
    ],
  );
});

test("the text shown before a /stop is the answer and is remembered", () => {
  const { state, text } = record(walk({ outcome: "cancelled", text: "" }));
  assert.deepEqual([state, text], ["cancelled", "so far"]);
});

test("of a refusal and an apology the record keeps the sentence that was shown", () => {
  const refused = record(walk({ outcome: "refused" }));
  assert.deepEqual([refused.state, refused.text], ["refused", english.say("refusal")]);
  const exhausted = record(walk({ outcome: "exhausted" }));
  assert.deepEqual([exhausted.state, exhausted.text], ["apologised", english.say("apology")]);
});

test("an apology with a promise says when; the time of the first apology is kept", () => {
  const again = Date.now() + 12 * 60_000;
  const first = record(walk({ outcome: "exhausted" }), { again });
  assert.match(first.text, /I will answer this question by myself (tomorrow )?at \d\d:\d\d\.$/);
  assert.deepEqual([first.againAt, first.apologisedAt], [again, now]);
  const promised = new Date(0);
  const later = record(walk({ outcome: "exhausted" }), { again, promised });
  assert.deepEqual(later.apologisedAt, promised);
  assert.deepEqual(record(walk({}), { promised }).apologisedAt, promised);
  assert.equal(record(walk({})).apologisedAt, null);
});

test("the record names the key by label and last four, and the cost of all attempts", () => {
  const model = "gemini-2.5-flash";
  const usage = { inputTokens: 1_000, outputTokens: 100 };
  const attempt = { model, key, class: "ok", usage } as Walk["attempts"][number];
  const candidate = { model, key, owner: "t", project: "p" } as unknown as Walk["candidate"];
  const failed = { ...attempt, class: "overloaded", usage: null } as const;
  const done = record(walk({ candidate, usage, attempts: [failed, attempt], waitedMs: 1.6 }));
  assert.deepEqual([done.model, done.keyId, done.keyName], [model, "k1", "Key 1 …9f3c"]);
  assert.deepEqual([done.inputTokens, done.outputTokens, done.costMicros], [1_000, 100, 550]);
  assert.deepEqual(
    done.attempts.map(({ costMicros }) => costMicros),
    [0, 550],
  );
  assert.equal(done.waitedMs, 2);
  const nobody = record(walk({ outcome: "exhausted" }));
  assert.deepEqual(
    [nobody.model, nobody.keyId, nobody.keyName, nobody.inputTokens],
    [null, null, null, null],
  );
});
