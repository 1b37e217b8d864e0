import assert from "node:assert/strict";
import test from "node:test";
import { tenantDb } from "#lib/tenant-db.ts";
import { createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { estimateTokens } from "../memory/tokens.ts";
import { addPieces } from "./fixtures/pieces.ts";
import { putPieces, storable } from "./store.ts";

const tenant = await createTenant();
const versionId = await addPieces(tenant, []);

let position = 0;

async function put(count: number): Promise<number> {
  const pieces = Array.from({ length: count }, (_, n) =>
    storable({ heading: "", text: `Choynak ${n}, sirli, 2 litr`, place: null }, position++),
  );
  await tenantDb(tenant).$transaction((tx) => putPieces(tx, { ...tenant, versionId }, pieces));
  const [known] = await asOwner(`SELECT "reltuples" FROM pg_class WHERE "oid" = '"Piece"'::regclass`);
  return Number(known?.reltuples);
}

test("the planner knows of pieces once they are stored, and looks at them again when they have doubled", async () => {
  await asOwner(`ALTER TABLE "Piece" SET (autovacuum_enabled = off)`);
  await asOwner(`TRUNCATE "Piece"`);
  assert.equal(await put(1_200), 1_200);
  assert.equal(await put(50), 1_200);
  assert.equal(await put(2_000), 3_250);
});

test("half of a character, where a heading is cut or a cell has one, keeps no piece from being stored", async () => {
  const half = "👍".slice(0, 1);
  const piece = storable(
    {
      ...{
        heading: `${"a".repeat(299)}👍`,
        text: "Choynak",
        place: null,
        article: `A${half}`,
        link: `https://a.uz/${half}`,
      },
      more: { [`Rangi${half}`]: `koʻk${half}\0` },
    },
    position++,
  );
  const count = await tenantDb(tenant).$transaction((tx) => putPieces(tx, { ...tenant, versionId }, [piece]));
  assert.equal(count, 1);
  const stored = await tenantDb(tenant).piece.findFirstOrThrow({ where: { id: piece.id } });
  assert.deepEqual(
    [stored.heading, stored.article, stored.link, stored.more],
    [`${"a".repeat(299)}\ufffd`, "A\ufffd", "https://a.uz/\ufffd", { "Rangi\ufffd": "koʻk\ufffd" }],
  );
});

test("a product is stored with all its columns, and found by what its own columns say, not by their names", async () => {
  const made = { heading: "Choynak", text: "Choynak\nRangi: qizil\nIdishi: sopol", place: null };
  const columns = {
    article: "CH-1",
    price: 50_000,
    stock: 3,
    link: "https://a.uz/",
    picture: "https://a.uz/1.jpg",
  };
  const piece = storable({ ...made, ...columns, more: { Rangi: "qizil", Idishi: "sopol" } }, position++);
  await tenantDb(tenant).$transaction((tx) => putPieces(tx, { ...tenant, versionId }, [piece]));
  const { price, ...stored } = await tenantDb(tenant).piece.findFirstOrThrow({ where: { id: piece.id } });
  assert.partialDeepStrictEqual(stored, {
    ...made,
    ...{ article: "CH-1", stock: 3, link: "https://a.uz/", picture: "https://a.uz/1.jpg" },
    more: { Rangi: "qizil", Idishi: "sopol" },
  });
  assert.equal(Number(price), 50_000);
  assert.equal(piece.tokens, estimateTokens(`Choynak\n${made.text}`), "its heading goes to the model too");
  assert.equal(storable({ ...made, heading: "" }, 0).tokens, estimateTokens(made.text));
  const lexemes = piece.words.split(" ");
  for (const word of ["'choynak'", "'^choynak'", "'qizil'", "'sopol'", "'#ch1'"])
    assert.ok(lexemes.includes(word), word);
  assert.ok(!lexemes.includes("'idish'"), "each product has such a column");
  assert.ok(storable(made, 0).words.split(" ").includes("'idish'"), "of a text all words are found");
});
