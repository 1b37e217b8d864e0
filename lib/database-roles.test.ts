import assert from "node:assert/strict";
import test from "node:test";
import { loginOf } from "./database-roles.ts";
import { encryptionKeysIn } from "./env.ts";

const [current, older] = ["a".repeat(64), "b".repeat(64)];

test("a login follows from the key that encrypts, however ENCRYPTION_KEY separates its keys", () => {
  const own = loginOf("tenant", current);
  for (const given of [`${current},${older}`, `${current} ${older}`, ` ,${current}, ${older}`]) {
    assert.equal(encryptionKeysIn(given)[0], current);
    assert.deepEqual(loginOf("tenant", given), own);
  }
  assert.notDeepEqual(loginOf("tenant", older), own);
});

test("no login follows from an empty key, which everybody knows", () => {
  for (const given of ["", ",", " "]) assert.throws(() => loginOf("platform", given), /holds no key/);
});
