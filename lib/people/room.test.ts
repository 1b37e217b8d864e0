import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createBot, createKey, createTenant, createUser } from "#test/builders.ts";
import { allowancesFrom } from "../bots/allowances.ts";
import { storeBot } from "../bots/store.ts";
import { defaultAllowances } from "../bots/usual-allowances.ts";
import { db } from "../db.ts";
import { addKeys } from "../keys/add.ts";
import { invite, join } from "./invitations.ts";
import { limitsFrom } from "./limits.ts";

let bots = 0;
const newBot = () => ({ telegramId: ++bots, username: `room_${bots}_bot`, name: "Room" });
const planOf = async (limits: object) =>
  (await db.plan.create({ data: { id: randomUUID(), name: randomUUID(), limits } })).id;

test("a tenant's own figures take the place of its plan's; what neither names has no limit", () => {
  assert.deepEqual(limitsFrom({ bots: 2, perDay: 100 }, { bots: 5 }), { bots: 5, perDay: 100 });
  assert.deepEqual(limitsFrom(undefined, {}), {});
  assert.deepEqual(limitsFrom({ bots: -1 }, "text"), {}, "what cannot be read counts as empty");
});

test("the plan's figures of questions take the place of the defaults", () => {
  const { tenant, bot } = allowancesFrom({}, { perDay: 7 });
  assert.deepEqual([tenant.perDay, tenant.perMinute], [7, defaultAllowances.tenant.perMinute]);
  assert.deepEqual(bot, defaultAllowances.bot);
});

test("no more bots are added than the plan allows, also by two at once; another tenant's count for nothing", async () => {
  const context = await createTenant({ planId: await planOf({ bots: 2 }) });
  const neighbour = await createTenant();
  for (const telegramId of [900_001, 900_002, 900_003]) await createBot(neighbour, { telegramId });
  await storeBot(context, "bot.add", "900:one", newBot());
  const both = await Promise.allSettled([
    storeBot(context, "bot.add", "901:two", newBot()),
    storeBot(context, "bot.add", "902:three", newBot()),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  await assert.rejects(storeBot(context, "bot.add", "903:four", newBot()), { code: "limit_reached" });
  assert.equal(await db.bot.count({ where: { tenantId: context.tenantId } }), 2);
  await storeBot(neighbour, "bot.add", "904:five", newBot());
});

test("keys that do not fit are refused before any is tested, those that are there already take no room", async () => {
  const context = await createTenant({ limits: { keys: 2 } });
  await createKey(context, { secret: "AQ.there" });
  const adding = addKeys(context, { secrets: ["AQ.one", "AQ.two"], project: null });
  await assert.rejects(adding, { code: "limit_reached", field: "secrets" });
  const again = await addKeys(context, { secrets: ["AQ.there"], project: null });
  assert.deepEqual(await Promise.all(again.map(({ result }) => result)), [
    { kind: "duplicate", label: "Key 1" },
  ]);
});

test("members and open invitations together fit the plan, also when it shrinks before one is accepted", async () => {
  const context = await createTenant({ limits: { members: 2 } });
  const member = await createUser();
  await db.member.create({ data: { tenantId: context.tenantId, userId: member, role: "owner" } });
  await invite(context, { email: "one@example.com", role: "viewer" });
  await invite(context, { email: "one@example.com", role: "admin" });
  await assert.rejects(invite(context, { email: "two@example.com", role: "viewer" }), {
    code: "limit_reached",
    field: "email",
  });
  await db.tenant.update({ where: { id: context.tenantId }, data: { limits: { members: 1 } } });
  const joining = db.$transaction(async (tx) =>
    join(tx, await createUser(), { tenantId: context.tenantId, role: "viewer" }),
  );
  await assert.rejects(joining, { code: "limit_reached" });
});
