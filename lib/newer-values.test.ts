// An older dashboard and worker beside a newer one, which has added values to enums.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { before } from "node:test";
import { createAnswer, createBot, createKey, createTenant, createUser } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { claimEvents } from "./alerts/desks.ts";
import { countOwnCauses, listCauses, readOwnWays } from "./alerts/list.ts";
import { keepCauses } from "./alerts/store.ts";
import { ParkAnnouncement } from "./chain-state/announcements.ts";
import { loadParks } from "./chain-state/park-store.ts";
import { loadLimits } from "./chain-state/quota-store.ts";
import type { Context } from "./context.ts";
import { readThread } from "./conversations/thread.ts";
import { db, pool } from "./db.ts";
import { loadTenant } from "./live-config/snapshot.ts";
import { standIns } from "./newer-values.ts";
import { personOfToken } from "./people/person.ts";
import { startSession } from "./people/sessions.ts";
import { tenantDb } from "./tenant-db.ts";

const LATER = "of_a_newer_version";
before(async () => {
  // Known to this process before the values are there.
  await db.alertCause.findMany();
  for (const name of Object.keys(standIns)) await asOwner(`ALTER TYPE "${name}" ADD VALUE '${LATER}'`);
});

test("a value of a newer version is read as the one that stands for it: by plain statements, those of Prisma too, and for a tenant", async () => {
  const context = await createTenant();
  const own = tenantDb(context);
  for (const [name, standIn] of Object.entries(standIns)) {
    const text = `SELECT '${LATER}'::"${name}" AS "value", NULL::"${name}" AS "none", enum_first(NULL::"${name}")::text AS "first"`;
    const { rows: expected } = await pool.query(
      `SELECT $1 AS "value", NULL AS "none", enum_first(NULL::"${name}")::text AS "first"`,
      [standIn ?? LATER],
    );
    const ways = {
      prisma: () => db.$queryRawUnsafe(text),
      transaction: () => db.$transaction((tx) => tx.$queryRawUnsafe(text)),
      plain: async () => (await pool.query(text)).rows,
      prepared: async () => (await pool.query({ name, text })).rows,
      tenant: async () => (await own.query(text)).rows,
    };
    for (const [way, read] of Object.entries(ways))
      assert.deepEqual(await read(), expected, `${name}, ${way}`);
  }
});

test("a tenant's configuration, parks and limits are read whatever a newer version found out about its keys, or an admin told it of an error", async () => {
  const context = await createTenant();
  const botId = await createBot(context);
  const { tenantId } = context;
  const keyId = await createKey(context);
  await asOwner(`UPDATE "Key" SET "checkClass" = '${LATER}', "checkedAt" = now() WHERE "id" = '${keyId}'`);
  await asOwner(
    `INSERT INTO "UnknownError" ("tenantId", "fingerprint", "reason", "class") VALUES ('${tenantId}', 'f', '', '${LATER}')`,
  );
  await asOwner(`UPDATE "BotLease" SET "state" = '${LATER}' WHERE "botId" = '${botId}'`);
  await asOwner(
    `INSERT INTO "Park" ("scope", "id", "tenantId", "class", "reason", "since", "until") VALUES
       ('key', '${keyId}', '${tenantId}', '${LATER}', '', now(), now() + interval '1 hour'),
       ('${LATER}', 'moon/${keyId}', '${tenantId}', 'rate_day', '', now(), now() + interval '1 hour')`,
  );
  await asOwner(
    `INSERT INTO "QuotaLimit" ("tenantId", "project", "model", "window", "metric", "limit", "at") VALUES
       ('${tenantId}', 'p', 'm', 'day', 'requests', 5, now()), ('${tenantId}', 'p', 'm', '${LATER}', 'requests', 5, now()),
       ('${tenantId}', 'p', 'm', 'day', '${LATER}', 5, now())`,
  );
  const config = await loadTenant(tenantId);
  assert.ok(config?.secrets.has(keyId));
  assert.equal(config?.bots.size, 1);
  const parks = (await loadParks()).filter(({ owner }) => owner === tenantId);
  assert.deepEqual(
    parks.map(({ scope, id, class: of }) => [scope, id, of]),
    [["key", keyId, "unknown"]],
  );
  assert.deepEqual(
    (await loadLimits(tenantId)).map(({ window, metric }) => [window, metric]),
    [["day", "requests"]],
  );
  const said = { kind: "park", from: "", park: { ...parks[0], class: LATER } };
  const heard = ParkAnnouncement.parse(said);
  assert.equal(heard.kind === "park" && heard.park.class, "unknown");
});

test("causes of a kind that only a newer version knows are left out of the lists, and stay open for its workers", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  const actorId = await createUser();
  await db.user.update({ where: { id: actorId }, data: { platformAdmin: true } });
  await db.member.create({ data: { tenantId, userId: actorId, role: "owner" } });
  const admin: Context = { ...context, actorId };
  const cause = (kind: string, of: string, userId: string) =>
    asOwner(
      `INSERT INTO "AlertCause" ("tenantId", "userId", "kind", "subject", "facts") VALUES (${of}, ${userId}, '${kind}', 's', '{"name": "n"}')`,
    );
  for (const kind of ["token_revoked", LATER]) await cause(kind, `'${tenantId}'`, "NULL");
  for (const kind of ["disk_full", LATER]) await cause(kind, "NULL", "NULL");
  for (const kind of ["new_sign_in", LATER]) await cause(kind, "NULL", `'${actorId}'`);
  await asOwner(
    `INSERT INTO "AlertMute" ("tenantId", "userId", "kind") VALUES ('${tenantId}', '${actorId}', '${LATER}'), ('${tenantId}', '${actorId}', 'disk_full')`,
  );
  const kindsOf = (list: { kind: string }[]) => list.map(({ kind }) => kind).sort();
  assert.deepEqual(kindsOf((await listCauses(admin)).open), ["disk_full", "new_sign_in", "token_revoked"]);
  assert.equal(await countOwnCauses(admin), 2);
  assert.deepEqual((await readOwnWays(admin)).muted, ["disk_full"]);
  // A look of this version's worker finds no cause of the tenant.
  const [look] = await claimEvents(new Map([[tenantId, Date.now() + 60_000]]));
  assert.ok(look);
  await keepCauses(look, [], [], null);
  const { rows } = await pool.query<{ kind: string; open: boolean }>(
    `SELECT "kind"::text, "solvedAt" IS NULL AS "open" FROM "AlertCause" WHERE "tenantId" = $1 ORDER BY 1`,
    [tenantId],
  );
  assert.deepEqual(rows, [
    { kind: LATER, open: true },
    { kind: "token_revoked", open: false },
  ]);
});

test("a conversation with an answer and a message of a newer version is read, and a member with a role of it sees nothing of the tenant", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  const botId = await createBot(context);
  const answerId = await createAnswer(context, botId, { state: "answered", text: "ha" });
  const { conversationId } = await db.answer.findUniqueOrThrow({ where: { id: answerId } });
  const said = { tenantId, conversationId, author: "person", state: "heard", text: "later" } as const;
  await db.chatMessage.create({ data: { id: randomUUID(), ...said } });
  await asOwner(
    `UPDATE "ChatMessage" SET "kind" = '${LATER}', "state" = '${LATER}', "author" = '${LATER}' WHERE "conversationId" = '${conversationId}'`,
  );
  await asOwner(`UPDATE "Answer" SET "state" = '${LATER}' WHERE "id" = '${answerId}'`);
  const { entries } = await readThread(context, conversationId);
  assert.deepEqual(
    entries.map((entry) => (entry.kind === "answer" ? entry.state : [entry.author, entry.of, entry.state])),
    ["cancelled", ["operator", "text", "noted"]],
  );

  const userId = await createUser();
  await db.member.create({ data: { tenantId, userId, role: "admin" } });
  const token = await startSession(userId, { address: "8.8.8.8", agent: null }, false);
  await asOwner(`UPDATE "Member" SET "role" = '${LATER}' WHERE "userId" = '${userId}'`);
  const person = await personOfToken(token);
  assert.deepEqual(person?.tenants, []);
});
