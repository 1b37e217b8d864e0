// Lists of answers read only the rows of one page, however many answers exist.
import assert from "node:assert/strict";
import test, { before } from "node:test";
import type { Context } from "#lib/context.ts";
import { createBot, createTenant, withRole } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { rowsRead } from "#test/rows-read.ts";
import { getBot } from "../bots/list.ts";
import { db, pool } from "../db.ts";
import { tenantDb } from "../tenant-db.ts";
import { listAnswers } from "./list.ts";

const MANY = 4_000;
let context: Context;
let [busy, quiet] = ["", ""];

/** One bot with many answers, and one with two older answers. */
before(async () => {
  context = withRole(await createTenant(), "viewer");
  const other = await createTenant();
  [busy, quiet] = [await createBot(context), await createBot(context)];
  const made = [
    [context.tenantId, busy, MANY, "1 second", "Salom"],
    [context.tenantId, quiet, 2, "10 days", "Salom, fotosintez nima?"],
    [other.tenantId, await createBot(other), MANY, "1 second", "Fotosintez nima?"],
  ];
  for (const values of made) {
    await pool.query(
      `WITH c AS (INSERT INTO "Conversation" ("id", "tenantId", "botId", "chatId")
                  VALUES (gen_random_uuid(), $1, $2, 1) RETURNING "id"),
         l AS (INSERT INTO "Lane" ("tenantId", "botId", "chatId") VALUES ($1, $2, 1) RETURNING "id"),
         u AS (INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload", "state")
               SELECT $1, $2, n, l."id", '{}', 'done' FROM l, generate_series(1, $3::int) AS n RETURNING "id", "updateId")
       INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "question", "state", "receivedAt", "startedAt")
       SELECT gen_random_uuid(), $1, $2, c."id", u."id", $5, 'answered', now(), now() - u."updateId" * $4::interval
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

/** How many answers a search fetches. */
async function fetched(...words: string[]): Promise<number> {
  return tenantDb(context).$transaction(async (tx) => {
    const patterns = words.map((word) => `%${word}%`);
    await tx.$queryRaw`
      SELECT botfactory_find_answers(${patterns}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 51)::text`;
    const [row] = await tx.$queryRaw<{ n: number }[]>`
      SELECT pg_stat_get_xact_tuples_returned('"Answer"'::regclass)::int AS n`;
    return row?.n ?? Number.NaN;
  });
}

test("a search for a common word reads the latest answers, one for a rare word those that have it, and none of other tenants", async () => {
  const sample = 500;
  assert.equal(await fetched("salom"), sample);
  assert.equal(await fetched("fotosintez"), sample + 2);
  assert.equal(await fetched("salom", "fotosintez"), sample + 2);
  assert.equal(await fetched("xyzzy"), sample);
});
