import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createShop, createTenant, createUser, withRole } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { db } from "../db.ts";
import type { Membership, Person } from "./person.ts";
import { readSettings, removeTenant, setSlug } from "./settings.ts";
import { enter } from "./tenants.ts";

const slugOf = async (id: string) => (await db.tenant.findUniqueOrThrow({ where: { id } })).slug;
const newSlug = () => `shop-${randomUUID().slice(0, 8)}`;

test("old addresses go on leading to the tenant, and no other tenant gets them", async () => {
  const [first, second, third] = [newSlug(), newSlug(), newSlug()];
  const mine = await createTenant({ slug: first });
  const theirs = await createTenant();
  await setSlug(mine, second);
  assert.equal(await setSlug(mine, ` ${third.toUpperCase()} `), third);
  for (const slug of [first, second, third])
    await assert.rejects(setSlug(theirs, slug), { code: "slug_taken", field: "slug" });
  const { formerSlugs } = await readSettings(mine);
  assert.deepEqual(formerSlugs, [second, first]);
  const membership = {
    ...{ tenantId: mine.tenantId, slug: third, formerSlugs, role: "owner" },
  } as Membership;
  const person = { id: "p", tenants: [membership] } as unknown as Person;
  for (const slug of [first, second, third])
    assert.equal(enter(person, slug)?.context.tenantId, mine.tenantId, slug);
  assert.equal(enter(person, newSlug()), null);
  await setSlug(mine, first);
  assert.deepEqual((await readSettings(mine)).formerSlugs, [third, second]);
});

test("of two tenants that want the same address at once one gets it", async () => {
  const [mine, theirs, slug] = [await createTenant(), await createTenant(), newSlug()];
  const both = await Promise.allSettled([setSlug(mine, slug), setSlug(theirs, slug)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("an address is a name of Latin letters, digits and hyphens, and none of the dashboard's own", async () => {
  const mine = await createTenant();
  const before = await slugOf(mine.tenantId);
  for (const slug of ["", "-a", "a-", "a_b", "a/b", "магазин", "a".repeat(41), "a.b"])
    await assert.rejects(setSlug(mine, slug), { code: "slug_shape" });
  for (const slug of ["platform", "api", "account", "sign-in", "setup", "invite", "reset"])
    await assert.rejects(setSlug(mine, slug), { code: "slug_taken" });
  assert.equal(await slugOf(mine.tenantId), before);
});

test("an owner who types the name deletes the tenant: nothing of it stays but its record, and nothing of another goes", async () => {
  const mine = await createShop();
  const theirs = await createShop();
  const actorId = await createUser();
  const context = { ...mine.context, actorId };
  const { name } = await db.tenant.findUniqueOrThrow({ where: { id: context.tenantId } });
  for (const role of ["viewer", "operator", "admin"] as const)
    await assert.rejects(removeTenant(withRole(context, role), name), { code: "forbidden" });
  await assert.rejects(removeTenant(context, `${name}x`), { code: "name_differs", field: "name" });
  const tables = (await asOwner(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'tenantId' AND table_name <> 'Audit'`,
  )) as { name: string }[];
  const rowsOf = async (tenantId: string) => {
    const counts = await Promise.all(
      tables.map(({ name: table }) =>
        asOwner(`SELECT count(*)::int AS n FROM "${table}" WHERE "tenantId" = '${tenantId}'`),
      ),
    );
    return counts.reduce((sum, [row]) => sum + Number(row?.n), 0);
  };
  const others = await rowsOf(theirs.context.tenantId);
  assert.ok((await rowsOf(context.tenantId)) > 10);
  await removeTenant(context, ` ${name} `);
  assert.equal(await rowsOf(context.tenantId), 0);
  assert.equal(await db.tenant.count({ where: { id: context.tenantId } }), 0);
  assert.equal(await rowsOf(theirs.context.tenantId), others);
  const [entry] = await db.audit.findMany({ where: { tenantId: context.tenantId }, orderBy: { id: "desc" } });
  assert.deepEqual([entry?.action, entry?.actorId], ["tenant.remove", actorId]);
  assert.equal(await db.user.count({ where: { id: mine.memberId } }), 1, "accounts stay");
});
