// The whole path through Debian's PgBouncer in transaction mode, with two of Postgres' connections for each role.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { listBots } from "#lib/bots/list.ts";
import { setWelcome } from "#lib/bots/settings-edit.ts";
import type { Context } from "#lib/context.ts";
import { closeDb, db, pool } from "#lib/db.ts";
import { noPooler, POOL_SIZE, startPooler } from "#test/pgbouncer.ts";
import { addNeighbour, neighbour } from "./fixtures/neighbour.ts";
import { BOT, makeWorld, models } from "./fixtures/world.ts";

let pooler: Awaited<ReturnType<typeof startPooler>> | undefined;
const world = noPooler
  ? null
  : makeWorld({
      async fill(world) {
        pooler = await startPooler(process.env.DATABASE_URL ?? "");
        await world.fill();
      },
    });
after(async () => {
  await closeDb();
  await pooler?.stop();
});

const CHATS = 12;

test("through a pooler in transaction mode two tenants' questions are answered, each by its own bot, and a change goes live", {
  skip: noPooler,
}, async () => {
  assert.ok(world);
  await addNeighbour(world);
  await world.startWorker();
  const bots = [BOT, neighbour.username];
  const chats = Array.from({ length: CHATS }, (_, n) => n + 1);
  const questions = chats.flatMap((id) =>
    bots.map((bot) => ({ bot, chat: { id }, text: `savol ${bot} ${id}` })),
  );
  await world.telegram("POST", "/messages", questions);
  for (const { bot, chat, text } of questions) {
    const shown: { messages: { text: string }[] } = await world.telegram<{ messages: { text: string }[] }>(
      "GET",
      `/wait?bot=${bot}&chat=${chat.id}&count=1&timeout=120000`,
    );
    assert.equal(shown.messages[0]?.text, `${models.first}: ${text}`);
  }
  await world.settled();

  const tenants = await db.tenant.findMany({ select: { id: true, bots: { select: { username: true } } } });
  for (const { id: tenantId, bots } of tenants) {
    const context: Context = { tenantId, role: "owner", actorId: null };
    const names = bots.map(({ username }) => username);
    assert.deepEqual(
      (await listBots(context)).map(({ username }) => username),
      names,
    );
    const answers = await db.answer.findMany({ where: { tenantId } });
    assert.equal(answers.length, CHATS);
    for (const { question } of answers)
      assert.ok(question.includes(names[0] ?? ""), "its own bot's question");
  }
  // Who listens is not named: those go past the pooler.
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS "n" FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'botfactory' GROUP BY usename`,
  );
  assert.ok(rows.length > 0 && rows.every(({ n }) => n <= POOL_SIZE), JSON.stringify(rows));

  await world.live(await setWelcome(world.context, world.botId, { uz: "Xush kelibsiz!" }));
  assert.deepEqual(await world.ask(50, "/start"), ["Xush kelibsiz!"]);
});
