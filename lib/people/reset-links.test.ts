import assert from "node:assert/strict";
import test from "node:test";
import { createTenant, withRole } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { createAccount, from, ownActionsOf, PASSWORD } from "./fixtures/people.ts";
import { acceptInvitation, invite } from "./invitations.ts";
import { removeMember } from "./members.ts";
import { personOfToken } from "./person.ts";
import { emailOfResetLink, resetLinkFor, resetPassword, sendResetLink } from "./reset-links.ts";
import { signIn } from "./sign-in.ts";
import { tokenHashOf } from "./tokens.ts";

const next = "new horse staple";
const tokenIn = (link: string | null) => link?.split("/reset/")[1] ?? "";

test("a link sets a new password once, and ends every session", async () => {
  const { id, email, token } = await createAccount();
  const link = tokenIn(await resetLinkFor(` ${email.toUpperCase()}`));
  assert.equal(await emailOfResetLink(link), email);
  await assert.rejects(resetPassword(link, "password123"), hasCode("password_common"));
  assert.equal(await resetPassword(link, next), email);
  assert.equal(await personOfToken(token), null);
  assert.ok(await signIn(email, next, from("9.1.1.1")));
  await assert.rejects(resetPassword(link, PASSWORD), hasCode("link_used"));
  assert.equal(await emailOfResetLink(link), null);
  assert.deepEqual(await ownActionsOf(id), ["person.resetLink", "person.password.reset"]);
});

test("of two uses at once one sets the password", async () => {
  const { email } = await createAccount();
  const link = tokenIn(await resetLinkFor(email));
  const both = await Promise.allSettled([1, 2].map((n) => resetPassword(link, `${next} ${n}`)));
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("a link is over after an hour, and when a newer one is made", async () => {
  const { id, email } = await createAccount();
  const old = tokenIn(await resetLinkFor(email));
  const { expiresAt } = await db.resetLink.findUniqueOrThrow({ where: { userId: id } });
  assert.ok(Math.abs(expiresAt.getTime() - Date.now() - 3_600_000) < 60_000);
  const newer = tokenIn(await resetLinkFor(email));
  await assert.rejects(resetPassword(old, next), hasCode("link_used"));
  await db.resetLink.update({ where: { userId: id }, data: { expiresAt: new Date(Date.now() - 1) } });
  await assert.rejects(resetPassword(newer, next), hasCode("link_used"));
  assert.equal(await resetLinkFor("nobody@example.com"), null);
});

test("an admin makes links for members below, whose account belongs to this tenant alone", async () => {
  const [tenant, other] = [await createTenant(), await createTenant()];
  const admin = { ...withRole(tenant, "admin"), actorId: (await createAccount()).id };
  const member = async (role: "viewer" | "admin" | "owner") => (await createAccount({ ...tenant, role })).id;
  const made = await sendResetLink(admin, await member("viewer"));
  assert.ok(!made.mailed && (await emailOfResetLink(tokenIn(made.link))));
  await assert.rejects(sendResetLink(admin, await member("admin")), hasCode("forbidden"));
  await assert.rejects(sendResetLink(admin, await member("owner")), hasCode("forbidden"));
  assert.ok(await sendResetLink(tenant, await member("owner")));
  const stranger = await createAccount({ ...other, role: "viewer" });
  await assert.rejects(sendResetLink(tenant, stranger.id), hasCode("not_found"));
  const shared = await createAccount({ ...tenant, role: "viewer" }, { ...other, role: "viewer" });
  await assert.rejects(sendResetLink(tenant, shared.id), hasCode("member_elsewhere"));
  const platform = await createAccount({ ...tenant, role: "viewer" });
  await db.user.update({ where: { id: platform.id }, data: { platformAdmin: true } });
  await assert.rejects(sendResetLink(tenant, platform.id), hasCode("member_elsewhere"));
});

test("nobody makes a link for themselves: their own password changes with the old one only", async () => {
  const tenant = await createTenant();
  const owner = await createAccount({ ...tenant, role: "owner" });
  await assert.rejects(sendResetLink({ ...tenant, actorId: owner.id }, owner.id), hasCode("forbidden"));
  assert.equal(await db.resetLink.count({ where: { userId: owner.id } }), 0);
});

test("a link that was handed over is void once its person joins another tenant, or leaves the one whose it is", async () => {
  const [tenant, other] = [await createTenant(), await createTenant()];
  const member = await createAccount({ ...tenant, role: "viewer" });
  const made = await sendResetLink(tenant, member.id);
  const invited = await invite(other, { email: member.email, role: "admin" });
  assert.ok(!made.mailed && !invited.mailed);
  await acceptInvitation(member.person, invited.link.split("/invite/")[1] ?? "");
  await assert.rejects(resetPassword(tokenIn(made.link), next), hasCode("link_used"));
  await createAccount({ ...tenant, role: "owner" });
  const { id: leaving } = await createAccount({ ...tenant, role: "viewer" });
  const last = await sendResetLink(tenant, leaving);
  await removeMember(tenant, leaving);
  assert.ok(!last.mailed);
  await assert.rejects(resetPassword(tokenIn(last.link), next), hasCode("link_used"));
});

test("a mailed link that first proves the address removes what somebody else may have set up; a later one does not", async () => {
  const { id: userId } = await createAccount();
  const passkey = { userId, name: "Chrome", publicKey: Buffer.alloc(32), counter: 0 };
  for (const [emailProvedAt, left] of [
    [null, 0],
    [new Date(), 1],
  ] as const) {
    await db.user.update({ where: { id: userId }, data: { emailProvedAt } });
    await db.passkey.create({ data: { id: `${userId} ${left}`, ...passkey } });
    const link = { tokenHash: tokenHashOf(`${userId} ${left}`), mailed: true };
    await db.resetLink.create({ data: { userId, ...link, expiresAt: new Date(Date.now() + 60_000) } });
    await resetPassword(`${userId} ${left}`, next);
    assert.equal(await db.passkey.count({ where: { userId } }), left);
  }
});
