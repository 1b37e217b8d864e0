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
  model: null,
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

test("of a parameter that is there twice, the first counts", () => {
  assert.deepEqual(givenIn({ model: ["a", "b"] }), { model: "a" });
  assert.equal(cursorIn({ after: ["1", "2"] }), "1");
});
