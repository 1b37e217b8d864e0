// `node bench/platform/retention.ts [--days 75] [--messages 10000] [--texts 1]`: does the database stop growing? Simulated
// days of messages with their updates, answers and calls, each followed by the chores of a worker. Prints a Markdown table.
import { parseArgs } from "node:util";
import pg from "pg";
import { startRollups, sumUpDays } from "#lib/analytics/rollup.ts";
import { closeDb, findByIndex, pool } from "#lib/db.ts";
import { forgetTexts, startRetention } from "#lib/retention/forget.ts";
import { forgetUpdates, startForgettingUpdates } from "#lib/retention/forget-updates.ts";
import { createBot, createTenant } from "#test/builders.ts";
import "#test/database.ts";
import { machine, table } from "../figures.ts";

const { values } = parseArgs({
  options: {
    days: { type: "string", default: "75" },
    messages: { type: "string", default: "10000" },
    texts: { type: "string", default: "1" },
  },
});
const [days, messages, months] = [values.days, values.messages, values.texts].map(Number) as [
  number,
  number,
  number,
];
const DAY = 86_400_000;
const begin = new Date("2026-01-01T00:00:00Z");
const PEOPLE = 500;

findByIndex();
const context = await createTenant();
const { tenantId } = context;
const botId = await createBot(context);
await pool.query(
  `INSERT INTO "Conversation" ("id", "tenantId", "botId", "chatId", "lastAt") SELECT gen_random_uuid(), $1, $2, n, '2030-01-01' FROM generate_series(1, ${PEOPLE}) AS n`,
  [tenantId, botId],
);
await pool.query(
  `INSERT INTO "Lane" ("tenantId", "botId", "chatId") SELECT $1, $2, n FROM generate_series(1, ${PEOPLE}) AS n`,
  [tenantId, botId],
);
await pool.query(
  `INSERT INTO "Retention" ("tenantId", "messageMonths", "callMonths", "updateDays") VALUES ($1, $2, 1, 7)`,
  [tenantId, months],
);

const FILLED = '"Update", "Answer", "Attempt"';
/** As a day of messages leaves them: a text of 60 and one of 400 characters, an update of some 600. */
const FILL = `
  WITH made AS (
    SELECT n, $3::timestamptz + n * (interval '1 day' / $4) AS "at", 1 + n % ${PEOPLE} AS "chat" FROM generate_series(0, $4 - 1) AS n),
  stored AS (
    INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload", "state", "receivedAt", "doneAt")
    SELECT $1, $2, $5::bigint + n, l."id",
      jsonb_build_object('update_id', n, 'message', jsonb_build_object('message_id', n, 'from', repeat('f', 150), 'chat', repeat('c', 100),
        'text', md5(n::text) || repeat(' salom', 40))), 'done', "at", "at"
    FROM made JOIN "Lane" AS l ON l."botId" = $2 AND l."chatId" = made."chat" RETURNING "id", "updateId"),
  answers AS (
    INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "state", "question", "text", "model", "costMicros",
      "inputTokens", "outputTokens", "receivedAt", "startedAt", "firstTextAt", "finishedAt", "asked")
    SELECT gen_random_uuid(), $1, $2, c."id", s."id", 'answered', md5(n::text) || ' narxi qancha', md5(n::text) || repeat(' javob', 60),
      'gemini-2.5-flash', 120, 400, 90, "at", "at", "at", "at", ARRAY[n]
    FROM made JOIN stored AS s ON s."updateId" = $5::bigint + n
      JOIN "Conversation" AS c ON c."botId" = $2 AND c."chatId" = made."chat" RETURNING "id", "startedAt")
  INSERT INTO "Attempt" ("tenantId", "answerId", "position", "model", "keyId", "keyLabel", "keyLast4", "class", "startedAt", "ms", "firstTokenMs")
  SELECT $1, "id", p, 'gemini-2.5-flash', $2, 'Key 1', '9f3c', CASE p WHEN 0 THEN 'ok' ELSE 'overloaded' END::"AttemptClass", "startedAt", 900, 300
  FROM answers, generate_series(0, CASE WHEN random() < 0.3 THEN 1 ELSE 0 END) AS p`;

interface Sizes {
  updates: number;
  answers: number;
  attempts: number;
  all: number;
}
async function sizes(): Promise<Sizes> {
  const size = (table: string) => `(pg_total_relation_size('"${table}"') / 1048576.0)::float8`;
  const { rows } = await pool.query<Sizes>(
    `SELECT ${size("Update")} AS "updates", ${size("Answer")} AS "answers", ${size("Attempt")} AS "attempts",
       (pg_database_size(current_database()) / 1048576.0)::float8 AS "all"`,
  );
  return rows[0] as Sizes;
}

/** @returns milliseconds */
async function chores(now: Date): Promise<number> {
  await startRollups();
  while (await sumUpDays(now));
  await startRetention();
  await startForgettingUpdates();
  // The simulated days are of the past, and by them an hour has passed since the last round.
  await pool.query(`UPDATE "Retention" SET "dueAt" = '-infinity'`);
  await pool.query(`UPDATE "Chore" SET "dueAt" = '-infinity'`);
  const from = performance.now();
  while (await forgetUpdates(now));
  while (await forgetTexts(now));
  return performance.now() - from;
}

const owner = new pg.Client({ connectionString: process.env.DATABASE_URL });
await owner.connect();
// Without the checks of foreign keys, to be quick. The triggers concern days that are summed up, which these are not yet.
await owner.query("SET session_replication_role = replica");
// Postgres takes a day for a few rows, and would compare each row with each.
await owner.query("SET enable_nestloop = off");

const lines: string[][] = [];
for (let day = 0; day < days; day++) {
  const at = new Date(+begin + day * DAY);
  await owner.query(FILL, [tenantId, botId, at, messages, day * messages]);
  // As autovacuum does within a minute of so many rows. Without it the first day's sums compare each row with each.
  if (day === 0) await owner.query(`ANALYZE ${FILLED}`);
  const ms = await chores(new Date(+at + DAY + 3_600_000));
  // As autovacuum does.
  await owner.query(`VACUUM (ANALYZE) ${FILLED}`);
  if (day % 5 !== 4) continue;
  const { updates, answers, attempts, all } = await sizes();
  lines.push(
    [
      day + 1,
      ...[updates, answers, attempts, all].map((each) => each.toFixed(0)),
      `${(ms / 1000).toFixed(1)} s`,
    ].map(String),
  );
  console.error(lines.at(-1)?.join("  "));
}
console.log(`${machine()}\n`);
console.log(table(["day", "updates, MB", "answers, MB", "calls, MB", "database, MB", "deleting"], lines));
await owner.end();
await closeDb();
