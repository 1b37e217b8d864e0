import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { hasCode } from "#test/errors.ts";
import { createAccount, PASSWORD } from "./fixtures/people.ts";
import type { HashTurn } from "./hash-queue.ts";
import { changePassword } from "./own-password.ts";
import { hashPassword, isPassword } from "./passwords.ts";
import { signIn } from "./sign-in.ts";

process.env.NEXTAUTH_SECRET = "a secret of the tests";
const known = (key: string): HashTurn => ({ group: "known", key });
const stranger = (key: string): HashTurn => ({ group: "strangers", key });

/** @returns how many are told to try again */
async function busy(asked: Promise<unknown>[]): Promise<number> {
  const outcomes = await Promise.allSettled(asked);
  const refused = outcomes.filter((each) => each.status === "rejected");
  for (const { reason } of refused) assert.ok(hasCode("busy")(reason), String(reason));
  return refused.length;
}

test("the right password is right, and an account that does not exist has none", async () => {
  const turn = known("one");
  const hashed = await hashPassword("correct horse", turn);
  assert.equal(await isPassword(hashed, "correct horse", turn), true);
  assert.equal(await isPassword(hashed, "wrong horse", turn), false);
  assert.equal(await isPassword(null, "nobody has this password", turn), false);
  assert.equal(await isPassword("no hash at all", "correct horse", turn), false);
});

test("one hash at a time is computed for strangers and one for others; twenty are under way in each group, five of one key, and whoever comes then is told to try again", async () => {
  for (const group of [known, stranger]) {
    const many = Array.from({ length: 200 }, (_, i) => hashPassword("correct horse", group(`${i}`)));
    assert.equal(await busy(many), 180);
    const one = Array.from({ length: 200 }, () => hashPassword("correct horse", group("one")));
    assert.equal(await busy(one), 195);
  }
});

test("one tenant's flood of sign-ins costs another's members nothing: they change a password, and sign in on a known and on a new device", async () => {
  const theirs = await createAccount();
  const mine = await createAccount();
  const home = { address: "198.51.100.1", device: null };
  await signIn(mine.email, PASSWORD, home);
  const hashed = await hashPassword(PASSWORD, known("flood"));
  const flood = Array.from({ length: 600 }, (_, i) =>
    isPassword(hashed, "guess", i % 2 ? known(theirs.id) : stranger(`203.0.113.${i % 60}`)),
  );
  const refused = busy(flood);
  let left = flood.length;
  for (const each of flood) each.then(() => left--).catch(() => left--);
  assert.equal((await signIn(mine.email, PASSWORD, home)).userId, mine.id, "on a known address");
  const away = { address: "198.51.100.2", device: null };
  assert.equal((await signIn(mine.email, PASSWORD, away)).userId, mine.id, "on a new one");
  await changePassword(mine.person, PASSWORD, "nine purple lanterns");
  assert.ok((await refused) > 500);
});
