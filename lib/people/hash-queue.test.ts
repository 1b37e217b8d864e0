import assert from "node:assert/strict";
import test from "node:test";
import { hasCode } from "#test/errors.ts";
import { hashPassword, isPassword } from "./passwords.ts";

test("the right password is right, and an account that does not exist has none", async () => {
  const hashed = await hashPassword("correct horse");
  assert.equal(await isPassword(hashed, "correct horse"), true);
  assert.equal(await isPassword(hashed, "wrong horse"), false);
  assert.equal(await isPassword(null, "nobody has this password"), false);
  assert.equal(await isPassword("no hash at all", "correct horse"), false);
});

test("two hashes are computed at a time, twenty wait, and whoever comes then is told to try again", async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => hashPassword("correct horse")));
  const refused = outcomes.filter(({ status }) => status === "rejected");
  assert.equal(refused.length, 200 - 22);
  for (const each of refused) assert.ok(each.status === "rejected" && hasCode("busy")(each.reason));
  await hashPassword("correct horse");
});
