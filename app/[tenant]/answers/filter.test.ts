import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { cursorIn, filterOf, givenIn } from "./filter.ts";

const bot = randomUUID();
const at = { bots: [{ id: bot }], zone: "Asia/Tashkent" };
const none = {
  text: null,
  botId: null,
  conversationId: null,
  state: null,
  by: null,
  model: null,
  tried: null,
  keyId: null,
  class: null,
  slowerMs: null,
  dearer: null,
  rating: null,
  newcomers: null,
  hour: null,
  from: null,
  to: null,
};

test("days are the tenant's, and the last one is included", () => {
  const { from, to } = filterOf(givenIn({ from: "2026-11-25", to: "2026-11-26" }), at);
  assert.deepEqual([from, to], [new Date("2026-11-24T19:00Z"), new Date("2026-11-26T19:00Z")]);
});

test("an hour is filtered up to its end", () => {
  const { from, to } = filterOf(givenIn({ from: "2026-11-26T14:00", to: "2026-11-26T15:00" }), at);
  assert.deepEqual([from, to], [new Date("2026-11-26T09:00Z"), new Date("2026-11-26T10:00Z")]);
});

test("each filter of the address is kept, and an unknown value counts as none", () => {
  const person = randomUUID();
  assert.deepEqual(filterOf(givenIn({ q: " narx ", bot, person, state: "apologised", model: "m" }), at), {
    ...none,
    ...{ text: "narx", botId: bot, conversationId: person, state: "apologised", model: "m" },
  });
  const wrong = { bot: "x", person: "x", state: "x", from: "x", to: "2026-99-99", q: ["", "b"] };
  assert.deepEqual(filterOf(givenIn(wrong), at), none);
});

test("what somebody looks for a cause by is in the address too", () => {
  const key = randomUUID();
  const given = { tried: "m", key, class: "rate_day", by: "later", slow: "10", cost: "0.01", rating: "bad" };
  const found = filterOf(givenIn({ ...given, people: "new", hour: "14", model: "none", state: "given" }), at);
  assert.deepEqual(found, {
    ...none,
    ...{
      tried: "m",
      keyId: key,
      class: "rate_day",
      by: "later",
      slowerMs: 10_000,
      dearer: 0.01,
      rating: "bad",
    },
    ...{ newcomers: true, hour: 14, model: "", state: "given" },
  });
  const wrong = {
    key: "x",
    class: "x",
    by: "x",
    slow: "-1",
    cost: "1e9",
    rating: "x",
    people: "x",
    hour: "24",
  };
  assert.deepEqual(filterOf(givenIn(wrong), at), none);
});

test("of a parameter that is there twice, the first counts", () => {
  assert.deepEqual(givenIn({ model: ["a", "b"] }), { model: "a" });
  assert.equal(cursorIn({ after: ["1", "2"] }), "1");
});
