import assert from "node:assert/strict";
import test from "node:test";
import { createTenant, withRole } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { createAccount, enterAs } from "./fixtures/people.ts";
import { endMemberSessions, memberSessions, readTeam, removeMember, setRole } from "./members.ts";
import { personOfToken } from "./person.ts";
import { enter } from "./tenants.ts";

const owners = ({ tenantId }: { tenantId: string }) =>
  db.member.count({ where: { tenantId, role: "owner" } });

test("the last owner is neither demoted nor removed", async () => {
  const tenant = await createTenant();
  const { id } = await createAccount({ ...tenant, role: "owner" });
  await createAccount({ ...tenant, role: "admin" });
  await assert.rejects(setRole(tenant, id, "admin"), hasCode("last_owner"));
  await assert.rejects(removeMember(tenant, id), hasCode("last_owner"));
  assert.equal(await owners(tenant), 1);
});

test("of two owners who demote or remove each other at the same time, one stays owner", async () => {
  for (const change of [
    (tenant: Awaited<ReturnType<typeof createTenant>>, id: string) => setRole(tenant, id, "viewer"),
    removeMember,
  ]) {
    const tenant = await createTenant();
    const both = [
      await createAccount({ ...tenant, role: "owner" }),
      await createAccount({ ...tenant, role: "owner" }),
    ];
    const settled = await Promise.allSettled(both.map(({ id }) => change(tenant, id)));
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal(await owners(tenant), 1);
  }
});

test("a changed role and a removal count from the next request on", async () => {
  const tenant = await createTenant();
  await createAccount({ ...tenant, role: "owner" });
  const { id, token } = await createAccount({ ...tenant, role: "admin" });
  const entry = async () => enter((await personOfToken(token))!, tenant.tenantId); // session lives
  await setRole(tenant, id, "viewer");
  assert.equal((await entry())?.context.role, "viewer");
  await removeMember(tenant, id);
  assert.equal(await entry(), null);
});

test("an admin sees and ends sessions of members below, not of admins, owners or strangers", async () => {
  const [tenant, other] = [await createTenant(), await createTenant()];
  const admin = withRole(tenant, "admin");
  const member = await createAccount({ ...tenant, role: "operator" });
  const second = await enterAs(member.id);
  const shown = await memberSessions(admin, member.id);
  assert.deepEqual(
    shown.map(({ device, address }) => [device, address]),
    Array(2).fill(["Firefox", "1.1.1.1"]),
  );
  assert.ok(!JSON.stringify(shown).includes(member.token));
  await endMemberSessions(admin, member.id, second.person.session.id);
  assert.equal(await personOfToken(second.token), null);
  assert.ok(await personOfToken(member.token));
  await endMemberSessions(admin, member.id, null);
  assert.equal(await personOfToken(member.token), null);

  const peer = await createAccount({ ...tenant, role: "admin" });
  const stranger = await createAccount({ ...other, role: "viewer" });
  for (const [account, code] of [
    [peer, "forbidden"],
    [stranger, "not_found"],
  ] as const) {
    await assert.rejects(memberSessions(admin, account.id), hasCode(code));
    await assert.rejects(endMemberSessions(admin, account.id, null), hasCode(code));
    assert.ok(await personOfToken(account.token));
  }
  await endMemberSessions(tenant, peer.id, null);
  assert.equal(await personOfToken(peer.token), null);
});

test("the team shows who has a second factor and when each was last seen", async () => {
  const tenant = await createTenant({ secondFactor: true });
  const member = await createAccount({ ...tenant, role: "viewer" });
  const offered = { userId: member.id, secret: "sealed" };
  await db.totp.create({ data: offered });
  const before = await readTeam(tenant);
  assert.deepEqual([before.secondFactor, before.members[0]?.secondFactor], [true, false]);
  await db.totp.update({ where: { userId: member.id }, data: { confirmedAt: new Date() } });
  await db.session.deleteMany({ where: { userId: member.id } });
  const [row] = (await readTeam(tenant)).members;
  assert.deepEqual([row?.secondFactor, row?.seenAt, row?.email], [true, null, member.email]);
});
