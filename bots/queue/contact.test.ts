// When what other workers held may be taken from them.
import assert from "node:assert/strict";
import test from "node:test";
import { Contact } from "./contact.ts";

test("the database must have answered for ten seconds without a gap or a failure", () => {
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
  assert.equal(answeredAt(0, 7_000, 9_999), false);
  assert.equal(answeredAt(10_000), true);
  assert.equal(answeredAt(17_001), false, "a silence of more than seven seconds");
  assert.equal(answeredAt(24_000, 27_000), false);
  assert.equal(answeredAt(27_001), true);
  contact.lost();
  assert.equal(contact.steady, false);
  assert.equal(answeredAt(28_000, 35_000, 37_999), false);
  assert.equal(answeredAt(38_000), true);
});
