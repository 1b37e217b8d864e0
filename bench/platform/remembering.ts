// `node bench/platform/remembering.ts [--messages 200]`: how much later the first text comes where a person has a conversation
// of 500 messages, a summary and 20 facts, compared with a person who writes for the first time.
import { parseArgs } from "node:util";
import { db } from "#lib/db.ts";
import { machine, quantile, table } from "../figures.ts";
import { measureAnswers } from "./answering.ts";
import { CostsWorld } from "./costs-world.ts";

const { values } = parseArgs({ options: { messages: { type: "string", default: "200" } } });
const count = Number(values.messages);
const AT_A_TIME = 10;
const FIRST_CHAT = 1_000;
const EXCHANGES = 250;
/** Of these the summary has all but the last ones. */
const LEFT = 8;

const fleet = await CostsWorld.start({ counting: false });
await fleet.grow(2);
const [long = "", fresh = ""] = fleet.bots;
await fleet.sandbox.control("PUT", "/gemini/faults", { firstTokenMs: 100, tokenMs: 5 });

/** A conversation with each of these chats, as months of writing leave it. */
async function furnish(): Promise<void> {
  const bot = await db.bot.findFirstOrThrow({ where: { username: long } });
  const of = [bot.tenantId, bot.id, FIRST_CHAT, count, EXCHANGES] as const;
  const text = "bugun nima pishiramiz va qanday masalliq kerak boʻladi ".repeat(3);
  await db.$executeRawUnsafe(
    `INSERT INTO "Conversation" ("id", "tenantId", "botId", "chatId", "since", "title")
     SELECT gen_random_uuid(), $1::uuid, $2::uuid, $3::int + n, now() - interval '60 days', '' FROM generate_series(0, $4::int - 1) AS n`,
    ...of.slice(0, 4),
  );
  await db.$executeRawUnsafe(
    `INSERT INTO "Lane" ("tenantId", "botId", "chatId") SELECT $1::uuid, $2::uuid, $3::int + n FROM generate_series(0, $4::int - 1) AS n`,
    ...of.slice(0, 4),
  );
  await db.$executeRawUnsafe(
    `WITH each AS (
       SELECT c."id" AS "conversationId", l."id" AS "laneId", n, now() - interval '300 minutes' + n * interval '1 minute' AS "at"
       FROM "Conversation" AS c JOIN "Lane" AS l ON l."botId" = c."botId" AND l."chatId" = c."chatId", generate_series(1, $3::int) AS n
       WHERE c."botId" = $2::uuid),
     updates AS (
       INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload", "state")
       SELECT $1::uuid, $2::uuid, 1000000 + row_number() OVER (), "laneId", '{}', 'done' FROM each RETURNING "id", "laneId"),
     numbered AS (SELECT "id", "laneId", row_number() OVER (PARTITION BY "laneId" ORDER BY "id") AS n FROM updates)
     INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "state", "question", "text", "receivedAt", "startedAt", "finishedAt")
     SELECT gen_random_uuid(), $1::uuid, $2::uuid, e."conversationId", u."id", 'answered', e.n || ' ' || $4, $4, e."at", e."at", e."at"
     FROM numbered AS u JOIN each AS e USING ("laneId", n)`,
    ...[of[0], of[1], EXCHANGES, text],
  );
  await db.$executeRawUnsafe(
    `INSERT INTO "Summary" ("conversationId", "tenantId", "text", "upTo")
     SELECT "id", "tenantId", repeat($2, 12), now() - interval '300 minutes' + $3::int * interval '1 minute' FROM "Conversation" WHERE "botId" = $1::uuid`,
    ...[bot.id, text, EXCHANGES - LEFT],
  );
  await db.$executeRawUnsafe(
    `INSERT INTO "PersonFact" ("id", "tenantId", "botId", "personId", "text")
     SELECT gen_random_uuid(), "tenantId", "botId", "chatId", n || left($2, 180) FROM "Conversation", generate_series(1, 20) AS n
     WHERE "botId" = $1::uuid`,
    ...[bot.id, text],
  );
  await db.$executeRawUnsafe(`ANALYZE`);
}

await furnish();
const worker = await fleet.startWorker();
const ask = (bot: string, from: number, n: number) =>
  measureAnswers(fleet.sandbox, { bots: [bot], count: n, atOnce: 2, words: 20 }, from);
await ask(fresh, 500_000, 2 * AT_A_TIME);
const waits: Record<"long" | "fresh", number[]> = { long: [], fresh: [] };
// In turns, so that other load meets both alike.
for (let i = 0; i < count; i += AT_A_TIME) {
  waits.long.push(...(await ask(long, FIRST_CHAT + i, AT_A_TIME)).first);
  waits.fresh.push(...(await ask(fresh, 600_000 + i, AT_A_TIME)).first);
}
const ms = (values: readonly number[], p: number) => quantile(values, p);
const row = (name: string, of: readonly number[]) => [name, ms(of, 0.5), ms(of, 0.95), of.length];
console.log(`${machine()}\n`);
console.log(
  table(
    ["message → first text, beyond Gemini", "median ms", "p95 ms", "n"],
    [
      row("500 messages, a summary, 20 facts", waits.long),
      row("a new person", waits.fresh),
      [
        "later by",
        ms(waits.long, 0.5) - ms(waits.fresh, 0.5),
        ms(waits.long, 0.95) - ms(waits.fresh, 0.95),
        "",
      ],
    ],
  ),
);
await fleet.stopWorker(worker);
await fleet.close();
process.exit();
