import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { createAccount, enterAs, from, PASSWORD } from "./fixtures/people.ts";
import { acceptAsNew, invite } from "./invitations.ts";
import { signInByIdentity } from "./oidc.ts";
import { personOfToken } from "./person.ts";
import { signIn } from "./sign-in.ts";

const identity = (email: string, more: object = {}) => ({
  ...{ subject: randomUUID(), email, emailVerified: true, name: "Nargiza", strong: false },
  ...more,
});
const address = () => `${randomUUID()}@example.com`;

test("a known, verified address signs in and is tied to the provider's subject", async () => {
  const { id, email } = await createAccount();
  const first = identity(email.toUpperCase(), { strong: true });
  assert.deepEqual(await signInByIdentity(first), { userId: id, strong: true });
  // The subject counts from now on, whatever the address says.
  assert.deepEqual(await signInByIdentity({ ...first, email: "other@example.com", strong: false }), {
    userId: id,
    strong: false,
  });
  await assert.rejects(signInByIdentity(identity(email)), hasCode("identity_unknown"));
  assert.ok(await signIn(email, PASSWORD, from("11.1.1.1")), "the password of a proved address stays");
});

test("an address that is unverified or unknown signs nobody in and makes no account", async () => {
  const { email } = await createAccount();
  const users = await db.user.count();
  await assert.rejects(
    signInByIdentity(identity(email, { emailVerified: false })),
    hasCode("identity_unverified"),
  );
  await assert.rejects(
    signInByIdentity(identity(email, { email: undefined })),
    hasCode("identity_unverified"),
  );
  await assert.rejects(signInByIdentity(identity(address())), hasCode("identity_unknown"));
  assert.equal(await db.user.count(), users);
});

test("an invited address gets an account without a password, and its memberships", async () => {
  const tenant = await createTenant();
  const email = address();
  await invite(tenant, { email, role: "operator" });
  const origin = { address: "11.1.1.2", agent: "Firefox" };
  const { userId } = await signInByIdentity(identity(email, { from: origin }));
  const entry = await db.audit.findFirstOrThrow({
    where: { action: "invitation.accept", actorId: userId },
  });
  assert.deepEqual(
    { address: entry.address, agent: entry.agent },
    origin,
    "the record says where they joined from",
  );
  const members = await db.member.findMany({ where: { userId } });
  assert.deepEqual(
    members.map(({ tenantId, role }) => [tenantId, role]),
    [[tenant.tenantId, "operator"]],
  );
  assert.equal(await db.invitation.count({ where: { email } }), 0);
  await assert.rejects(signIn(email, "", from("11.1.1.2")), hasCode("sign_in"));
});

test("what somebody else set up at an address that they do not own is void once its owner comes", async () => {
  const tenant = await createTenant();
  const email = address();
  const delivery = await invite(tenant, { email, role: "viewer" });
  assert.ok(!delivery.mailed);
  await acceptAsNew(delivery.link.split("/invite/")[1] ?? "", { name: "Mallory", password: PASSWORD });
  const { userId } = await signIn(email, PASSWORD, from("11.1.1.3"));
  const { token } = await enterAs(userId);
  await signInByIdentity(identity(email));
  assert.equal(await personOfToken(token), null);
  await assert.rejects(signIn(email, PASSWORD, from("11.1.1.3")), hasCode("sign_in"));
});
