// Lists of answers read only the rows of one page, however many answers exist.
import assert from "node:assert/strict";
import test, { before } from "node:test";
import type { Context } from "#lib/context.ts";
import { createBot, createTenant, withRole } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { rowsRead } from "#test/rows-read.ts";
import { getBot } from "../bots/list.ts";
import { db, pool } from "../db.ts";
import { listAnswers } from "./list.ts";

const MANY = 4_000;
let context: Context;
let [busy, quiet] = ["", ""];

/** One bot with many answers, and one with two older answers. */
before(async () => {
  context = withRole(await createTenant(), "viewer");
  const { tenantId } = context;
  [busy, quiet] = [await createBot(context), await createBot(context)];
  for (const [i, id] of [busy, quiet].entries()) {
    const values = [tenantId, id, i === 0 ? MANY : 2, i === 0 ? "1 second" : "10 days"];
    await pool.query(
      `WITH c AS (INSERT INTO "Conversation" ("id", "tenantId", "botId", "chatId")
                  VALUES (gen_random_uuid(), $1, $2, 1) RETURNING "id"),
         l AS (INSERT INTO "Lane" ("tenantId", "botId", "chatId") VALUES ($1, $2, 1) RETURNING "id"),
         u AS (INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload", "state")
               SELECT $1, $2, n, l."id", '{}', 'done' FROM l, generate_series(1, $3::int) AS n RETURNING "id", "updateId")
       INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "question", "state", "receivedAt", "startedAt")
       SELECT gen_random_uuid(), $1, $2, c."id", u."id", 'Salom', 'answered', now(), now() - u."updateId" * $4::interval
       FROM c, u`,
      values,
    );
  }
  await asOwner(`ANALYZE "Answer"`);
});

const answersRead = (t: test.TestContext, work: () => Promise<unknown>) => rowsRead(t, "Answer", work);

test("a page of one bot's answers reads only that bot's rows", async (t) => {
  assert.equal(await answersRead(t, () => listAnswers(context, { botId: quiet })), 2);
  assert.equal(await answersRead(t, () => listAnswers(context, { botId: busy })), 51);
});

test("a late page reads no more rows than the first", async (t) => {
  for (const botId of [busy, null]) {
    const { startedAt, id } = await db.answer.findFirstOrThrow({
      where: { botId: busy },
      orderBy: { startedAt: "asc" },
      skip: MANY / 2,
    });
    const after = `${startedAt.getTime()}_${id}`;
    assert.equal(await answersRead(t, () => listAnswers(context, { botId }, after)), 52);
  }
});

test("counting a bot's answers reads only that bot's rows", async (t) => {
  assert.equal(await answersRead(t, () => getBot(context, quiet)), 2);
});
