// The figures of the start page.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { rowsRead } from "#test/rows-read.ts";
import { pool } from "../db.ts";
import { readToday } from "./today.ts";

/** 01:00 of the 26th in Tashkent, 20:00 of the 25th in UTC. */
const now = new Date("2026-11-25T20:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const zone = "Asia/Tashkent";
const ok = { class: "ok" } as const;

test("today begins at the reader's midnight, and yesterday counts up to the same time", async () => {
  const context = await createTenant();
  const [busy, quiet] = [await createBot(context), await createBot(context)];
  const at = (minutes: number, ms: number | null = null) => ({
    startedAt: ago(minutes),
    receivedAt: ago(minutes),
    firstTextAt: ms === null ? null : new Date(ago(minutes).getTime() + ms),
  });
  const answered = (minutes: number, ms: number, costMicros: number) => ({
    ...at(minutes, ms),
    state: "answered" as const,
    costMicros,
  });
  const failed = { class: "rate_day", startedAt: ago(10) } as const;
  await createAnswer(context, busy, answered(50, 1_000, 500_000), [{ ...ok, startedAt: ago(50) }]);
  await createAnswer(context, busy, answered(30, 2_000, 250_000), [failed, { ...ok, startedAt: ago(30) }]);
  await createAnswer(context, quiet, answered(10, 9_000, 0), [failed, failed, { ...ok, startedAt: ago(10) }]);
  await createAnswer(context, busy, { ...at(5), state: "apologised" }, [failed]);
  await createAnswer(context, busy, { ...at(1), state: "running" });
  // Before midnight in Tashkent, the same day in UTC.
  await createAnswer(context, busy, answered(70, 1_000, 9_000_000), [failed, { ...ok, startedAt: ago(70) }]);
  // Yesterday before this time, and after it.
  await createAnswer(context, busy, answered(24 * 60 + 30, 1_000, 100_000), [ok]);
  await createAnswer(context, busy, answered(24 * 60 - 30, 1_000, 9_000_000), [ok]);

  const { firstTextMs, ...today } = await readToday(context, { zone, now });
  assert.ok(Math.abs((firstTextMs ?? 0) - 2_000) <= 20, "to within 1 %");
  assert.deepEqual(today, {
    since: new Date("2026-11-25T19:00:00Z"),
    ...{ answered: 3, byFallback: 2, apologised: 1 },
    ...{ cost: 0.75, costBefore: 0.1, answeredBefore: 1 },
    bots: [
      { botId: busy, answers: 3, apologised: 1 },
      { botId: quiet, answers: 1, apologised: 0 },
    ],
  });
});

test("a neighbour's answers are not in the figures, and a day without answers cost nothing", async () => {
  const [mine, other] = [await createTenant(), await createTenant()];
  const theirs = { state: "answered", startedAt: ago(5), receivedAt: ago(5), costMicros: 1 } as const;
  await createAnswer(other, await createBot(other), theirs, [ok]);
  const nothing = { answered: 0, byFallback: 0, apologised: 0, firstTextMs: null, cost: 0, costBefore: 0 };
  const { since: _, ...today } = await readToday(mine, { zone, now });
  assert.deepEqual(today, { ...nothing, answeredBefore: 0, bots: [] });
});

test("the figures of a day read the rows of two days, however many answers there are", async (t) => {
  const context = await createTenant();
  const { tenantId } = context;
  const botId = await createBot(context);
  const id = await createAnswer(context, botId, { state: "answered" }, [ok]);
  await pool.query(
    `WITH u AS (
       INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload", "state")
       SELECT $1, $2, n, (SELECT "laneId" FROM "Update" WHERE "tenantId" = $1 LIMIT 1), '{}', 'done'
       FROM generate_series(1, 5000) AS n RETURNING "id", "updateId"),
     a AS (
       INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "question", "state", "receivedAt", "startedAt")
       SELECT gen_random_uuid(), $1, $2, (SELECT "conversationId" FROM "Answer" WHERE "id" = $3), u."id", 'Salom', 'answered',
         $4::timestamptz, $4::timestamptz - u."updateId" * interval '10 minutes' FROM u RETURNING *)
     INSERT INTO "Attempt" ("tenantId", "answerId", "position", "model", "keyId", "keyLabel", "keyLast4", "class", "startedAt", "ms")
     SELECT $1, a."id", 1, 'm', $5, 'k', 'abcd', 'ok', a."startedAt", 1 FROM a`,
    [tenantId, botId, id, now, randomUUID()],
  );
  await asOwner(`ANALYZE "Answer", "Attempt"`);
  const read = (table: string) => rowsRead(t, table, () => readToday(context, { zone, now }));
  assert.ok(
    (await read("Answer")) <= 300,
    "a day and an hour of 144 a day, and the same hour of the day before",
  );
  assert.ok((await read("Attempt")) <= 150);
});
