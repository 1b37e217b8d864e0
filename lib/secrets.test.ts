import "#test/environment.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { indexOf, last4, open, type SecretLocation, seal } from "./secrets.ts";

const place: SecretLocation = { tenantId: "t1", table: "Key", rowId: "k1", column: "secret" };

test("a sealed secret opens to the original, and does not contain it", () => {
  const sealed = seal("AQ.very-secret", place);
  assert.match(sealed, /^v1\.[0-9a-f]{8}(\.[\w-]+){3}$/);
  assert.ok(!sealed.includes("secret"));
  assert.equal(open(sealed, place), "AQ.very-secret");
});

test("sealing the same secret gives different ciphertexts but the same blind index", () => {
  assert.notEqual(seal("same", place), seal("same", place));
  assert.equal(indexOf("same"), indexOf("same"));
  assert.notEqual(indexOf("same"), indexOf("other"));
});

for (const other of [
  { ...place, tenantId: "t2" },
  { ...place, rowId: "k2" },
  { ...place, table: "Bot", column: "token" } satisfies SecretLocation,
]) {
  test(`a secret moved to another ${JSON.stringify(other)} does not open`, () => {
    const sealed = seal("moved", place);
    assert.throws(() => open(sealed, other));
  });
}

test("a secret moved to another column of its row does not open", () => {
  const token: SecretLocation = { ...place, table: "Bot", column: "token" };
  assert.throws(() => open(seal("moved", token), { ...token, column: "webhookSecret" }));
});

test("a changed secret does not open", () => {
  const parts = seal("changed", place).split(".");
  parts[3] = Buffer.from("another").toString("base64url");
  assert.throws(() => open(parts.join("."), place));
});

test("a tag of fewer than 16 bytes does not open, even one that is the beginning of the right tag", () => {
  const parts = seal("tagged", place).split(".");
  const tag = Buffer.from(parts[4]!, "base64url"); // a sealed secret has five parts
  assert.equal(tag.length, 16);
  for (const length of [4, 8, 12, 15])
    assert.throws(() => open(parts.with(4, tag.subarray(0, length).toString("base64url")).join("."), place));
});

test("last4 is the last four characters", () => assert.equal(last4("AIza-1234"), "1234"));
