import assert from "node:assert/strict";
import test from "node:test";
import { hasCode } from "#test/errors.ts";
import { checkPassword, hashPassword, isPassword } from "./passwords.ts";

const turn = { group: "known", key: "test" } as const;
const about = ["dilnoza@baraka.uz", "Dilnoza Karimova"];
const codeOf = (password: string): string => {
  try {
    checkPassword(password, about);
    return "ok";
  } catch (error) {
    for (const code of ["password_short", "password_common"]) if (hasCode(code)(error)) return code;
    throw error;
  }
};

test("length is counted in characters, and needs no mixture of them", () => {
  assert.equal(codeOf("xkvbwqmzr"), "password_short");
  assert.equal(codeOf("xkvbwqmzrt"), "ok");
  assert.equal(codeOf("ўзбекбозор"), "ok");
  assert.equal(codeOf("🐫🐫🐫🐫🐫"), "password_short");
  assert.equal(codeOf("uch toʻrt besh olti"), "ok");
});

test("passwords that leaked often are refused, also in capitals and with digits and signs at their ends", () => {
  for (const password of ["1234567890", "Password123", "QWERTYUIOP", "basketball", "!!Administrator2026"])
    assert.equal(codeOf(password), "password_common", password);
});

test("patterns, the person's own name and e-mail, and the product's name are refused", () => {
  for (const password of ["aaaaaaaaaaaa", "abababababab", "0123456789", "zyxwvutsrqp"])
    assert.equal(codeOf(password), "password_common", password);
  for (const password of ["dilnoza@baraka.uz", "Dilnoza2026!!", "karimova-2026", "BotFactory2026"])
    assert.equal(codeOf(password), "password_common", password);
});

test("a password is the same however a keyboard composes its letters", async () => {
  const stored = await hashPassword("йод ва йўл".normalize("NFC"), turn);
  assert.equal(await isPassword(stored, "йод ва йўл".normalize("NFD"), turn), true);
  assert.equal(await isPassword(stored, "иод ва иул", turn), false);
});

test("an account without a password accepts none", async () => {
  assert.equal(await isPassword(null, "nobody has this password", turn), false);
  assert.equal(await isPassword("", "", turn), false);
});
