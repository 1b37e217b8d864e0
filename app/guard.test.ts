import assert from "node:assert/strict";
import test from "node:test";
import { z } from "zod";
import { Role } from "#generated/enums.ts";
import { AppError } from "#lib/errors.ts";
import { can, type Permission } from "#lib/people/can.ts";
import type { Person } from "#lib/people/person.ts";
import { hasCode } from "#test/errors.ts";
import { runAsPerson, runAsPlatform, runInTenant } from "./guard.ts";

const tenantId = "0d3cb2a4-7f0e-4d6c-9f5c-0f6a0b7f5a11";
const plain = { formerSlugs: [], suspended: false, visitUntil: null };
const member = (role: Role, needsFactor = false): Person => ({
  id: "8a4a0a52-6a3c-4f0b-8e86-1f5cf0d8c7aa",
  email: "dilnoza@example.com",
  name: "Dilnoza",
  platformAdmin: false,
  locale: null,
  session: { id: "5d0c8e33-64ab-4f0e-9d7c-2f3b8d1f1f0a", strong: false, provedAt: new Date(0) },
  tenants: [{ tenantId, slug: "baraka", name: "Baraka", role, readTexts: false, needsFactor, ...plain }],
});

/** Calls an action as this person. @returns what the handler was called with, or the code of the refusal. */
async function call(
  person: Person | null,
  { tenant = "baraka", input = { label: "x" } as unknown, may = "manageKeys" as Permission } = {},
): Promise<unknown> {
  let handled: unknown = "never";
  const action = {
    may,
    schema: z.object({ label: z.string().min(1, "email") }),
    handler: async (...given: unknown[]) => {
      handled = given;
    },
  };
  try {
    await runInTenant(action, async () => person, tenant, input);
    return handled;
  } catch (error) {
    assert.equal(handled, "never", "a refused action has run");
    assert.ok(error instanceof AppError);
    return error.field ? [error.code, error.field] : error.code;
  }
}

test("an action runs for the roles that the permission table allows, and for no other", async () => {
  for (const role of Object.values(Role)) {
    for (const may of ["runBots", "manageKeys"] as const) {
      const handled = await call(member(role), { may });
      if (can(role, may)) assert.ok(Array.isArray(handled), `${role} ${may}`);
      else assert.equal(handled, "forbidden", `${role} ${may}`);
    }
  }
});

test("the handler gets the context of the person's own membership, and the parsed input", async () => {
  const admin = member("admin");
  assert.deepEqual(await call(admin, { input: { label: "x", stray: 1 } }), [
    { tenantId, role: "admin", actorId: admin.id, readTexts: false },
    { label: "x" },
  ]);
});

test("without a session nothing runs", async () => {
  assert.equal(await call(null), "signed_out");
});

test("in a foreign tenant nothing runs, whatever the person's role in their own", async () => {
  assert.equal(await call(member("owner"), { tenant: "other" }), "not_found");
});

test("an action is the platform's people's alone: to everybody else there is no such thing", async () => {
  const action = { schema: z.object({}), handler: async ({ name }: Person) => name };
  const asked = (person: Person | null) => runAsPlatform(action, async () => person, {});
  assert.equal(await asked({ ...member("viewer"), platformAdmin: true }), "Dilnoza");
  await assert.rejects(asked(member("owner")), { code: "not_found" });
  await assert.rejects(asked(null), { code: "signed_out" });
});

test("what manages keys runs for people of the platform at the platform's own address, and nothing else does", async () => {
  const steward = { ...member("owner"), platformAdmin: true };
  assert.equal(await call(member("owner"), { tenant: "platform" }), "not_found");
  assert.equal(await call(steward, { tenant: "platform", may: "manageBots" }), "not_found");
  assert.equal(await call(steward, { tenant: "platform", may: "manageMembers" }), "not_found");
});

test("an earlier address of the tenant leads into it, another tenant's does not", async () => {
  const [tenant] = member("owner").tenants;
  const person = { ...member("owner"), tenants: [{ ...tenant, formerSlugs: ["old"] }] } as Person;
  assert.notEqual(await call(person, { tenant: "old" }), "not_found");
  assert.equal(await call(person, { tenant: "older" }), "not_found");
});

test("where the tenant demands a second factor that the session lacks, nothing runs, whatever the role", async () => {
  assert.equal(await call(member("owner", true)), "factor_demanded");
});

test("invalid input does not run, and the refusal names the field and the rule's own code", async () => {
  assert.deepEqual(await call(member("owner"), { input: { label: "" } }), ["email", "label"]);
  assert.deepEqual(await call(member("owner"), { input: { label: 1 } }), ["invalid", "label"]);
  assert.equal(await call(member("owner"), { input: null }), "invalid");
});

test("half of a character becomes the sign for one, and a text that writes of NUL is no NUL", async () => {
  const given = async (label: string) => [await call(member("admin"), { input: { label } })].flat()[1];
  assert.deepEqual(await given("Salom \ud83d"), { label: "Salom \ufffd" });
  assert.deepEqual(await given("\\u0000"), { label: "\\u0000" });
  assert.equal(await call(member("admin"), { input: { label: "a\0b" } }), "invalid");
});

test("an action of a person about themselves gets that person, and without a session does not run", async () => {
  const handled: unknown[] = [];
  const schema = z.object({ label: z.string() });
  const action = { schema, handler: async (...given: unknown[]) => void handled.push(given) };
  await assert.rejects(
    runAsPerson(action, async () => null, { label: "x" }),
    hasCode("signed_out"),
  );
  await assert.rejects(
    runAsPerson(action, async () => member("viewer"), { label: 1 }),
    hasCode("invalid"),
  );
  assert.deepEqual(handled, []);
  await runAsPerson(action, async () => member("viewer"), { label: "x", stray: 1 });
  assert.deepEqual(handled, [[member("viewer"), { label: "x" }]]);
});
