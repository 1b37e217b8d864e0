import assert from "node:assert/strict";
import test from "node:test";
import { addressOf } from "./address.ts";

test("a request's address is the nearest proxy's word, never what the client wrote before it", () => {
  const from = (value: string) => addressOf({ "x-forwarded-for": value });
  assert.equal(from("203.0.113.7"), "203.0.113.7");
  assert.equal(from("1.1.1.1, 2.2.2.2,  203.0.113.7 "), "203.0.113.7");
  assert.equal(from("1.1.1.1\n,203.0.113.7"), "203.0.113.7");
  assert.equal(addressOf({}), "");
  assert.equal(addressOf(undefined), "");
});
