import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { rowsRead } from "#test/rows-read.ts";
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

test("who knows nothing finds nothing", async () => {
  const found = await findPieces(shop, { versionIds: [], question: "Yetkazib berish" });
  assert.deepEqual(found, { pieces: [], whole: null, enough: false });
});

test("nobody finds pieces of another tenant by their version", async () => {
  const others = await findPieces(stranger, { versionIds: [versionId], question: "yetkazib berish" });
  assert.deepEqual(others.pieces, []);
  const unknown = await findPieces(shop, { versionIds: [randomUUID()], question: "yetkazib berish" });
  assert.deepEqual(unknown.pieces, []);
});

test("a search is done by one process: to start others would take longer", async () => {
  const [made] = await asOwner(
    `SELECT "proconfig" FROM pg_proc WHERE "proname" = 'botfactory_find_pieces' ORDER BY "pronargs" DESC`,
  );
  assert.match(String(made?.proconfig), /max_parallel_workers_per_gather=0/);
});

test("of a bot that has most of the table's pieces, a search reads those that it returns by their key, and no others", async (t) => {
  const pages = (n: number) => Array.from({ length: 60 }, (_, i) => `sahifa ${n * 60 + i}`).join(", ");
  const pieces = Array.from({ length: 2_000 }, (_, n) => ({ heading: `Kitob ${n}`, text: pages(n) }));
  const versionIds = [await addPieces(stranger, pieces)];
  await asOwner(`VACUUM ANALYZE "Piece"`);
  let found = 0;
  const read = await rowsRead(t, "Piece", async () => {
    found = (await findPieces(stranger, { versionIds, question: "kitob 1234" })).pieces.length;
  });
  assert.ok(found > 0);
  assert.equal(read, found);
});

test("what is spread over many sources is found as what one has, common words too", async () => {
  const colours = ["qizil", "koʻk", "yashil", "oq"];
  const pieces = Array.from({ length: 480 }, (_, n) => ({
    heading: `Kosa ${n}`,
    text: `Sopol kosa, rangi ${colours[n % 4]}, ${n % 60 === 7 ? "naqshli" : "oddiy"}, hajmi ${n} ml.`,
    article: `KS-${1_000 + n}`,
  }));
  const one = [await addPieces(shop, pieces)];
  const many: string[] = [];
  for (let at = 0; at < pieces.length; at += 16) many.push(await addPieces(shop, pieces.slice(at, at + 16)));
  const found = async (versionIds: string[], question: string, most: number) => {
    const { pieces, enough } = await findPieces(shop, { versionIds, question, most });
    return { enough, found: pieces.map(({ heading, share }) => `${heading} ${share.toFixed(4)}`).sort() };
  };
  const best: [question: string, most: number][] = [
    ["naqshli sopol kosa", 30],
    ["oq naqshli kosa", 8],
    ["KS-1042 sopol kosa", 1],
    ["sopol yashil kosa 38 ml", 1],
  ];
  for (const [question, most] of best)
    assert.deepEqual(await found(many, question, most), await found(one, question, most), question);
  assert.equal((await found(many, "sopol kosa", 8)).found.length, 8, "of common words alone, some");
});

test("where nothing but a common word is named, the cheapest is found wherever it stands", async () => {
  const pieces = Array.from({ length: 720 }, (_, n) => ({
    ...{ heading: `Piyola ${n}`, text: `Piyola ${n}`, price: n === 719 ? 1_000 : 50_000 + n },
  }));
  const many: string[] = [];
  for (let at = 0; at < pieces.length; at += 60) many.push(await addPieces(shop, pieces.slice(at, at + 60)));
  for (const versionIds of [[await addPieces(shop, pieces)], many]) {
    const found = await findPieces(shop, { versionIds, question: "eng arzon piyola" });
    assert.equal(found.pieces[0]?.heading, "Piyola 719");
  }
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

const table = await addPieces(
  shop,
  [
    { heading: "Kurtka Alfa", text: "Rangi: qizil.", article: "KR-1", price: 450_000, stock: 0 },
    { heading: "Kurtka Beta", text: "Rangi: qizil.", article: "KR-2", price: 300_000, stock: 4 },
    { heading: "Kurtka Gamma", text: "Rangi: koʻk.", article: "KR-3", price: 200_000, stock: 2 },
    { heading: "Poyabzal Delta", text: "Rangi: qizil.", article: "PZ-1", price: 150_000, stock: 9 },
  ],
  { kind: "products" },
);
const names = async (question: string, more: { before?: string[]; wholeTokens?: number } = {}) => {
  const found = await findPieces(shop, { versionIds: [versionId, table], question, ...more });
  return { pieces: found.pieces.map(({ heading }) => heading), whole: found.whole };
};

test("a product that is too dear or sold out is not found where that was asked", async () => {
  const { pieces } = await names("500 minggacha qizil kurtka bor");
  assert.equal(pieces[0], "Kurtka Beta");
  assert.ok(!pieces.includes("Kurtka Alfa"));
  assert.ok((await names("qizil kurtka bormi")).pieces.includes("Kurtka Alfa"));
});

test("the cheapest of what was named comes first, and so does the dearest", async () => {
  assert.equal((await names("eng arzon kurtka")).pieces[0], "Kurtka Gamma");
  assert.equal((await names("самая дорогая куртка")).pieces[0], "Kurtka Alfa");
});

test("the words that ask for a price do not count against a product that lacks them; something else for a price is not enough", async () => {
  const enough = async (question: string) =>
    (await findPieces(shop, { versionIds: [table], question })).enough;
  for (const question of [
    "Поябзал қанча туради?",
    "poyabzal narxi qancha",
    "сколько стоит Delta",
    "how much is Delta",
  ])
    assert.equal(await enough(question), true, question);
  assert.equal(await enough("velosiped qancha turadi"), false);
});

test("of something that is nowhere, the words that ask for its price are not enough, nor is one other word", async () => {
  const versionIds = [
    await addPieces(shop, [{ heading: "Narxlar", text: "Barcha narxlar qancha ekanini soʻrang." }]),
    await addPieces(shop, [{ heading: "Poytaxt", text: "Poytaxt boʻylab yetkazamiz." }]),
  ];
  const enough = async (question: string) => (await findPieces(shop, { versionIds, question })).enough;
  assert.equal(await enough("bitcoin narxi qancha"), false);
  assert.equal(await enough("Avstraliya poytaxti"), false);
  assert.equal(await enough("poytaxt"), true);
});

test("a question of nothing but a price is answered by the table", async () => {
  assert.deepEqual((await names("250 minggacha")).pieces, ["Poyabzal Delta", "Kurtka Gamma"]);
});

test("an article number finds its product before all others", async () => {
  for (const question of ["KR-2", "kr2 narxi", "кр 2"])
    assert.equal((await names(question)).pieces[0], "Kurtka Beta");
});

test("who asks for all gets the rows in order, and how many did not fit", async () => {
  const all = (await names("barcha narxlar")).whole;
  assert.deepEqual(
    all?.pieces.map(({ heading }) => heading),
    ["Kurtka Alfa", "Kurtka Beta", "Kurtka Gamma", "Poyabzal Delta"],
  );
  assert.equal(all?.more, 0);
  const jackets = (await names("все куртки")).whole;
  assert.deepEqual(
    jackets?.pieces.map(({ heading }) => heading),
    ["Kurtka Alfa", "Kurtka Beta", "Kurtka Gamma"],
  );
  const red = (await names("barcha qizil kurtkalar")).whole;
  assert.ok(
    red?.pieces.every(({ heading }) => heading.startsWith("Kurtka")),
    "another thing of that colour is none",
  );
  const little = (await names("barcha narxlar", { wholeTokens: 1 })).whole;
  assert.deepEqual([little?.pieces.length, little?.more], [1, 3]);
  assert.equal((await names("kurtka")).whole, null);
});

test("of several tables the one that has most of what was asked is listed; where nothing is named, the largest", async () => {
  const table = (...rows: string[]) =>
    addPieces(
      shop,
      rows.map((heading, i) => ({ heading, text: heading, price: 1_000 * (i + 1) })),
      { kind: "products" },
    );
  const few = await table("Gilam Buxoro", "Gilam Xiva", "Gilam Qoʻqon");
  const large = await table("Gilam tozalash", "Deraza", "Eshik", "Parda", "Stol", "Stul", "Divan");
  const listed = async (question: string) =>
    (await findPieces(shop, { versionIds: [large, few], question })).whole?.versionId;
  assert.equal(await listed("barcha gilamlar"), few);
  assert.equal(await listed("barcha narxlar"), large);
});

test("a short question is searched with what was asked before", async () => {
  assert.equal(
    (await names("u qancha turadi?", { before: ["salom", "poyabzal Delta bormi"] })).pieces[0],
    "Poyabzal Delta",
  );
});
