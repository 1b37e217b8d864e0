import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { hasCode } from "#test/errors.ts";
import { createAccount, enterAs, from, ownActionsOf, PASSWORD } from "./fixtures/people.ts";
import { changePassword } from "./own-password.ts";
import { personOfToken } from "./person.ts";
import { signIn } from "./sign-in.ts";

const next = "new horse staple";

test("a change of password ends every other session, keeps this one, and is in the audit log", async () => {
  const { id, email, person, token } = await createAccount();
  const other = await enterAs(id);
  await changePassword(person, PASSWORD, next);
  assert.equal(await personOfToken(other.token), null);
  assert.ok(await personOfToken(token));
  assert.deepEqual(await ownActionsOf(id), ["person.password.change"]);
  await assert.rejects(signIn(email, PASSWORD, from("7.1.1.1")), hasCode("sign_in"));
  assert.equal((await signIn(email, next, from("7.1.1.1"))).userId, id);
});

test("without the old password nothing changes, and guesses are limited", async () => {
  const { id, email, person } = await createAccount();
  const other = await enterAs(id);
  await assert.rejects(changePassword(person, "wrong", next), hasCode("password_wrong"));
  assert.ok(await personOfToken(other.token));
  assert.ok(await signIn(email, PASSWORD, from("7.1.1.2")));
  for (let i = 0; i < 9; i++)
    await assert.rejects(changePassword(person, "wrong", next), hasCode("password_wrong"));
  await assert.rejects(changePassword(person, PASSWORD, next), hasCode("too_many_tries"));
});

test("a short or a common new password is refused", async () => {
  const { person } = await createAccount();
  await assert.rejects(changePassword(person, PASSWORD, "xkvbwqmzr"), hasCode("password_short"));
  await assert.rejects(changePassword(person, PASSWORD, "password123"), hasCode("password_common"));
});

test("of two changes at once with the same old password one is refused", async () => {
  const { person } = await createAccount();
  const changes = await Promise.allSettled(
    [1, 2].map((n) => changePassword(person, PASSWORD, `${next} ${n}`)),
  );
  assert.deepEqual(changes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});
