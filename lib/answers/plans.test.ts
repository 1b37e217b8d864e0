// Lists of answers read only the rows of one page, however many answers exist.
import assert from "node:assert/strict";
import test, { before } from "node:test";
import pg from "pg";
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
  // VACUUM, or the trigrams of so many new answers still lie in the list that their index keeps aside.
  await asOwner(`VACUUM ANALYZE "Answer"`);
});

const answersRead = (t: test.TestContext, work: () => Promise<unknown>) => rowsRead(t, "Answer", work);

// One row more than the page says whether there is another page; then those of the page are read by their ids.
test("a page of one bot's answers reads only that bot's rows", async (t) => {
  assert.equal(await answersRead(t, () => listAnswers(context, { botId: quiet })), 2 + 2);
  assert.equal(await answersRead(t, () => listAnswers(context, { botId: busy })), 51 + 50);
});

test("a late page reads no more rows than the first", async (t) => {
  for (const botId of [busy, null]) {
    const { startedAt, id } = await db.answer.findFirstOrThrow({
      where: { botId: busy },
      orderBy: { startedAt: "asc" },
      skip: MANY / 2,
    });
    const after = `${startedAt.getTime()}_${id}`;
    assert.equal(await answersRead(t, () => listAnswers(context, { botId }, after)), 52 + 50);
  }
});

test("counting a bot's answers reads only that bot's rows", async (t) => {
  assert.equal(await answersRead(t, () => getBot(context, quiet)), 2);
});

/** How many answers a search fetches. On a connection that counts, which the tests' server otherwise does not. */
async function fetched(...words: string[]): Promise<number> {
  const counting = { connectionString: process.env.DATABASE_URL, options: "-c track_counts=on" };
  const client = new pg.Client(counting);
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.tenant', $1, true)", [context.tenantId]);
    const patterns = words.map((word) => `%${word}%`);
    await client.query(
      "SELECT botfactory_find_answers($1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 51)",
      [patterns],
    );
    // Postgres counts a row with the index that led to it, those of a bitmap or a whole scan with the table.
    const { rows } = await client.query(
      `SELECT (pg_stat_get_xact_tuples_fetched('"Answer"'::regclass) + pg_stat_get_xact_tuples_returned('"Answer"'::regclass)
         + sum(pg_stat_get_xact_tuples_fetched(indexrelid)))::int AS n
       FROM pg_index WHERE indrelid = '"Answer"'::regclass`,
    );
    return rows[0].n;
  } finally {
    await client.end();
  }
}

test("a search for a common word reads the latest answers, one for a rare word those that have it, and none of other tenants", async () => {
  const sample = 500;
  assert.equal(await fetched("salom"), sample);
  assert.equal(await fetched("fotosintez"), sample + 2);
  assert.equal(await fetched("salom", "fotosintez"), sample + 2);
  assert.equal(await fetched("xyzzy"), sample);
});
