import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { createTenant } from "#test/builders.ts";
import { DIMENSIONS } from "../gemini/embeddings.ts";
import { addPieces } from "./fixtures/pieces.ts";
import { findPieces } from "./search.ts";
import { bytesOf, likeness, servingEmbedder, storeVectors, unembeddedPieces, unit } from "./vectors.ts";

/** Points to one direction, a little to another. */
const towards = (axis: number, little = 0) =>
  unit(Float32Array.from({ length: DIMENSIONS }, (_, i) => (i % 7 === axis ? 1 : -0.1) + little * (i % 5)));

const shop = await createTenant();
const stranger = await createTenant();
const versionId = await addPieces(shop, [
  { heading: "Etkazish", text: "Kuryer keladi." },
  { heading: "Kafolat", text: "Bir yil." },
]);
const versionIds = [versionId];

test("a vector is stored nearly as it was", () => {
  const vector = towards(1, 0.05);
  assert.ok(Math.abs(likeness(bytesOf(vector), vector) - 1) < 1e-3);
});

test("nobody embeds, or finds by meaning, what another tenant knows", async () => {
  assert.deepEqual(await unembeddedPieces(stranger, versionIds, "a", 10), []);
  const pieces = (await unembeddedPieces(shop, versionIds, "a", 10)).map((piece, i) => ({
    ...piece,
    vector: towards(i),
  }));
  assert.equal(await storeVectors(stranger, "a", pieces), 0);
  assert.equal(await storeVectors(shop, "a", pieces), 2);
  const vector = { embedder: "a", values: towards(1) };
  assert.deepEqual((await findPieces(stranger, { versionIds, question: "xyz", vector })).pieces, []);
  assert.equal(await servingEmbedder(stranger, versionIds), null);
});

test("a piece is found by its meaning, where no word is the same", async () => {
  const { pieces, enough } = await findPieces(shop, {
    versionIds,
    question: "garantiyaga oʻxshash",
    vector: { embedder: "a", values: towards(1, 0.01) },
  });
  assert.equal(pieces[0]?.heading, "Kafolat");
  assert.ok(pieces[0].by.includes("meaning"));
  assert.ok(enough);
});

test("a meaning that is far off finds nothing", async () => {
  const vector = { embedder: "a", values: towards(6) };
  assert.deepEqual((await findPieces(shop, { versionIds, question: "zzz", vector })).pieces, []);
});

test("a question is embedded with the model that most pieces have, whatever it is called", async () => {
  const id = await addPieces(shop, [{ text: "bir" }, { text: "ikki" }, { text: "uch" }]);
  const move = async (embedder: string, count: number) => {
    const pieces = await unembeddedPieces(shop, [id], embedder, count);
    await storeVectors(
      shop,
      embedder,
      pieces.map((piece) => ({ ...piece, vector: towards(1) })),
    );
  };
  await move("z", 3);
  await move("c", 1);
  assert.equal(await servingEmbedder(shop, [id]), "z");
  await move("c", 1);
  assert.equal(await servingEmbedder(shop, [id]), "c");
});

test("a text that was edited meanwhile keeps no vector of what it was", async () => {
  const id = await addPieces(shop, [{ text: "eski matn" }]);
  const [piece] = await unembeddedPieces(shop, [id], "a", 10);
  assert.ok(piece);
  await db.piece.update({ where: { id: piece.id }, data: { text: "yangi matn" } });
  assert.equal(await storeVectors(shop, "a", [{ ...piece, vector: towards(0) }]), 0);
  assert.equal((await unembeddedPieces(shop, [id], "a", 10)).length, 1);
});

test("while pieces move to a new model, questions stay with the one that most have, and the others are found by words", async () => {
  const [first] = await unembeddedPieces(shop, versionIds, "b", 1);
  assert.ok(first);
  await storeVectors(shop, "b", [{ ...first, vector: towards(3) }]);
  assert.equal(await servingEmbedder(shop, versionIds), "a");
  const vector = { embedder: "a", values: towards(6) };
  const { pieces } = await findPieces(shop, { versionIds, question: first.heading, vector });
  assert.equal(pieces[0]?.heading, first.heading);
  assert.equal(pieces[0].meaning, null);
  const version = await db.sourceVersion.findUniqueOrThrow({ where: { id: versionId } });
  assert.equal(version.embedded, 2);
});
