import assert from "node:assert/strict";
import test from "node:test";
import { networkOf } from "./network.ts";

test("an address counts as IPv4 as it is, as IPv6 by its network", () => {
  assert.equal(networkOf("203.0.113.7"), "203.0.113.7");
  assert.equal(networkOf("::ffff:203.0.113.7"), "203.0.113.7");
  assert.equal(networkOf("2001:db8:1:2:3:4:5:6"), networkOf("2001:db8:1:2:ffff::1"));
  assert.equal(networkOf("2001:db8::1"), networkOf("2001:db8::2"));
  assert.notEqual(networkOf("2001:db8:1:2::1"), networkOf("2001:db8:1:3::1"));
  assert.equal(networkOf("x".repeat(100_000)).length, 64);
});
