import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { personOfToken } from "./person.ts";
import { startSession } from "./sessions.ts";
import { createFirstAdmin, ensureFirstTenant, needsSetup, setUp } from "./setup.ts";
import { signIn } from "./sign-in.ts";
import { forgetTries } from "./tries.ts";

const admin = (n = 1) => ({ email: `Admin${n}@Example.com `, password: "correct horse", name: "Jasur" });
beforeEach(async () => {
  forgetTries("setup");
  await db.user.deleteMany();
  await db.tenant.deleteMany();
});

test("setup creates the first admin as owner of the first tenant, who can sign in", async () => {
  await setUp("abcde fghjk", "ABCDE-FGHJK", { ...admin(), tenantName: "Baraka" });
  const { userId } = await signIn("admin1@example.com", "correct horse", "setup");
  const person = await personOfToken(await startSession(userId, { agent: null, address: "" }, false));
  assert.equal(person?.platformAdmin, true);
  assert.deepEqual(
    person?.tenants.map(({ slug, name, role }) => [slug, name, role]),
    [["main", "Baraka", "owner"]],
  );
});

test("the first admin's password is checked like every other", async () => {
  const refused = (password: string) => setUp("CODE", "CODE", { ...admin(), password });
  await assert.rejects(refused("ten-minus1".slice(1)), hasCode("password_short"));
  await assert.rejects(refused("password1234"), hasCode("password_common"));
  assert.equal(await needsSetup(), true);
});

test("setup needs the printed code; without a printed code it always refuses", async () => {
  await assert.rejects(setUp("ABCDE-FGHJX", "ABCDE-FGHJK", admin()), hasCode("setup_code"));
  await assert.rejects(setUp("", "ABCDE-FGHJK", admin()), hasCode("setup_code"));
  await assert.rejects(setUp("", undefined, admin()), hasCode("setup_code"));
  await assert.rejects(setUp("", "", admin()), hasCode("setup_code"));
  assert.equal(await needsSetup(), true);
});

test("after twenty tries even the right code has to wait", async () => {
  for (let tries = 0; tries < 20; tries++)
    await assert.rejects(setUp("ABCDE-FGHJX", "ABCDE-FGHJK", admin()), hasCode("setup_code"));
  await assert.rejects(setUp("ABCDE-FGHJK", "ABCDE-FGHJK", admin()), hasCode("too_many_tries"));
  assert.equal(await needsSetup(), true);
});

test("of concurrent submits one creates the admin; the code is invalid afterwards", async () => {
  const submits = await Promise.allSettled([1, 2, 3, 4].map((n) => setUp("CODE", "CODE", admin(n))));
  assert.equal(submits.filter(({ status }) => status === "fulfilled").length, 1);
  for (const submit of submits) {
    if (submit.status === "rejected") assert.ok(hasCode("setup_done")(submit.reason));
  }
  assert.equal(await db.user.count(), 1);
  assert.equal(await db.member.count(), 1);
  await assert.rejects(setUp("CODE", "CODE", admin(9)), hasCode("setup_done"));
  // A wrong code too: the page says that there is nothing to set up.
  await assert.rejects(setUp("WRONG", "CODE", admin(9)), hasCode("setup_done"));
  assert.equal(await createFirstAdmin(admin(9)), false);
  assert.equal(await needsSetup(), false);
});

test("the first tenant is the oldest, and keeps its name if none is given", async () => {
  for (const [slug, day] of [
    ["newer", 2],
    ["oldest", 1],
    ["newest", 3],
  ] as const) {
    const createdAt = new Date(Date.UTC(2026, 0, day));
    await db.tenant.create({ data: { id: randomUUID(), slug, name: slug, createdAt } });
  }
  await createFirstAdmin(admin());
  const [member] = await db.member.findMany({ select: { role: true, tenant: { select: { name: true } } } });
  assert.deepEqual(member, { role: "owner", tenant: { name: "oldest" } });
  assert.equal(await db.tenant.count(), 3);
});

test("concurrent starts create one first tenant", async () => {
  const ids = await Promise.all([1, 2, 3].map(ensureFirstTenant));
  assert.equal(new Set(ids).size, 1);
  const tenants = await db.tenant.findMany({ select: { slug: true, name: true } });
  assert.deepEqual(tenants, [{ slug: "main", name: "BotFactory" }]);
});
