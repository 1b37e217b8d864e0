// When what other workers held may be taken from them.
import assert from "node:assert/strict";
import test from "node:test";
import { Contact } from "./contact.ts";

test("the database must have answered for fifteen seconds without a gap or a failure", () => {
  let now = 0;
  const contact = new Contact(() => now);
  const answeredAt = (...times: number[]) => {
    for (const time of times) {
      now = time;
      contact.answered();
    }
    return contact.steady;
  };
  assert.equal(contact.steady, false);
  assert.equal(answeredAt(0, 7_000, 14_000, 14_999), false);
  assert.equal(answeredAt(15_000), true);
  assert.equal(answeredAt(22_001), false, "a silence of more than seven seconds");
  assert.equal(answeredAt(29_000, 36_000, 37_000), false);
  assert.equal(answeredAt(37_001), true);
  contact.lost();
  assert.equal(contact.steady, false);
  assert.equal(answeredAt(38_000, 45_000, 52_000), false);
  assert.equal(answeredAt(53_000), true);
});
