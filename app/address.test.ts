import assert from "node:assert/strict";
import test from "node:test";
import { deviceCookie, newDevice } from "#lib/people/familiar.ts";
import { addressOf, visitorOf } from "./address.ts";

process.env.NEXTAUTH_SECRET = "a secret of the tests";

test("a request's address is the nearest proxy's word, never what the client wrote before it", () => {
  const from = (value: string) => addressOf({ "x-forwarded-for": value });
  assert.equal(from("203.0.113.7"), "203.0.113.7");
  assert.equal(from("1.1.1.1, 2.2.2.2,  203.0.113.7 "), "203.0.113.7");
  assert.equal(from("1.1.1.1\n,203.0.113.7"), "203.0.113.7");
  assert.equal(addressOf({}), "");
  assert.equal(addressOf(undefined), "");
});

test("a visitor's device is that of a valid cookie, else a new one each time", () => {
  const device = newDevice();
  const cookie = `a=b; botfactory.device=${deviceCookie(device)}; c=d`;
  assert.deepEqual(visitorOf({ cookie, "x-forwarded-for": "203.0.113.7" }), {
    address: "203.0.113.7",
    device,
  });
  const forged = `botfactory.device=${deviceCookie(device).slice(0, -2)}AA`;
  const others = [visitorOf({ cookie: forged }), visitorOf({}), visitorOf(undefined)].map(
    ({ device }) => device,
  );
  assert.equal(new Set([device, ...others]).size, 4);
});
