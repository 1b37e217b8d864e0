// pgvector's halfvec, where the extension is there: here in PostgreSQL as WebAssembly, since the embedded one has no pgvector.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test, { after, mock } from "node:test";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { vector } from "@electric-sql/pglite/vector";
import pg from "pg";
import { createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { DIMENSIONS } from "../gemini/embeddings.ts";
import type { TenantQuery } from "../tenant-query.ts";
import { addPieces } from "./fixtures/pieces.ts";
import { findPieces, type PieceQuery } from "./search.ts";
import { storeVectors, unembeddedPieces, unit } from "./vectors.ts";

const EMBEDDER = "m";
let seed = 5;
const random = (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
};
const anyVector = () => unit(Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5));
const near = (of: Float32Array, by: number) => unit(of.map((value) => value + (random() - 0.5) * by));

const shop = await createTenant();
const stranger = await createTenant();
const centre = anyVector();

/** Pieces of which each is a little farther from the centre; every third costs much. */
async function known(tenant: { tenantId: string }): Promise<string> {
  const pieces = Array.from({ length: 90 }, (_, n) => ({
    ...{ heading: `Narsa ${n}`, text: `Matn ${n}`, price: n % 3 === 0 ? 900_000 : 100, stock: n % 2 },
  }));
  const versionId = await addPieces(tenant, pieces);
  const bare = await unembeddedPieces(tenant, [versionId], EMBEDDER, 100);
  const vectors = bare.map((piece, n) => ({ ...piece, vector: near(centre, 0.02 + n * 0.004) }));
  await storeVectors(tenant, EMBEDDER, vectors);
  return versionId;
}
const [mine, theirs] = [await known(shop), await known(stranger)];

const lite = await PGlite.create({ extensions: { vector, pg_trgm, btree_gin } });
after(() => lite.close());
const folder = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
for (const name of readdirSync(folder).sort())
  if (!name.endsWith(".toml")) await lite.exec(readFileSync(`${folder}/${name}/migration.sql`, "utf8"));

/** As a backup and a restore do: the columns that are not made of others. */
async function copy(table: string, where = "true"): Promise<void> {
  const columns = await asOwner(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
     WHERE attrelid = '"${table}"'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
  );
  const names = columns.map(({ name }) => name).join(", ");
  const [all] = await asOwner(
    `SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text AS rows FROM "${table}" AS t WHERE ${where}`,
  );
  await lite.query(
    `INSERT INTO "${table}" (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::"${table}", $1::jsonb)`,
    [all?.rows],
  );
}
for (const table of ["Tenant", "Source", "SourceVersion"]) await copy(table);
await copy("Piece", `"position" < 60`);

const choose = () => lite.exec("SELECT botfactory_choose_vectors()");
const oneOf = async (sql: string) => (await lite.query<{ one: unknown }>(sql)).rows[0]?.one;
const comparesHalves = () =>
  oneOf(`SELECT prosrc LIKE '%"half"%' AS one FROM pg_proc WHERE proname = 'botfactory_meant_pieces'`);

/** The same search in the other database. */
async function findInLite(tenant: { tenantId: string }, query: PieceQuery) {
  const run = (({ tenantId, config }: TenantQuery) =>
    lite.transaction(async (tx) => {
      await tx.query(`SELECT set_config('app.tenant', $1, true)`, [tenantId]);
      return tx.query(config.text, config.values);
    })) as unknown as pg.Pool["query"];
  const mocked = mock.method(pg.Pool.prototype, "query", run);
  try {
    return await findPieces(tenant, query);
  } finally {
    mocked.mock.restore();
  }
}

const asked = (more: Partial<PieceQuery> = {}): PieceQuery => ({
  ...{ versionIds: [mine, theirs], question: "zzz", most: 20 },
  ...{ vector: { embedder: EMBEDDER, values: centre }, ...more },
});
const headings = ({ pieces }: Awaited<ReturnType<typeof findPieces>>) => pieces.map(({ heading }) => heading);

test("without the extension the signs are compared, and a start changes nothing", async () => {
  await choose();
  assert.equal(await comparesHalves(), false);
  assert.equal(headings(await findInLite(shop, asked())).length, 20);
});

test("with many pieces a start leaves the table as it is: somebody chooses when all wait for it", async () => {
  await lite.exec("CREATE EXTENSION vector");
  await lite.exec("SELECT botfactory_choose_vectors(10)");
  assert.equal(await comparesHalves(), false);
  await lite.exec("SELECT botfactory_choose_vectors(NULL)");
  assert.equal(await comparesHalves(), true);
  await lite.exec("DROP EXTENSION vector CASCADE");
  await choose();
});

test("a start after the extension has come makes halves of all vectors, and of those that come later; they find what the signs find", async () => {
  await lite.exec("CREATE EXTENSION vector");
  await choose();
  await copy("Piece", `"position" >= 60`);
  assert.equal(await comparesHalves(), true);
  assert.equal(await oneOf(`SELECT count(*)::int AS one FROM "Piece" WHERE "half" IS NULL`), 0);
  const [bySigns, byHalves] = [await findPieces(shop, asked()), await findInLite(shop, asked())];
  assert.deepEqual(headings(byHalves), headings(bySigns));
  for (const [i, { meaning, by }] of byHalves.pieces.entries()) {
    assert.ok(Math.abs((meaning ?? 0) - (bySigns.pieces[i]?.meaning ?? 0)) < 2e-3, `${meaning}`);
    assert.deepEqual(by, ["meaning"]);
  }
  assert.equal(byHalves.enough, true);
});

test("a half is the number that was stored, of any size", async () => {
  const numbers = [0, 1, -1, 0.333251953125, 2 ** -14, 2 ** -24, -(2 ** -24), 65504];
  const bytes = Buffer.from(new Float16Array(numbers).buffer);
  const { rows } = await lite.query<{ half: string }>(`SELECT botfactory_half($1)::text AS half`, [bytes]);
  assert.deepEqual(
    JSON.parse(rows[0]?.half ?? "").map((value: number) => Math.fround(value)),
    numbers.map((value) => Math.fround(value)),
  );
});

test("by halves nobody finds what another tenant knows", async () => {
  const { pieces } = await findInLite(stranger, asked());
  assert.ok(pieces.length > 0 && pieces.every(({ versionId }) => versionId === theirs));
  assert.deepEqual((await findInLite(shop, asked({ versionIds: [theirs] }))).pieces, []);
});

test("by halves, too, only what fits a price and is in stock is found, of the question's own model", async () => {
  const { pieces } = await findInLite(shop, asked({ question: "500 minggacha bor" }));
  assert.ok(pieces.length > 5);
  assert.ok(pieces.every(({ price, stock }) => price === 100 && stock === 1));
  const other = { embedder: "another", values: centre };
  assert.deepEqual((await findInLite(shop, asked({ vector: other }))).pieces, []);
});

test("a vector of zeros is near to nothing", async () => {
  const zeros = { embedder: EMBEDDER, values: new Float32Array(DIMENSIONS) };
  assert.deepEqual((await findInLite(shop, asked({ vector: zeros }))).pieces, []);
});

test("halves are no part of a backup", async () => {
  assert.equal(
    await oneOf(
      `SELECT attgenerated AS one FROM pg_attribute WHERE attrelid = '"Piece"'::regclass AND attname = 'half'`,
    ),
    "s",
  );
});

test("a worker of the version before finds by words, whichever way is chosen", async () => {
  const found = await lite.transaction(async (tx) => {
    await tx.query(`SELECT set_config('app.tenant', $1, true)`, [shop.tenantId]);
    return tx.query(
      `SELECT * FROM botfactory_find_pieces($1, '{0}', '{1}', '{true}', '{narsa}', NULL, NULL, NULL, NULL, false, 0, 5)`,
      [[mine]],
    );
  });
  assert.equal(found.rows.length, 5);
});

test("a start after the extension has gone compares signs again, and one after it has come back halves", async () => {
  await lite.exec("DROP EXTENSION vector CASCADE");
  await choose();
  assert.equal(await comparesHalves(), false);
  assert.equal(headings(await findInLite(shop, asked())).length, 20);
  await lite.exec("CREATE SCHEMA apart; CREATE EXTENSION vector SCHEMA apart");
  await choose();
  assert.equal(await comparesHalves(), true);
  assert.equal(headings(await findInLite(shop, asked())).length, 20);
});
