// A small seeded database: whether everything in it agrees.
import "#test/database.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test, { before } from "node:test";
import { readAnalytics } from "#lib/analytics/analytics.ts";
import { db } from "#lib/db.ts";
import { compileChain } from "#lib/fallback/index.ts";
import { loadTenant } from "#lib/live-config/snapshot.ts";
import { ensurePlatformModels } from "#lib/models/save.ts";
import { signIn } from "#lib/people/sign-in.ts";
import { costOf } from "#lib/prices/cost.ts";
import { open } from "#lib/secrets.ts";
import { asOwner } from "#test/database.ts";
import { Dice } from "./dice.ts";
import { type Filled, fill, isUsed, type SeedProgress, seededSignIn } from "./fill.ts";
import { failures } from "./google.ts";
import { live } from "./life.ts";
import { peopleOf } from "./people.ts";
import { trades } from "./trades.ts";
import { DAY_MS, HOUR_MS, questionsOf } from "./traffic.ts";

const now = Date.now();
const sizes = { tenants: 4, bots: 12, answers: 600, days: 30 };
let filled: Filled;
const seen: SeedProgress[] = [];
const run = () => fill({ seed: "test", sizes, now, onProgress: (done) => seen.push({ ...done }) });

before(async () => {
  await ensurePlatformModels();
  assert.equal(await isUsed(), false);
  filled = await run();
});

async function answers() {
  const updates = new Map((await db.update.findMany()).map((update) => [update.id, update]));
  const found = await db.answer.findMany({
    include: { attempts: { orderBy: { position: "asc" } }, conversation: true },
  });
  return found.map((answer) => {
    const update = updates.get(answer.updateId);
    assert.ok(update);
    return { ...answer, update };
  });
}

/** Rows of a table without what is encrypted, as one hash. */
async function rowsIn(table: string): Promise<string> {
  const without = `to_jsonb(t) - 'secret' - 'token' - 'webhookSecret' - 'passwordHash' - 'emailProvedAt'`;
  const rows = await asOwner(`SELECT (${without})::text AS row FROM "${table}" AS t WHERE true ORDER BY 1`);
  return createHash("sha256")
    .update(rows.map(({ row }) => row).join("\n"))
    .digest("hex");
}

test("there are as many tenants, bots and answers as asked for, the largest tenant has most, and progress is told", async () => {
  const tenants = await db.tenant.findMany({ include: { _count: { select: { bots: true, keys: true } } } });
  assert.equal(tenants.length, sizes.tenants);
  assert.equal(await db.bot.count(), sizes.bots);
  assert.equal(await db.answer.count(), sizes.answers);
  const by = await db.answer.groupBy({ by: ["tenantId"], _count: true, orderBy: { _count: { id: "desc" } } });
  const largest = tenants.find(({ id }) => id === by[0]?.tenantId);
  assert.equal(largest?.slug, filled.slug);
  assert.ok((by[0]?._count ?? 0) > 2 * (by.at(-1)?._count ?? 0));
  assert.deepEqual(
    seen.findLast(({ tenants: n }) => n === sizes.tenants),
    { tenants: sizes.tenants, answers: sizes.answers },
  );
  assert.equal(await isUsed(), true);
});

test("an answer's attempts agree with its outcome, its key and its times, and its cost with the prices", async () => {
  for (const answer of await answers()) {
    const { attempts, state, update, conversation, receivedAt, startedAt, firstTextAt, finishedAt } = answer;
    assert.equal(update.calls, attempts.length);
    assert.deepEqual(
      attempts.map(({ position }) => position),
      attempts.map((_, i) => i),
    );
    const last = attempts.at(-1);
    if (state === "answered" && !answer.cut) {
      assert.deepEqual([last?.class, last?.model, last?.keyId], ["ok", answer.model, answer.keyId]);
      assert.equal(answer.keyName, `${last?.keyLabel} …${last?.keyLast4}`);
    }
    if (state !== "answered") assert.ok(attempts.every(({ class: kind }) => kind !== "ok"));
    if (state === "apologised") assert.ok(answer.apologisedAt !== null && answer.againAt === null);
    const costs = attempts.map(({ inputTokens, outputTokens, ...attempt }) => {
      const usage = inputTokens === null ? null : { inputTokens, outputTokens: outputTokens ?? 0 };
      return costOf({ ...attempt, usage }, new Map());
    });
    assert.deepEqual(
      attempts.map(({ costMicros }) => Number(costMicros)),
      costs,
    );
    assert.equal(
      Number(answer.costMicros),
      costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    );
    const times = [receivedAt, startedAt, ...attempts.slice(0, 1).map((each) => each.startedAt)];
    for (const time of [firstTextAt, finishedAt, new Date(now)]) assert.ok(time && time >= startedAt);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => Number(a) - Number(b)),
    );
    assert.ok(finishedAt && finishedAt.getTime() < now);
    assert.ok(conversation.createdAt <= receivedAt && conversation.title !== "");
    assert.equal(conversation.botId, answer.botId);
  }
});

test("nothing of a tenant refers to another one's key, project, bot or park", async () => {
  const owners = new Map<string, string>();
  for (const { id, tenantId } of [
    ...(await db.key.findMany()),
    ...(await db.bot.findMany()),
    ...(await db.project.findMany()),
  ])
    owners.set(id, tenantId);
  for (const { tenantId, botId, keyId, attempts, update } of await answers()) {
    const of = [botId, update.botId, ...(keyId ? [keyId] : []), ...attempts.map((attempt) => attempt.keyId)];
    for (const id of of) assert.equal(owners.get(id), tenantId);
    for (const { parks } of attempts) {
      const { scope, id } = (parks ?? { scope: "egress", id: "" }) as { scope: string; id: string };
      if (scope !== "egress" && !id.startsWith("*/")) {
        const [whose = ""] = id.split("/");
        assert.equal(owners.get(whose) ?? whose, tenantId, `${scope} ${id}`);
      }
    }
  }
  for (const { project, tenantId } of [
    ...(await db.quotaCount.findMany()),
    ...(await db.quotaLimit.findMany()),
  ])
    assert.equal(owners.get(project), tenantId);
  for (const { id, tenantId } of await db.park.findMany())
    assert.equal(owners.get(id.split("/")[0] ?? "") ?? tenantId, tenantId);
});

test("what analytics reports for a day is what the rows of that day sum up to", async () => {
  const all = await answers();
  for (const { id: tenantId } of await db.tenant.findMany()) {
    const context = { tenantId, role: "owner", actorId: null } as const;
    const { slots } = await readAnalytics(context, { range: "30d", zone: "UTC", now: new Date(now) });
    for (const { at, answered, cost } of slots) {
      const end = at.getTime() + DAY_MS;
      const own = all.filter(
        (each) => each.tenantId === tenantId && each.startedAt >= at && +each.startedAt < end,
      );
      assert.equal(answered, own.filter(({ state }) => state === "answered").length);
      const micros = own.reduce((sum, { costMicros }) => sum + Number(costMicros), 0);
      assert.equal(Math.round((cost ?? 0) * 1e6), micros);
    }
  }
});

test("people come back, and write in the languages of the place, by day rather than by night", async () => {
  const all = await answers();
  const chats = Map.groupBy(all, ({ conversationId }) => conversationId);
  const returning = [...chats.values()].filter(({ length }) => length > 1).length;
  assert.ok(returning > chats.size / 4 && returning < chats.size, `${returning} of ${chats.size}`);
  const russian = all.filter(({ question }) => /[а-я]/i.test(question)).length;
  assert.ok(russian > all.length / 10 && russian < all.length / 2, `${russian}`);
  const night = all.filter(({ receivedAt }) => receivedAt.getUTCHours() >= 20).length;
  assert.ok(night < all.length / 10, `${night}`);
});

test("the largest tenant's owner can sign in as printed, its configuration loads, and its keys are Google's to nobody", async () => {
  const { email, password } = seededSignIn;
  const { userId } = await signIn(email, password, { address: "127.0.0.1", device: null });
  const tenant = await db.tenant.findFirstOrThrow({
    where: { slug: filled.slug },
    include: { members: true, keys: true, bots: true },
  });
  assert.equal(tenant.members.find((member) => member.userId === userId)?.role, "owner");
  const config = await loadTenant(tenant.id);
  assert.equal(config?.bots.size, tenant.bots.length);
  for (const { id, secret } of tenant.keys) {
    const place = { tenantId: tenant.id, table: "Key", rowId: id, column: "secret" } as const;
    assert.match(open(secret, place), /^AQ\.seed-of-no-account-/);
  }
});

const tables = [
  "Tenant",
  "Member",
  "Bot",
  "Key",
  "Project",
  "ModelList",
  "Conversation",
  "Lane",
  "Update",
  "Answer",
  "Attempt",
];

test("a second run of the same seed adds nothing, and after a loss makes the same rows again", async () => {
  const before = await Promise.all(tables.map(rowsIn));
  assert.equal((await run()).skipped, sizes.tenants);
  assert.deepEqual(await Promise.all(tables.map(rowsIn)), before);
  await asOwner(`TRUNCATE "Tenant", "User" CASCADE;
    ALTER SEQUENCE "Update_id_seq" RESTART; ALTER SEQUENCE "Lane_id_seq" RESTART`);
  await ensurePlatformModels();
  assert.equal((await run()).skipped, 0);
  const again = await Promise.all(tables.filter((table) => table !== "ModelList").map(rowsIn));
  assert.deepEqual(
    again,
    before.filter((_, i) => tables[i] !== "ModelList"),
  );
});

test("while Google is away for hours people are told so, and what is promised within them is answered after", async () => {
  const dice = new Dice("away");
  // An hour that leaves one key enough of the free plan's day, on either side of Google's midnight.
  const to = Date.UTC(2026, 10, 20, 5);
  const from = to - DAY_MS;
  const people = peopleOf(dice, 50, 1);
  const asked = questionsOf({ dice, trade: trades[0], botId: "b", people, count: 400, from, to });
  const key = { id: "k", label: "K", last4: "abcd", project: "p" };
  const chain = compileChain({ owner: "t", models: ["gemini-2.5-flash"], keys: [key] });
  const away = {
    from: from + 6 * HOUR_MS,
    to: from + 9 * HOUR_MS,
    fails: failures.vague,
    covers: () => true,
  };
  const { lived } = await live({ dice, questions: asked, chainOf: () => chain, badHours: [away], to });
  const meanwhile = lived.filter(({ question: { at } }) => at >= away.from && at < away.to - HOUR_MS);
  assert.ok(meanwhile.length > 5 && meanwhile.every(({ state }) => state !== "answered"));
  const later = lived.filter(({ question: { at } }) => at >= away.to + HOUR_MS);
  assert.ok(later.filter(({ state }) => state === "answered").length > 0.9 * later.length);
});
