// `node bench/knowledge/first-text.ts [--messages 200]`: how much later the first text comes where a bot knows little, which goes whole with
// each question, and where it has 10,000 pieces to search, compared with a bot that knows nothing. Questions of the quality set.
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import pg from "pg";
import { db, pool } from "#lib/db.ts";
import { EMBEDDER } from "#lib/gemini/embeddings.ts";
import { createKnown } from "#lib/knowledge/fixtures/known.ts";
import { questions } from "#lib/knowledge/fixtures/quality-set.ts";
import { goesWhole } from "#lib/knowledge/prompt.ts";
import { machine, quantile, table } from "../figures.ts";
import { measureAnswers } from "../platform/answering.ts";
import { CostsWorld } from "../platform/costs-world.ts";
import { madeUp } from "./made-up.ts";

const { values } = parseArgs({ options: { messages: { type: "string", default: "200" } } });
const count = Number(values.messages);
const AT_A_TIME = 10;
const SEARCHED = 10_000;
const WHOLE = 50;

const fleet = await CostsWorld.start({ counting: false });
await fleet.grow(3);
const [bare = "", whole = "", searched = ""] = fleet.bots;
await fleet.sandbox.control("PUT", "/gemini/faults", { firstTokenMs: 100, tokenMs: 5 });
// Found by words alone: vectors would be made meanwhile, and a question's costs a call of Google's.
await fleet.sandbox.control("PUT", "/gemini/models", { [EMBEDDER]: { state: "missing" } });
await fleet.sandbox.control("PUT", "/gemini/reply", { mode: "fixed", text: "Javob shu: oxiri" });

async function teach(username: string, pieces: number): Promise<number> {
  const { id: botId, tenantId } = await db.bot.findFirstOrThrow({ where: { username } });
  const texts = Array.from({ length: pieces }, (_, n) => madeUp(n));
  const { versionId } = await createKnown({ tenantId }, { botId, texts });
  const { tokens } = await db.sourceVersion.findFirstOrThrow({ where: { id: versionId } });
  return tokens;
}
const little = await teach(whole, WHOLE);
const much = await teach(searched, SEARCHED);
if (!goesWhole([{ tokens: little }]) || goesWhole([{ tokens: much }]))
  throw new Error("The sizes are wrong.");
// As Postgres does by itself within a minute; the platform's own roles may not.
const owner = new pg.Client({ connectionString: process.env.DATABASE_URL });
await owner.connect();
await owner.query(`VACUUM ANALYZE`);
await owner.end();

const worker = await fleet.startWorker();
const textOf = (n: number) => questions[(n * 7) % questions.length]?.ask ?? "";
const ask = async (bot: string, chat: number, from: number) => {
  const asked = {
    bots: [bot],
    count: AT_A_TIME,
    atOnce: 2,
    words: 0,
    textOf: (n: number) => textOf(from + n),
  };
  return (await measureAnswers(fleet.sandbox, asked, chat + from)).first;
};
const CHATS = 100_000;
const waits = new Map<string, number[]>([bare, whole, searched].map((bot) => [bot, []]));
// In turns, so that other load meets all alike; the first turns warm up.
for (let i = -2 * AT_A_TIME; i < count; i += AT_A_TIME)
  for (const [n, [bot, of]] of [...waits].entries()) {
    const first = await ask(bot, (n + 1) * CHATS, i + 2 * AT_A_TIME);
    if (i >= 0) of.push(...first);
  }
const { rows: ways } = await pool.query<{ way: string; answers: number; ms: number; late: number }>(
  `SELECT b."username" || ' ' || (a."knowledge"->>'way') || CASE WHEN (a."knowledge"->>'failed')::boolean THEN ', late' ELSE '' END AS way,
     count(*)::int AS answers, percentile_disc(0.5) WITHIN GROUP (ORDER BY (a."knowledge"->>'ms')::int) AS "ms",
     percentile_disc(0.95) WITHIN GROUP (ORDER BY (a."knowledge"->>'ms')::int) AS "late"
   FROM "Answer" AS a JOIN "Bot" AS b ON b."id" = a."botId" WHERE a."knowledge" IS NOT NULL GROUP BY 1 ORDER BY 1`,
);
for (const { way, answers, ms, late } of ways)
  console.log(`${way}: ${answers} answers, ${ms} ms at the median and ${late} at p95 for what is known`);

const at = (bot: string, p: number) => quantile(waits.get(bot) ?? [], p);
const row = (name: string, bot: string) => [
  name,
  at(bot, 0.5),
  at(bot, 0.95),
  at(bot, 0.5) - at(bare, 0.5),
  at(bot, 0.95) - at(bare, 0.95),
  count,
];
console.log(`${machine()}, load ${loadavg()[0]?.toFixed(1)}\n`);
console.log(
  table(
    ["message → first text, beyond Gemini", "median ms", "p95 ms", "later by: median ms", "p95 ms", "n"],
    [
      row("a bot that knows nothing", bare),
      row(`${WHOLE} pieces, ${little} tokens, all of them with each question`, whole),
      row(`${SEARCHED} pieces, ${much} tokens, searched`, searched),
    ],
  ),
);
await fleet.stopWorker(worker);
await fleet.close();
process.exit();
