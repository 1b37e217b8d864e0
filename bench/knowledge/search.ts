// `node bench/knowledge/search.ts [--pieces 100000] [--questions 120] [--sources 1] [--before MIGRATION]`: how long a search takes of a bot with 1,000 and
// with 10,000 pieces, in a database with so many of all tenants, with words alone and with vectors. Made-up pieces of real sentences,
// made-up vectors. With --before the function that the migration made takes turns with that of now, and must find the same.
// On a server that has pgvector (TEST_SERVER_URL, with the template of test/server.ts) the vectors by both ways.
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { closeDb, findByIndex, pool } from "#lib/db.ts";
import { DIMENSIONS } from "#lib/gemini/embeddings.ts";
import { addPieces } from "#lib/knowledge/fixtures/pieces.ts";
import { questions } from "#lib/knowledge/fixtures/quality-set.ts";
import { findPieces } from "#lib/knowledge/search.ts";
import { bitsOf, bytesOf, unit } from "#lib/knowledge/vectors.ts";
import { createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { machine, quantile, table } from "../figures.ts";
import { madeUp, pick, random } from "./made-up.ts";

const { values } = parseArgs({
  options: {
    pieces: { type: "string", default: "100000" },
    questions: { type: "string", default: "120" },
    sources: { type: "string", default: "1" },
    before: { type: "string" },
  },
});
const total = Number(values.pieces);
const sources = Number(values.sources);
const EMBEDDER = "bench";
const CLUSTERS = 300;
const LONG = 10_000;
const SHORT = 1_000;

const near = (centre: Float32Array): Float32Array =>
  unit(Float32Array.from(centre, (value) => value + (random() - 0.5) * 0.1));
const centres = Array.from({ length: CLUSTERS }, () =>
  unit(Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5)),
);

/** @returns versions of so many sources that have the pieces together */
async function addSources(tenant: { tenantId: string }, count: number, from: number): Promise<string[]> {
  const pieces = Array.from({ length: count }, (_, n) => madeUp(n + from));
  const size = Math.ceil(count / sources);
  const versionIds: string[] = [];
  for (let at = 0; at < count; at += size)
    versionIds.push(await addPieces(tenant, pieces.slice(at, at + size)));
  return versionIds;
}

async function embed(versionId: string): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(`SELECT "id" FROM "Piece" WHERE "versionId" = $1`, [
    versionId,
  ]);
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500).map(({ id }) => ({ id, vector: near(pick(centres)) }));
    await pool.query(
      `UPDATE "Piece" AS p SET "bits" = n.bits::bit(768), "vector" = n.vector, "embedder" = $1
       FROM unnest($2::uuid[], $3::text[], $4::bytea[]) AS n(id, bits, vector) WHERE p."id" = n.id`,
      [
        EMBEDDER,
        some.map(({ id }) => id),
        some.map(({ vector }) => bitsOf(vector)),
        some.map(({ vector }) => bytesOf(vector)),
      ],
    );
  }
}

/** The same pieces for another tenant. */
async function copy(versionIds: readonly string[]): Promise<void> {
  const { tenantId } = await createTenant();
  for (const versionId of versionIds) {
    const to = await addPieces({ tenantId }, []);
    await pool.query(
      `INSERT INTO "Piece" SELECT gen_random_uuid(), $1, $2, "position", "heading", "text", "place", "tokens", "article", "price", "stock",
       "link", "picture", "more", "words", "bits", "vector", "embedder" FROM "Piece" WHERE "versionId" = $3`,
      [tenantId, to, versionId],
    );
  }
}

findByIndex();
const [small, large] = [await createTenant(), await createTenant()];
const longIds = await addSources(large, LONG, 0);
const shortIds = await addSources(small, SHORT, LONG);
for (const versionId of [...longIds, ...shortIds]) await embed(versionId);
let stored = LONG + SHORT;
while (stored < total) {
  const isLong = total - stored > LONG * 3;
  await copy(isLong ? longIds : shortIds);
  stored += isLong ? LONG : SHORT;
}
await asOwner(`VACUUM ANALYZE "Piece"`);
const { rows: sizes } = await pool.query(
  `SELECT pg_size_pretty(pg_total_relation_size('"Piece"')) AS all, pg_size_pretty(pg_relation_size('"Piece_words"')) AS words`,
);

const asked = questions
  .map(({ ask }) => ask)
  .filter((_, i) => i % Math.ceil(questions.length / Number(values.questions)) === 0);

/** The database's processes that serve this one. */
async function servers(): Promise<number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `SELECT "pid" FROM pg_stat_activity WHERE "datname" = current_database() AND "pid" <> pg_backend_pid()`,
  );
  return rows.map(({ pid }) => pid);
}

/** Their processor time in milliseconds: hardly depends on what else runs on the machine. */
const processorMs = (pids: readonly number[]): number =>
  pids.reduce(
    (sum, pid) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6,
    0,
  );

async function measure(tenantId: string, versionIds: readonly string[], withVector: boolean) {
  const find = async (question: string) => {
    const vector = withVector ? { embedder: EMBEDDER, values: near(pick(centres)) } : null;
    const from = performance.now();
    await findPieces({ tenantId }, { versionIds, question, vector });
    return performance.now() - from;
  };
  // Fills caches, and makes the plan.
  for (const question of asked.slice(0, 20)) await find(question);
  const pids = await servers();
  const times: number[] = [];
  const processor: number[] = [];
  for (const question of asked) {
    const before = processorMs(pids);
    times.push(await find(question));
    processor.push(processorMs(pids) - before);
  }
  return { times, processor };
}

const rows: (string | number)[][] = [];
/** As where nobody has written to any bot for half a minute: the connection is opened, and the plans are made. */
async function measureCold(): Promise<void> {
  const { tenantId } = large;
  const times: number[] = [];
  for (const question of asked.slice(0, 20)) {
    await closeDb();
    const from = performance.now();
    await findPieces({ tenantId }, { versionIds: longIds, question });
    times.push(performance.now() - from);
  }
  const [median = "", p95 = ""] = [0.5, 0.95].map((p) => quantile(times, p).toFixed(1));
  rows.push(["10,000 pieces", "words, on a new connection", times.length, median, p95, "", ""]);
}
async function measureBoth(searched: string, withVector: boolean): Promise<void> {
  for (const [name, tenant, versionIds] of [
    ["1,000 pieces", small, shortIds],
    ["10,000 pieces", large, longIds],
  ] as const) {
    const { times, processor } = await measure(tenant.tenantId, versionIds, withVector);
    const of = (sample: readonly number[]) => [0.5, 0.95].map((p) => quantile(sample, p).toFixed(1));
    rows.push([name, searched, times.length, ...of(times), ...of(processor)]);
  }
}

/** Every question's pieces with their scores. */
async function foundNow(): Promise<string[]> {
  const found: string[] = [];
  for (const { ask: question } of questions)
    for (const [tenant, versionIds] of [[small, shortIds] as const, [large, longIds] as const]) {
      const { pieces, enough } = await findPieces(tenant, { versionIds, question, most: 30 });
      const lines = pieces.map(
        ({ id, score, share, by }) => `${id} ${score.toFixed(6)} ${share.toFixed(4)} ${by}`,
      );
      found.push([question, enough, ...lines].join("\n"));
    }
  return found;
}

/** The search as a migration made it. */
function madeBy(migration: string): string {
  const file = new URL(`../../prisma/migrations/${migration}/migration.sql`, import.meta.url);
  const [made] =
    /CREATE (?:OR REPLACE )?FUNCTION botfactory_find_pieces\([\s\S]*?\nEND \$\$;/.exec(
      readFileSync(file, "utf8"),
    ) ?? [];
  if (made === undefined) throw new Error(`${migration} makes no search.`);
  return made.replace(/^CREATE (?:OR REPLACE )?/, "CREATE OR REPLACE ");
}

const ROUNDS = 3;
if (values.before === undefined) {
  await measureBoth("words", false);
  await measureBoth("words and signs", true);
  await measureCold();
} else {
  const [now] = await asOwner(
    `SELECT pg_get_functiondef("oid") AS made FROM pg_proc WHERE "proname" = 'botfactory_find_pieces' ORDER BY "pronargs" DESC LIMIT 1`,
  );
  const both = { before: madeBy(values.before), now: String(now?.made) };
  const found: string[][] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, made] of Object.entries(both)) {
      await asOwner(made);
      await measureBoth(`${name}: words`, false);
      await measureBoth(`${name}: words and signs`, true);
      if (round === 0) found.push(await foundNow());
    }
  const [before = [], after = []] = found;
  const others = before.filter((each, i) => each !== after[i]);
  console.log(`${others.length} of ${before.length} searches find something else than before`);
  for (const [i, each] of before.entries())
    if (each !== after[i] && others.indexOf(each) < 3) console.log(`- ${each}\n+ ${after[i]}`);
}
const [has] = await asOwner(`SELECT FROM pg_available_extensions WHERE "name" = 'vector'`);
if (has) {
  const [signs] = await asOwner(`SELECT pg_get_functiondef('botfactory_meant_pieces'::regproc) AS made`);
  const from = performance.now();
  await asOwner(`CREATE EXTENSION vector; SELECT botfactory_choose_vectors()`);
  const tookMs = performance.now() - from;
  await asOwner(`VACUUM ANALYZE "Piece"`);
  console.log(`halves made in ${Math.round(tookMs / 1_000)} s`);
  // Both functions are there: the other one is put in its place.
  const [halves] = await asOwner(`SELECT pg_get_functiondef('botfactory_meant_pieces'::regproc) AS made`);
  for (let round = 0; round < 2; round++) {
    await asOwner(String(halves?.made));
    await measureBoth("words and halves", true);
    await asOwner(String(signs?.made));
    await measureBoth("words and signs", true);
  }
}
console.log(
  `${machine()}, load ${loadavg()[0]?.toFixed(1)}; ${stored} pieces, ${sources} sources of a bot, ${JSON.stringify(sizes[0])}`,
);
console.log(
  table(
    [
      "a bot with",
      "searched by",
      "searches",
      "median ms",
      "p95 ms",
      "of the database's processor: median ms",
      "p95 ms",
    ],
    rows,
  ),
);
await closeDb();
