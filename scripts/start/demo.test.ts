// `npm run demo`, without its dashboard and worker.
import "#test/database.ts";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { readEnv } from "#lib/env.ts";
import { freePort } from "#test/ports.ts";

process.env.SANDBOX_PORT = String(await freePort());
for (const name of ["ADMIN_EMAIL", "ADMIN_PASSWORD", "TELEGRAM_API_ROOT", "GEMINI_BASE_URL"])
  delete process.env[name];
const folder = mkdtempSync(join(tmpdir(), "demo-"));
process.env.DATA_DIR = folder;
const { prepareDemo } = await import("./demo.ts");
const sandbox = await prepareDemo();
after(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

test("whoever signs in as the demo says is the owner of every demo tenant, each with its bots and keys", async () => {
  const { importEnvironment } = await import("./import.ts");
  const { seedDemoTenants } = await import("./demo-tenants.ts");
  const { signIn } = await import("#lib/people/sign-in.ts");
  const { db } = await import("#lib/db.ts");
  await importEnvironment(readEnv(process.env));
  await seedDemoTenants();
  const { ADMIN_EMAIL = "", ADMIN_PASSWORD = "" } = process.env;
  const { userId } = await signIn(ADMIN_EMAIL, ADMIN_PASSWORD, { address: "127.0.0.1", device: null });
  const tenants = await db.tenant.findMany({
    where: { slug: { not: "main" } },
    select: { members: true, _count: { select: { bots: true, keys: true } } },
  });
  assert.ok(tenants.length > 1);
  for (const { members, _count: count } of tenants) {
    assert.deepEqual(
      members.map((member) => [member.userId, member.role]),
      [[userId, "owner"]],
    );
    assert.ok(count.bots > 0 && count.keys > 0);
  }
});

test("the demo has 30 days of life until just now: answers whose traces, costs and figures agree, and which nothing repeats", async () => {
  const { db } = await import("#lib/db.ts");
  const { seedDemoTenants } = await import("./demo-tenants.ts");
  const { readAnalytics } = await import("#lib/analytics/analytics.ts");
  const { listBots } = await import("#lib/bots/list.ts");
  const tenants = await db.tenant.findMany({ where: { slug: { not: "main" } } });
  for (const { id: tenantId } of tenants) {
    const answers = await db.answer.findMany({ where: { tenantId }, include: { attempts: true } });
    assert.ok(answers.length > 100, `${answers.length}`);
    const agesMs = answers.map(({ receivedAt }) => Date.now() - receivedAt.getTime());
    assert.ok(Math.min(...agesMs) > 0 && Math.min(...agesMs) < 10 * 60_000, "ends shortly before now");
    assert.ok(Math.max(...agesMs) > 27 * 86_400_000, "begins 30 days ago");
    const bots = await listBots({ tenantId, role: "owner", actorId: null });
    for (const { id, name, lastMessageAt } of bots) {
      const asked = answers.filter(({ botId }) => botId === id).map(({ receivedAt }) => receivedAt.getTime());
      assert.equal(lastMessageAt?.getTime(), Math.max(...asked), `${name}: when it was last asked`);
    }
    assert.deepEqual(
      answers.filter(({ state, againAt }) => state === "running" || againAt !== null),
      [],
      "nothing is left for a worker to do",
    );
    const { total } = await readAnalytics(
      { tenantId, role: "owner", actorId: null },
      { range: "30d", zone: "UTC" },
    );
    const within = answers.filter(({ startedAt }) => Date.now() - startedAt.getTime() < 29 * 86_400_000);
    assert.ok(total.answered >= within.filter(({ state }) => state === "answered").length);
    assert.ok(total.cost !== null && total.cost > 0 && total.unpriced === 0);
  }
  const classes = await db.attempt.groupBy({ by: ["class"] });
  const seen = new Set(classes.map(({ class: kind }) => kind));
  for (const kind of ["ok", "overloaded", "timeout", "internal", "rate_minute", "key_blocked"] as const)
    assert.ok(seen.has(kind), kind);
  const states = await db.answer.groupBy({ by: ["state"] });
  const found = states.map(({ state }) => state).sort();
  assert.deepEqual(found, ["answered", "apologised", "cancelled", "refused"]);
  const count = () => db.answer.count();
  const before = await count();
  await seedDemoTenants();
  assert.equal(await count(), before, "a second start adds nothing");
});

test("everybody who has written to a demo bot is reached by it, as an operator's words would be", async () => {
  const { db } = await import("#lib/db.ts");
  const { bots, users } = JSON.parse(readFileSync("sandbox/demo.json", "utf8")) as {
    bots: { token: string }[];
    users: { id: number }[];
  };
  const conversations = await db.conversation.findMany({ include: { bot: true } });
  assert.ok(conversations.length > 30);
  for (const { chatId, title, bot } of conversations) {
    const { token } = bots.find((each) => each.token.startsWith(`${bot.telegramId}:`)) ?? {};
    const answer = await fetch(`${process.env.TELEGRAM_API_ROOT}/bot${token}/sendMessage`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ chat_id: Number(chatId), text: "Salom" }),
    });
    assert.equal(answer.status, 200, `${bot.name}: ${title}`);
  }
  // Its page offers to be those who are listed, and nobody else.
  const state = await fetch(`${process.env.SANDBOX_URL}/control/state`);
  const { telegram } = (await state.json()) as { telegram: { users: { id: number }[] } };
  assert.deepEqual(
    telegram.users.map(({ id }) => id),
    users.map(({ id }) => id),
  );
});

test("what somebody deleted in the demo stays deleted at the next start", async () => {
  const { db } = await import("#lib/db.ts");
  const { removeBot } = await import("#lib/bots/edit.ts");
  const { removeKey } = await import("#lib/keys/edit.ts");
  const { seedDemoTenants } = await import("./demo-tenants.ts");
  const key = await db.key.findFirstOrThrow({ where: { label: "Zaxira" } });
  const bot = await db.bot.findFirstOrThrow({ where: { username: "ingliz_demo_bot" } });
  const owner = ({ tenantId }: { tenantId: string }) => ({ tenantId, role: "owner" as const, actorId: null });
  await removeKey(owner(key), key.id);
  await removeBot(owner(bot), bot.id);
  const there = async () => [await db.key.count(), await db.bot.count()];
  const before = await there();
  await seedDemoTenants();
  assert.deepEqual(await there(), before);
});
