import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { addPieces } from "./fixtures/pieces.ts";
import { findPieces } from "./search.ts";

const shop = await createTenant();
const stranger = await createTenant();
const versionId = await addPieces(shop, [
  { heading: "Yetkazib berish", text: "Toshkent boʻylab yetkazib berish bir kunda, 30 000 soʻm." },
  { heading: "Ish vaqti", text: "Doʻkon dushanbadan shanbagacha 9:00 dan 20:00 gacha ochiq." },
  { heading: "Возврат", text: "Товар можно вернуть в течение десяти дней, если сохранён чек." },
]);

const first = async (question: string) =>
  (await findPieces(shop, { versionIds: [versionId], question })).pieces[0]?.heading;

test("a piece is found whatever the script, the apostrophes and the endings", async () => {
  assert.equal(await first("етказиб берасизларми?"), "Yetkazib berish");
  assert.equal(await first("do'kon qachon ochiladi"), "Ish vaqti");
  assert.equal(await first("как вернуть товары без чека"), "Возврат");
});

test("nobody finds pieces of another tenant by their version", async () => {
  const others = await findPieces(stranger, { versionIds: [versionId], question: "yetkazib berish" });
  assert.deepEqual(others.pieces, []);
  const unknown = await findPieces(shop, { versionIds: [randomUUID()], question: "yetkazib berish" });
  assert.deepEqual(unknown.pieces, []);
});

test("what is about something else is not enough", async () => {
  assert.equal(
    (await findPieces(shop, { versionIds: [versionId], question: "futbol natijalari" })).enough,
    false,
  );
  assert.equal(
    (await findPieces(shop, { versionIds: [versionId], question: "yetkazib berish" })).enough,
    true,
  );
});
