import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createUser } from "#test/builders.ts";
import { db } from "../db.ts";
import { personOfToken } from "./person.ts";
import { endSession, endSessionOfToken, endSessions, startSession, userOfToken } from "./sessions.ts";
import { tokenHashOf } from "./tokens.ts";

const from = { agent: "Firefox", address: "1.1.1.1" };
const days = (count: number) => new Date(Date.now() - count * 86_400_000);
const minutes = (count: number) => new Date(Date.now() - count * 60_000);

/** A session in the state that `at` describes. @returns its token and id */
async function session(userId: string, at: { createdAt?: Date; seenAt?: Date } = {}) {
  const token = await startSession(userId, from, false);
  const { id } = await db.session.findUniqueOrThrow({ where: { tokenHash: tokenHashOf(token) } });
  await db.session.update({ where: { id }, data: at });
  return { token, id };
}

test("a token opens its person's session, and no row holds the token", async () => {
  const userId = await createUser();
  const token = await startSession(userId, from, true);
  const person = await personOfToken(token);
  assert.deepEqual([person?.id, person?.session.strong], [userId, true]);
  assert.equal(await userOfToken(token), userId);
  const rows = JSON.stringify(await db.session.findMany({ where: { userId } }));
  assert.ok(!rows.includes(token));
  for (const wrong of ["", "x", `${token}x`, token.slice(1)]) assert.equal(await userOfToken(wrong), null);
});

test("a session ends after 14 days without use, and after 90 days however much it is used", async () => {
  const userId = await createUser();
  const cases = [
    [{ seenAt: days(13.9) }, true],
    [{ seenAt: days(14.1) }, false],
    [{ createdAt: days(89.9) }, true],
    [{ createdAt: days(90.1) }, false],
  ] as const;
  for (const [at, lives] of cases) {
    const { token } = await session(userId, at);
    assert.equal((await personOfToken(token)) !== null, lives, JSON.stringify(at));
    assert.equal((await userOfToken(token)) !== null, lives, JSON.stringify(at));
  }
});

test("use is noted with its address, at most every five minutes", async () => {
  const userId = await createUser();
  const { token, id } = await session(userId, { seenAt: minutes(4) });
  const seen = () => db.session.findUniqueOrThrow({ where: { id } });
  await personOfToken(token, { agent: "Firefox", address: "2.2.2.2" });
  assert.equal((await seen()).address, "1.1.1.1");
  await db.session.update({ where: { id }, data: { seenAt: minutes(6) } });
  await personOfToken(token, { agent: "Firefox", address: "2.2.2.2" });
  const { address, seenAt } = await seen();
  assert.equal(address, "2.2.2.2");
  assert.ok(seenAt > minutes(1));
});

test("an ended session is over at once: by its token, by its owner, or all but one", async () => {
  const userId = await createUser();
  const [first, second, third] = [await session(userId), await session(userId), await session(userId)];
  await endSessionOfToken(first.token);
  assert.equal(await personOfToken(first.token), null);
  await endSession(userId, second.id);
  assert.equal(await personOfToken(second.token), null);
  const fourth = await session(userId);
  assert.equal(await endSessions(userId, third.id), 1);
  assert.equal(await personOfToken(fourth.token), null);
  assert.equal((await personOfToken(third.token))?.id, userId);
  assert.equal(await endSessions(userId), 1);
  assert.equal(await personOfToken(third.token), null);
});

test("signing in again on a device ends the session that it had", async () => {
  const userId = await createUser();
  const [old, elsewhere] = [await session(userId), await session(userId)];
  const next = await startSession(userId, from, false, old.token);
  const alive = await Promise.all([old.token, elsewhere.token, next].map((token) => personOfToken(token)));
  assert.deepEqual(
    alive.map((person) => person !== null),
    [false, true, true],
  );
});

test("nobody ends another person's session by its id", async () => {
  const [userId, stranger] = [await createUser(), await createUser()];
  const { token, id } = await session(userId);
  await endSession(stranger, id);
  await endSessions(stranger);
  assert.ok(await personOfToken(token));
});

test("a deleted account has no sessions", async () => {
  const userId = await createUser();
  const { token } = await session(userId);
  await db.user.delete({ where: { id: userId } });
  assert.equal(await personOfToken(token), null);
});

test("device and address are kept as text of a bounded length, and long forgotten sessions are deleted", async () => {
  const userId = await createUser();
  const { id } = await session(userId, { seenAt: days(15) });
  await startSession(userId, { agent: "x".repeat(10_000), address: randomUUID() }, false);
  const rows = await db.session.findMany({ where: { userId } });
  assert.deepEqual(
    rows.map(({ device }) => device.length),
    [300],
  );
  assert.ok(!rows.some((row) => row.id === id));
});
