import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { actionsIn, createAccount } from "../people/fixtures/people.ts";
import { demandSecondFactor, removeMember, setRole } from "../people/members.ts";
import { secretIn, tenantOfToken } from "./known.ts";
import { apiScopes } from "./scopes.ts";
import { listTokens, makeToken, revokeToken, TOKEN_NAME_MAX, TOKENS_MAX } from "./tokens.ts";
import { callerOfToken } from "./use.ts";

const from = { address: "203.0.113.5", agent: "curl/8.0" };
const given = { name: "CRM", scopes: ["bots:read"], days: 30, strong: false } as const;
const use = (secret: string, address = from.address) =>
  callerOfToken(`Bearer ${secret}`, { ...from, address });

async function join(tenant: Context, role: Context["role"]): Promise<Context> {
  const { id } = await createAccount({ ...tenant, role });
  return { ...tenant, role, actorId: id };
}

test("the secret is shown once and stored as a hash, and acts for its member with the scopes' share of their role", async () => {
  const tenant = await createTenant();
  const owner = await join(tenant, "owner");
  const { id, secret } = await makeToken(owner, { ...given, scopes: ["bots:read", "answers:read"] });
  assert.match(secret, /^bf_[\w-]{43}$/);
  const row = await db.apiToken.findUniqueOrThrow({ where: { id } });
  assert.ok(!JSON.stringify(row).includes(secret.slice(3)));
  const { context, token } = await use(secret);
  assert.deepEqual(
    [context.tenantId, context.role, context.actorId, context.only],
    [tenant.tenantId, "owner", owner.actorId, ["viewBots", "viewAnswers"]],
  );
  assert.deepEqual(token.scopes, ["bots:read", "answers:read"]);
  const [listed] = await listTokens(owner);
  assert.deepEqual([listed?.last4, listed?.scopes], [secret.slice(-4), ["bots:read", "answers:read"]]);
  assert.ok(!JSON.stringify(listed).includes(row.tokenHash));
  const [made] = await db.audit.findMany({ where: { target: id } });
  assert.deepEqual(made?.after, {
    ...{ name: "CRM", last4: secret.slice(-4), scopes: "bots:read answers:read", days: 30 },
  });
});

test("a token lives as long as was chosen, or for ever; what is no name, no scope or no lifetime is refused", async () => {
  const owner = await join(await createTenant(), "owner");
  const ends = async (days: 30 | 90 | null) => {
    const { id } = await makeToken(owner, { ...given, name: `  CRM ${days} `, days });
    const [newest] = await listTokens(owner);
    assert.deepEqual([newest?.id, newest?.name, newest?.expired], [id, `CRM ${days}`, false]);
    return newest?.expiresAt ? (newest.expiresAt.getTime() - Date.now()) / 86_400_000 : null;
  };
  assert.equal(Math.round((await ends(30)) ?? 0), 30);
  assert.equal(Math.round((await ends(90)) ?? 0), 90);
  assert.equal(await ends(null), null);
  for (const [wrong, field] of [
    [{ name: "  " }, "name"],
    [{ name: "x".repeat(TOKEN_NAME_MAX + 1) }, "name"],
    [{ scopes: [] }, "scopes"],
    [{ days: 12 }, "days"],
  ] as const)
    await assert.rejects(makeToken(owner, { ...given, ...wrong }), { code: "invalid", field });
  assert.ok(await makeToken(owner, { ...given, name: "x".repeat(TOKEN_NAME_MAX) }));
});

test("a scope that only a newer version knows grants nothing here", async () => {
  const owner = await join(await createTenant(), "owner");
  const { id, secret } = await makeToken(owner, given);
  await db.apiToken.update({ where: { id }, data: { scopes: ["bots:read", "moon:write"] } });
  assert.deepEqual((await listTokens(owner))[0]?.scopes, ["bots:read"]);
  assert.deepEqual((await use(secret)).token.scopes, ["bots:read"]);
});

test("nobody hands out a scope that their role does not have", async () => {
  const tenant = await createTenant();
  const may = async (role: Context["role"], more: Partial<Context> = {}) => {
    const member = { ...(await join(tenant, role)), ...more };
    const tried = await Promise.all(
      apiScopes.map((scope) =>
        makeToken(member, { ...given, scopes: [scope] }).then(
          () => [scope],
          () => [],
        ),
      ),
    );
    return tried.flat();
  };
  const reads = ["bots:read", "keys:read", "models:read", "answers:read", "analytics:read"];
  assert.deepEqual(await may("viewer"), reads);
  assert.deepEqual(await may("viewer", { readTexts: true }), reads.toSpliced(4, 0, "conversations:read"));
  assert.deepEqual(await may("operator"), ["answers:read", "conversations:read"]);
  assert.deepEqual(await may("admin"), apiScopes);
  await assert.rejects(
    makeToken(await join(tenant, "viewer"), { ...given, scopes: ["keys:write"] }),
    hasCode("forbidden"),
  );
  await assert.rejects(makeToken({ ...tenant, visiting: true }, given), hasCode("members_only"));
});

test("a token has its member's role of now, and ends with the membership", async () => {
  const tenant = await createTenant();
  const owner = await join(tenant, "owner");
  const admin = await join(tenant, "admin");
  const { secret } = await makeToken(admin, { ...given, scopes: ["keys:write"] });
  await setRole(owner, admin.actorId ?? "", "viewer");
  assert.equal((await use(secret)).context.role, "viewer");
  await removeMember(owner, admin.actorId ?? "");
  await assert.rejects(use(secret), hasCode("token_refused"));
});

test("revoked, expired and made-up tokens are refused, and so is whatever is no token", async () => {
  const owner = await join(await createTenant(), "owner");
  const { id, secret } = await makeToken(owner, given);
  await db.apiToken.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1_000) } });
  await assert.rejects(use(secret), hasCode("token_refused"));
  assert.equal((await listTokens(owner))[0]?.expired, true);
  await db.apiToken.update({ where: { id }, data: { expiresAt: null } });
  assert.ok(await use(secret));
  await revokeToken(owner, id);
  await assert.rejects(use(secret), hasCode("token_refused"));
  await assert.rejects(revokeToken(owner, id), hasCode("not_found"));
  for (const header of ["Bearer ", "Basic bf_x", `Bearer bf_${"x".repeat(43)}`, `Bearer ${secret}x`])
    await assert.rejects(callerOfToken(header, from), hasCode("token_refused"), header);
  assert.equal(secretIn(`bearer   bf_${"y".repeat(43)}`), `bf_${"y".repeat(43)}`);
  await assert.rejects(callerOfToken(null, from), hasCode("token_missing"));
});

test("where a second factor is demanded, only tokens of members who signed in with one work", async () => {
  const owner = await join(await createTenant(), "owner");
  const weak = await makeToken(owner, given);
  const strong = await makeToken(owner, { ...given, strong: true });
  await demandSecondFactor(owner, true);
  await assert.rejects(use(weak.secret), hasCode("token_weak"));
  assert.ok(await use(strong.secret));
});

test("members see and revoke their own tokens; admins also those of members below, and none of another tenant", async () => {
  const tenant = await createTenant();
  const [owner, admin, viewer, other, operator] = [
    await join(tenant, "owner"),
    await join(tenant, "admin"),
    await join(tenant, "viewer"),
    await join(tenant, "viewer"),
    await join(tenant, "operator"),
  ];
  const stranger = await join(await createTenant(), "owner");
  const ids = new Map<Context, string>();
  for (const member of [owner, admin, viewer, other, operator, stranger])
    ids.set(member, (await makeToken(member, { ...given, scopes: ["answers:read"] })).id);
  const seen = async (member: Context) => new Set((await listTokens(member)).map(({ id }) => id));
  const of = (...members: Context[]) => new Set(members.map((member) => ids.get(member)));
  assert.deepEqual(await seen(owner), of(owner, admin, viewer, other, operator));
  assert.deepEqual(await seen(admin), of(admin, viewer, other, operator));
  assert.deepEqual(await seen(operator), of(operator));
  assert.deepEqual(await seen(viewer), of(viewer));
  for (const [who, whose, code] of [
    [viewer, other, "forbidden"],
    [admin, owner, "forbidden"],
    [owner, stranger, "not_found"],
  ] as const)
    await assert.rejects(revokeToken(who, ids.get(whose) ?? ""), hasCode(code));
  await revokeToken(admin, ids.get(viewer) ?? "");
  assert.deepEqual(await seen(viewer), of());
  assert.deepEqual(await seen(owner), of(owner, admin, other, operator), "nobody else's");
});

test("last use is written rarely; a first use from a new network is in the record, once", async () => {
  const owner = await join(await createTenant(), "owner");
  const { id, secret } = await makeToken(owner, given);
  await Promise.all([use(secret), use(secret), use(secret)]);
  const first = await db.apiToken.findUniqueOrThrow({ where: { id } });
  assert.deepEqual(first.networks, [from.address]);
  await use(secret);
  const again = await db.apiToken.findUniqueOrThrow({ where: { id } });
  assert.deepEqual(again.usedAt, first.usedAt);
  const beside = await makeToken(owner, given);
  await use(secret, "198.51.100.1");
  assert.deepEqual((await db.apiToken.findUniqueOrThrow({ where: { id: beside.id } })).networks, []);
  assert.deepEqual(
    (await actionsIn(owner)).filter((action) => action.startsWith("apiToken")),
    ["apiToken.make", "apiToken.place", "apiToken.make", "apiToken.place"],
  );
  await db.apiToken.update({ where: { id }, data: { usedAt: new Date(Date.now() - 3_600_000) } });
  await use(secret);
  const later = await db.apiToken.findUniqueOrThrow({ where: { id } });
  assert.ok(Number(later.usedAt) > Date.now() - 60_000);
  assert.equal(tenantOfToken(secret), owner.tenantId);
  assert.equal(tenantOfToken(`bf_${"y".repeat(43)}`), null);
});

test("the server lets a token's requests in by its tenant for ten minutes after one that was good", async (t) => {
  const owner = await join(await createTenant(), "owner");
  const { secret } = await makeToken(owner, given);
  assert.equal(tenantOfToken(secret), null);
  await use(secret);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 9 * 60_000 });
  assert.equal(tenantOfToken(secret), owner.tenantId);
  t.mock.timers.setTime(Date.now() + 2 * 60_000);
  assert.equal(tenantOfToken(secret), null);
});

test("a member has a bounded number of tokens", async () => {
  const owner = await join(await createTenant(), "owner");
  for (let count = 0; count < TOKENS_MAX; count++) await makeToken(owner, given);
  await assert.rejects(makeToken(owner, given), hasCode("tokens_full"));
  await assert.rejects(makeToken(owner, { ...given, days: 12 }), hasCode("invalid"));
});
