import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { personOfToken } from "./person.ts";
import { startSession } from "./sessions.ts";
import { createFirstAdmin, ensureFirstTenant, issueSetupCode, needsSetup, setUp } from "./setup.ts";
import { signIn } from "./sign-in.ts";

const admin = (n = 1) => ({ email: `Admin${n}@Example.com `, password: "correct horse", name: "Jasur" });
/** The code of a start. */
async function printed(): Promise<string> {
  const code = await issueSetupCode();
  assert.match(code ?? "", /^[A-Z2-9]{5}-[A-Z2-9]{5}$/);
  return code ?? "";
}
beforeEach(async () => {
  await db.setupCode.deleteMany();
  await db.user.deleteMany();
  await db.tenant.deleteMany();
});

test("setup creates the first admin as owner of the first tenant, who can sign in", async () => {
  const code = await printed();
  await setUp(code.toLowerCase().replace("-", " "), { ...admin(), tenantName: "Baraka" });
  const { userId } = await signIn("admin1@example.com", "correct horse", { address: "", device: null });
  const person = await personOfToken(await startSession(userId, { agent: null, address: "" }, false));
  assert.equal(person?.platformAdmin, true);
  assert.deepEqual(
    person?.tenants.map(({ slug, name, role }) => [slug, name, role]),
    [["main", "Baraka", "owner"]],
  );
});

test("the first admin's password is checked like every other", async () => {
  const code = await printed();
  const refused = (password: string) => setUp(code, { ...admin(), password });
  await assert.rejects(refused("ten-minus1".slice(1)), hasCode("password_short"));
  await assert.rejects(refused("password1234"), hasCode("password_common"));
  assert.equal(await needsSetup(), true);
});

test("setup needs the printed code; without a printed code it always refuses", async () => {
  for (const code of ["", "ABCDE-FGHJX"]) await assert.rejects(setUp(code, admin()), hasCode("setup_code"));
  const code = await printed();
  const other = code.startsWith("A") ? "B" : "A";
  for (const wrong of ["", "-", code.slice(1), other + code.slice(1)])
    await assert.rejects(setUp(wrong, admin()), hasCode("setup_code"));
  assert.equal(await needsSetup(), true);
});

test("a stranger's tries, however many, do not keep out whoever has the code", async () => {
  const code = await printed();
  for (let tries = 0; tries < 100; tries++)
    await assert.rejects(setUp("ABCDE-FGHJX", admin()), hasCode("setup_code"));
  await setUp(code, admin());
});

test("a wrong code costs no password hash", async () => {
  await printed();
  const tries = Array.from({ length: 100 }, () => setUp("ABCDE-FGHJX", admin()).catch((error) => error.code));
  // Of a hundred hashes at once most are refused as "busy".
  assert.deepEqual([...new Set(await Promise.all(tries))], ["setup_code"]);
});

test("of concurrent submits one creates the admin; the code is invalid afterwards", async () => {
  const code = await printed();
  const submits = await Promise.allSettled([1, 2, 3, 4].map((n) => setUp(code, admin(n))));
  assert.equal(submits.filter(({ status }) => status === "fulfilled").length, 1);
  for (const submit of submits) {
    if (submit.status === "rejected") assert.match(submit.reason.code, /^setup_(done|code)$/);
  }
  assert.equal(await db.user.count(), 1);
  assert.equal(await db.member.count(), 1);
  await assert.rejects(setUp(code, admin(9)), hasCode("setup_done"));
  // A wrong code too: the page says that there is nothing to set up.
  await assert.rejects(setUp("WRONG", admin(9)), hasCode("setup_done"));
  assert.equal(await createFirstAdmin(admin(9)), false);
  assert.equal(await needsSetup(), false);
});

test("the code works once: not again when the users are deleted, and not after another way made the first", async () => {
  const code = await printed();
  await setUp(code, admin());
  await db.user.deleteMany();
  await assert.rejects(setUp(code, admin()), hasCode("setup_code"));
  const later = await printed();
  await createFirstAdmin(admin());
  await db.user.deleteMany();
  await assert.rejects(setUp(later, admin()), hasCode("setup_code"));
});

test("a start prints a new code while there is no user, which replaces the earlier one, and none afterwards", async () => {
  const [earlier, later] = [await printed(), await printed()];
  await assert.rejects(setUp(earlier, admin()), hasCode("setup_code"));
  await setUp(later, admin());
  assert.equal(await issueSetupCode(), null);
  assert.equal(await db.setupCode.count(), 0);
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

test("the setup and wrong codes are in the record, with where they came from", async () => {
  const from = { address: "203.0.113.9", agent: "Firefox" };
  await assert.rejects(setUp("WRONG", { ...admin(), from }), hasCode("setup_code"));
  await setUp(await printed(), { ...admin(), from });
  const rows = await db.audit.findMany({ where: { address: from.address }, orderBy: { id: "asc" } });
  assert.deepEqual(
    rows.map(({ action, agent }) => [action, agent]),
    [
      ["setup.failed", "Firefox"],
      ["setup.done", "Firefox"],
    ],
  );
  assert.equal(rows[1]?.actorId, (await db.user.findFirstOrThrow()).id);
});
