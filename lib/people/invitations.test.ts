import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { actionsIn, createAccount, from } from "./fixtures/people.ts";
import {
  acceptAsNew,
  acceptInvitation,
  invitationOf,
  invite,
  listInvitations,
  revokeInvitation,
} from "./invitations.ts";
import { signIn } from "./sign-in.ts";

const newcomer = { name: "Nargiza", password: "correct horse" };
const address = () => `${randomUUID()}@example.com`;

async function invited(context: Context, email: string, role: "admin" | "viewer" = "viewer") {
  const delivery = await invite(context, { email, role });
  assert.ok(!delivery.mailed);
  return delivery.link.split("/invite/")[1] ?? "";
}
const roleOf = async ({ tenantId }: Context, userId: string) =>
  (await db.member.findUnique({ where: { tenantId_userId: { tenantId, userId } } }))?.role;

test("somebody new accepts once, gets an account and the role, and can sign in", async () => {
  const tenant = await createTenant({ name: "Baraka" });
  const email = address();
  const token = await invited(tenant, ` ${email.toUpperCase()}`, "admin");
  assert.deepEqual(await invitationOf(token), { tenant: "Baraka", email, role: "admin", known: false });
  await assert.rejects(
    acceptAsNew(token, { ...newcomer, password: "password123" }),
    hasCode("password_common"),
  );
  const { slug } = await acceptAsNew(token, newcomer);
  assert.equal(slug, tenant.tenantId);
  const { userId } = await signIn(email, newcomer.password, from("10.1.1.1"));
  assert.equal(await roleOf(tenant, userId), "admin");
  await assert.rejects(acceptAsNew(token, newcomer), hasCode("link_used"));
  assert.equal(await invitationOf(token), null);
  assert.deepEqual(await actionsIn(tenant), ["invitation.add", "invitation.accept"]);
});

test("somebody with an account accepts signed in as the one invited, and nobody else does", async () => {
  const tenant = await createTenant();
  const [account, stranger] = [await createAccount(), await createAccount()];
  const token = await invited(tenant, account.email);
  assert.equal((await invitationOf(token))?.known, true);
  await assert.rejects(acceptInvitation(stranger.person, token), hasCode("invited_other"));
  await assert.rejects(acceptAsNew(token, newcomer), hasCode("email_taken"));
  assert.ok(await invitationOf(token), "a refused attempt uses nothing up");
  assert.equal(await acceptInvitation(account.person, token), tenant.tenantId);
  assert.equal(await roleOf(tenant, account.id), "viewer");
  await assert.rejects(acceptInvitation(account.person, token), hasCode("link_used"));
});

test("of two acceptances at once one succeeds", async () => {
  const tenant = await createTenant();
  const token = await invited(tenant, address());
  const both = await Promise.allSettled([1, 2].map(() => acceptAsNew(token, newcomer)));
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal(await db.member.count({ where: { tenantId: tenant.tenantId } }), 1);
});

test("an invitation is over after three days, when withdrawn, and when a newer one is made", async () => {
  const tenant = await createTenant();
  const email = address();
  const old = await invited(tenant, email);
  const newer = await invited(tenant, email, "admin");
  assert.equal(await invitationOf(old), null);
  const [row] = await listInvitations(tenant);
  assert.deepEqual([row?.email, row?.role], [email, "admin"]);
  assert.ok(Math.abs((row?.expiresAt.getTime() ?? 0) - Date.now() - 3 * 86_400_000) < 60_000);
  await revokeInvitation(tenant, row?.id ?? "");
  await assert.rejects(acceptAsNew(newer, newcomer), hasCode("link_used"));
  const late = await invited(tenant, email);
  await db.invitation.updateMany({ where: { email }, data: { expiresAt: new Date(Date.now() - 1) } });
  await assert.rejects(acceptAsNew(late, newcomer), hasCode("link_used"));
  assert.deepEqual(await listInvitations(tenant), []);
});

test("a member cannot be invited again", async () => {
  const tenant = await createTenant();
  const { email } = await createAccount({ ...tenant, role: "viewer" });
  await assert.rejects(invite(tenant, { email, role: "owner" }), hasCode("member_already"));
});
