// Sources, their files and their pieces as members add, change, schedule and remove them.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { listAnswers, removeAnswer, saveAnswer } from "./answers.ts";
import { addPieces } from "./fixtures/pieces.ts";
import { SOURCE_FILE_MOST, SOURCE_PART } from "./kinds-of-files.ts";
import { importProducts, listProducts, removeProduct, saveProduct } from "./products.ts";
import { MEGABYTE } from "./room.ts";
import { setKnowledge } from "./settings.ts";
import {
  addAnswers,
  addPage,
  addProducts,
  deleteSource,
  listSources,
  readAgain,
  renameSource,
  scheduleSource,
  shareSource,
} from "./sources.ts";
import { addFilePart, cancelUpload, type FilePart } from "./upload.ts";
import { knowledgeUse } from "./use.ts";
import { getKnowledgeBot, listPieces, readSource } from "./view.ts";

const hour = 3_600_000;
const numbers = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

async function makeShop(limits: object = {}) {
  const context = await createTenant({ limits });
  const { tenantId } = context;
  const botId = await createBot(context, { name: "Gul", username: "gul_bot", prompt: "You are Gul." });
  return {
    ...{ context, tenantId, botId },
    source: (id: string) => db.source.findUniqueOrThrow({ where: { id } }),
    versions: (sourceId: string) =>
      db.sourceVersion.findMany({ where: { sourceId }, orderBy: { createdAt: "asc" } }),
    record: async () =>
      (await db.audit.findMany({ where: { tenantId }, orderBy: { id: "asc" } })).map(
        ({ action, before, after }) => [action, before, after],
      ),
    version: async () => (await db.tenant.findUniqueOrThrow({ where: { id: tenantId } })).configVersion,
    part: (more: Partial<FilePart> = {}) =>
      addFilePart(context, {
        ...{ upload: randomUUID(), botId, sourceId: null, name: "narx.txt", mimeType: "text/plain" },
        ...{ size: 1, position: 0, bytes: Buffer.from("x"), ...more },
      }),
  };
}
const missing = { code: "not_found" };
const product = { article: null, price: null, stock: null, link: null, picture: null, more: {} };

test("a page waits to be read, under its address if it has no name; a bot's own and those of all are listed in their order", async () => {
  const { context, botId, source, versions, record } = await makeShop();
  const other = await createBot(context);
  const { id } = await addPage(context, botId, { url: "Shop.uz/narx/", site: false, everyHours: 2.4 });
  const { id: site } = await addPage(context, null, { url: "https://shop.uz", name: " Sayt ", site: true });
  await addPage(context, other, { url: "https://other.uz", site: false });
  assert.partialDeepStrictEqual(await source(id), {
    ...{ kind: "page", name: "shop.uz/narx", url: "https://shop.uz/narx/", everyHours: 2, botId },
  });
  assert.partialDeepStrictEqual(await source(site), {
    kind: "site",
    name: "Sayt",
    everyHours: null,
    botId: null,
  });
  assert.deepEqual(
    (await versions(id)).map(({ state }) => state),
    ["waiting"],
  );
  const listed = await listSources(context, botId);
  assert.deepEqual(
    listed.map(({ name, shared, servedAt, newest }) => [name, shared, servedAt, newest?.state]),
    [
      ["shop.uz/narx", false, null, "waiting"],
      ["Sayt", true, null, "waiting"],
    ],
  );
  assert.deepEqual((await record())[0], [
    "source.add",
    null,
    { name: "shop.uz/narx", url: "https://shop.uz/narx/" },
  ]);
  assert.equal((await readSource(context, botId, site))?.name, "Sayt");
  assert.equal(await readSource(context, botId, randomUUID()), null);
  for (const none of ["1;--", randomUUID()]) assert.deepEqual(await listSources(context, none), []);
  for (const none of ["1;--", randomUUID()])
    await assert.rejects(addPage(context, none, { url: "https://a.uz", site: false }), missing);
});

test("an address is of http or https, with a host that others reach, and without a password", async () => {
  const { context, botId } = await makeShop();
  const stored = async (url: string) => {
    const { id } = await addPage(context, botId, { url, site: false });
    return (await db.source.findUniqueOrThrow({ where: { id } })).url;
  };
  assert.equal(await stored(" http://shop.uz/a#part "), "http://shop.uz/a");
  assert.equal(await stored("https://[::1]/"), "https://[::1]/");
  const longest = `https://a.uz/${"x".repeat(2_000 - 13)}`;
  assert.equal(await stored(longest), longest);
  for (const wrong of [
    "",
    "shop",
    "https://localhost/",
    "ftp://shop.uz",
    "https://u@shop.uz",
    "https://:p@a.uz",
    `${longest}x`,
  ])
    await assert.rejects(stored(wrong), { code: "source_address", field: "url" }, wrong);
});

test("it is read again after whole hours, ninety days at most, or when somebody asks; what was not served gives way", async () => {
  const { context, botId, source, versions, record } = await makeShop();
  const { id } = await addPage(context, botId, { url: "https://a.uz", site: false });
  const hoursOf = async (given: number | null) => {
    await scheduleSource(context, id, given);
    const { everyHours, readAgainAt } = await source(id);
    if (readAgainAt)
      assert.ok(Math.abs(readAgainAt.getTime() - Date.now() - (everyHours ?? 0) * hour) < hour / 2);
    return [everyHours, readAgainAt !== null];
  };
  assert.deepEqual(await hoursOf(24), [24, true]);
  assert.deepEqual(await hoursOf(0.2), [1, true]);
  assert.deepEqual(await hoursOf(99_999), [2_160, true]);
  assert.deepEqual(await hoursOf(null), [null, false]);
  assert.deepEqual((await record()).at(-1), ["source.schedule", { everyHours: 2_160 }, { everyHours: null }]);
  const [first] = await versions(id);
  await db.sourceVersion.updateMany({ where: { sourceId: id }, data: { state: "failed" } });
  await readAgain(context, id);
  const [second] = await versions(id);
  assert.ok(second && second.id !== first?.id && second.state === "waiting");
  await db.sourceVersion.updateMany({ where: { sourceId: id }, data: { state: "ready" } });
  await readAgain(context, id);
  assert.deepEqual(
    (await versions(id)).map(({ state }) => state),
    ["ready", "waiting"],
    "what is served stays until the new one is",
  );
  assert.deepEqual((await record()).at(-1), ["source.read", null, { name: "a.uz" }]);
  const { id: answers } = await addAnswers(context, botId, "Savollar");
  await assert.rejects(readAgain(context, answers), missing);
  await assert.rejects(scheduleSource(context, answers, 24), missing);
});

test("a file that could not be read is tried again from the start; one that was read is not", async () => {
  const { context, part, versions } = await makeShop();
  const { id } = await part();
  const failed = { fault: "empty", tries: 3, done: 2, total: 4, retryAt: new Date() };
  await db.sourceVersion.updateMany({ where: { sourceId: id }, data: { state: "failed", ...failed } });
  await readAgain(context, id);
  const fresh = { state: "waiting", fault: null, tries: 0, done: 0, total: null, retryAt: null };
  assert.partialDeepStrictEqual((await versions(id))[0], fresh);
  await db.sourceVersion.updateMany({ where: { sourceId: id }, data: { state: "ready" } });
  await readAgain(context, id);
  assert.deepEqual(
    (await versions(id)).map(({ state }) => state),
    ["ready"],
  );
});

test("a source is renamed, given to one bot or to all, and removed with all its pieces; each is live and in the record", async () => {
  const { context, tenantId, botId, source, record, version } = await makeShop();
  const { id } = await addAnswers(context, botId, "Savollar");
  await saveAnswer(context, id, { question: "Narxi?", answer: "100" });
  const before = await version();
  await renameSource(context, id, ` ${"x".repeat(300)}\0 `);
  assert.equal((await source(id)).name, "x".repeat(200));
  await renameSource(context, id, "Yangi");
  for (const empty of [" ", "\0"])
    await assert.rejects(renameSource(context, id, empty), { code: "invalid", field: "name" });
  await shareSource(context, id, null);
  assert.equal((await source(id)).botId, null);
  await shareSource(context, id, botId);
  assert.equal((await source(id)).botId, botId);
  const theirs = await makeShop();
  for (const call of [
    () => shareSource(context, id, theirs.botId),
    () => shareSource(theirs.context, id, theirs.botId),
    () => renameSource(theirs.context, id, "x"),
    () => deleteSource(theirs.context, id),
    () => deleteSource(context, "1;--"),
  ])
    await assert.rejects(call(), missing);
  await deleteSource(context, id);
  assert.equal(await db.piece.count({ where: { tenantId } }), 0);
  assert.deepEqual((await record()).slice(3), [
    ["source.rename", { name: "x".repeat(200) }, { name: "Yangi" }],
    ["source.share", { shared: false }, { shared: true }],
    ["source.share", { shared: true }, { shared: false }],
    ["source.remove", { name: "Yangi" }, null],
  ]);
  assert.equal(await version(), before + 5);
});

test("a tenant has as many sources and pieces as its limits say", async () => {
  const { context, botId } = await makeShop({ sources: 2, pieces: 2 });
  const { id } = await addAnswers(context, botId, "Savollar");
  const { id: products } = await addProducts(context, botId, "Narxlar");
  const full = (what: string, limit: number) => ({ code: "limit_reached", values: { what, limit } });
  await assert.rejects(addPage(context, botId, { url: "a.uz", site: false }), full("sources", 2));
  const first = await saveAnswer(context, id, { question: "1?", answer: "1" });
  await saveProduct(context, products, { name: "Non", ...product });
  await assert.rejects(saveAnswer(context, id, { question: "2?", answer: "2" }), full("pieces", 2));
  await saveAnswer(context, id, { id: first, question: "1?", answer: "one" });
  const columns = [{ name: "Nomi", as: "name" as const }];
  const rows = (count: number) => numbers(count).map((n) => [`Mahsulot ${n}`]);
  assert.equal(
    await importProducts(context, products, { columns, rows: rows(1) }),
    1,
    "in place of what it has",
  );
  await assert.rejects(importProducts(context, products, { columns, rows: rows(2) }), full("pieces", 2));
});

test("questions with answers are in the order in which they were written, also after a change, and counted", async () => {
  const { context, botId, versions, version, record } = await makeShop();
  const { id } = await addAnswers(context, botId, "Savollar");
  const ids: string[] = [];
  for (const n of numbers(3)) ids.push(await saveAnswer(context, id, { question: `${n}?`, answer: `${n}!` }));
  const before = await version();
  assert.equal(await saveAnswer(context, id, { id: ids[0], question: "1?", answer: "one" }), ids[0]);
  assert.deepEqual(
    (await listAnswers(context, id)).map(({ question, answer }) => `${question} ${answer}`),
    ["1? one", "2? 2!", "3? 3!"],
  );
  await removeAnswer(context, id, ids[1] ?? "");
  await saveAnswer(context, id, { question: "4?", answer: "4!" });
  assert.deepEqual(
    (await listAnswers(context, id)).map(({ question }) => question),
    ["1?", "3?", "4?"],
  );
  const [kept] = await versions(id);
  assert.deepEqual(
    [kept?.pieces, kept?.state, (kept?.tokens ?? 0) > 0, kept?.embedded],
    [3, "ready", true, 0],
  );
  assert.equal(await version(), before + 3, "each is live");
  assert.deepEqual((await record()).at(-2), [
    "source.edit",
    { name: "Savollar", pieces: 3 },
    { name: "Savollar", pieces: 2 },
  ]);
  for (const [field, given] of [
    ["question", { question: " ", answer: "x" }],
    ["answer", { question: "x", answer: "\n" }],
  ] as const)
    await assert.rejects(saveAnswer(context, id, given), { code: "invalid", field });
  const { id: other } = await addAnswers(context, botId, "Boshqa");
  for (const call of [
    () => removeAnswer(context, id, "1;--"),
    () => removeAnswer(context, id, ids[1] ?? ""),
    () => removeAnswer(context, other, ids[0] ?? ""),
    () => saveAnswer(context, other, { id: ids[0], question: "x", answer: "x" }),
    () => saveAnswer(context, id, { id: "1;--", question: "x", answer: "x" }),
  ])
    await assert.rejects(call(), missing);
  assert.deepEqual(await listAnswers(context, "1;--"), []);
});

test("products are listed in their order, fifty at a time, and found by name or article", async () => {
  const { context, botId } = await makeShop();
  const { id } = await addProducts(context, botId, "Narxlar");
  const columns = [
    { name: "Nomi", as: "name" as const },
    { name: "Kod", as: "article" as const },
    { name: "Narxi", as: "price" as const },
  ];
  const { id: beside } = await addAnswers(context, botId, "Savollar");
  await saveAnswer(context, beside, { question: "Narxi?", answer: "100" });
  const rows = numbers(60).map((n) => [`Choynak ${n}`, `CH-${n}x`, String(n * 1_000)]);
  assert.equal(await importProducts(context, id, { columns, rows }), 60);
  assert.equal((await listAnswers(context, beside)).length, 1, "another source's pieces stay");
  const names = async (given: object) => {
    const { products, total } = await listProducts(context, id, given);
    return [products[0]?.name, products.length, total];
  };
  assert.deepEqual(await names({}), ["Choynak 1", 50, 60]);
  assert.deepEqual(await names({ from: 50 }), ["Choynak 51", 10, 60]);
  assert.deepEqual(await names({ search: "choynak 6" }), ["Choynak 6", 2, 2]);
  assert.deepEqual(await names({ search: "ch-7X" }), ["Choynak 7", 1, 1]);
  const [first] = (await listProducts(context, id, {})).products;
  assert.ok(first);
  assert.deepEqual([first.article, first.price, first.stock, first.more], ["CH-1x", 1_000, null, {}]);
  await saveProduct(context, id, { ...first, price: 5 });
  assert.equal((await listProducts(context, id, {})).products[0]?.price, 5);
  await removeProduct(context, id, first.id);
  assert.deepEqual(await names({}), ["Choynak 2", 50, 59]);
  await assert.rejects(saveProduct(context, id, { name: " ", ...product }), {
    code: "invalid",
    field: "name",
  });
  const nameless = importProducts(context, id, { columns, rows: [["", "", ""]] });
  await assert.rejects(nameless, { code: "invalid", field: "columns" });
  assert.deepEqual(await listProducts(context, "1;--", {}), { products: [], total: 0 });
});

test("a file arrives in parts, one after the other; one may come twice, and the last hands it to the workers", async () => {
  const { context, part, versions, record, source, botId } = await makeShop();
  const [upload, size] = [randomUUID(), SOURCE_PART + 3];
  const bytes = Buffer.alloc(SOURCE_PART, "a");
  const first = { upload, size, bytes };
  const last = { upload, size, position: 1, bytes: Buffer.from("end") };
  await assert.rejects(part(last), { code: "conflict" }, "the first part is missing");
  const { id, whole } = await part(first);
  assert.equal(whole, false);
  assert.deepEqual(await part(first), { id, whole: false });
  const gap = { upload: randomUUID(), size: 3 * SOURCE_PART, bytes };
  await part(gap);
  await assert.rejects(part({ ...gap, position: 2 }), { code: "conflict" }, "the second part is missing");
  await assert.rejects(part({ ...first, size: size - 1 }), { code: "invalid" }, "another file");
  assert.partialDeepStrictEqual((await versions(id))[0], { id: upload, state: "uploading", bytes: size });
  assert.deepEqual(await part(last), { id, whole: true });
  assert.deepEqual(await part(last), { id, whole: true });
  assert.partialDeepStrictEqual((await versions(id))[0], {
    ...{ state: "waiting", fileName: "narx.txt", mimeType: "text/plain" },
  });
  assert.deepEqual(
    (await db.sourceFile.findMany({ where: { versionId: upload }, orderBy: { position: "asc" } })).map(
      (each) => each.bytes.length,
    ),
    [SOURCE_PART, 3],
  );
  assert.partialDeepStrictEqual(await source(id), { kind: "file", name: "narx.txt", botId });

  await db.sourceVersion.updateMany({ where: { sourceId: id }, data: { state: "failed" } });
  await part({ sourceId: id, name: "yangi.csv" });
  assert.deepEqual(
    (await versions(id)).map(({ fileName }) => fileName),
    ["yangi.csv"],
  );
  assert.deepEqual((await record()).at(-1), [
    "source.replace",
    { name: "narx.txt" },
    { document: "yangi.csv" },
  ]);
  const { id: answers } = await addAnswers(context, botId, "Savollar");
  await assert.rejects(part({ sourceId: answers }), missing);
});

test("a file has a name that tells how it is read, a size within its limits, and parts of the agreed size", async () => {
  const { part } = await makeShop({ knowledgeMegabytes: 1 });
  await assert.rejects(part({ name: "narx.exe" }), { code: "source_type" });
  await assert.rejects(part({ size: SOURCE_FILE_MOST + 1 }), {
    code: "source_large",
    values: { megabytes: 50 },
  });
  for (const wrong of [
    { position: -1, bytes: Buffer.alloc(SOURCE_PART) },
    { position: 0.5 },
    { size: 0.5 },
    { size: -1, bytes: Buffer.alloc(0) },
    { size: 2 },
    { position: 1, bytes: Buffer.alloc(0) },
    { upload: "1;--" },
  ])
    await assert.rejects(part(wrong), { code: "invalid" }, JSON.stringify(wrong));
  assert.equal((await part({ size: 0, bytes: Buffer.alloc(0), name: "EMPTY.TXT " })).whole, true);
  const full = { code: "limit_reached", values: { what: "knowledgeMegabytes", limit: 1 } };
  const bytes = Buffer.alloc(SOURCE_PART);
  await assert.rejects(part({ size: MEGABYTE + 1, bytes }), full);
  await part({ size: MEGABYTE, bytes });
  await assert.rejects(part(), full, "what is on its way counts");
});

test("an upload is taken back while bots do not know it: a new source goes with it, one with an older file stays", async () => {
  const { context, part, versions, record, tenantId } = await makeShop();
  const upload = randomUUID();
  const { id } = await part({ upload });
  await cancelUpload(context, upload);
  assert.equal(await db.source.count({ where: { id } }), 0);
  assert.deepEqual((await record()).at(-1), ["source.remove", { name: "narx.txt" }, null]);
  const old = await addPieces({ tenantId }, [{ text: "x" }]);
  const { sourceId } = await db.sourceVersion.findFirstOrThrow({ where: { id: old } });
  const next = randomUUID();
  await part({ upload: next, sourceId });
  const entries = (await record()).length;
  await cancelUpload(context, next);
  assert.deepEqual(
    (await versions(sourceId)).map((each) => each.id),
    [old],
  );
  assert.equal((await record()).length, entries);
  for (const none of [old, next, "1;--"]) await assert.rejects(cancelUpload(context, none), missing, none);
});

test("a page shows a source's pieces in their order, thirty at a time, and those that hold a word", async () => {
  const { context, tenantId } = await makeShop();
  const pieces = numbers(32).map((n) => ({ heading: n === 32 ? "Qoida" : "", text: `Gap ${n}`, place: "1" }));
  const versionId = await addPieces({ tenantId }, pieces);
  const { sourceId } = await db.sourceVersion.findFirstOrThrow({ where: { id: versionId } });
  const shown = async (from: number, search = "") => {
    const { pieces: found, ...rest } = await listPieces(context, sourceId, { from, search });
    return [found.map(({ text }) => text), rest];
  };
  const texts = pieces.map(({ text }) => text);
  assert.deepEqual(await shown(0), [texts.slice(0, 30), { total: 32, more: true }]);
  assert.deepEqual(await shown(30), [texts.slice(30), { total: 32, more: false }]);
  assert.deepEqual(await shown(0, "qoi"), [["Gap 32"], { total: 1, more: false }]);
  assert.deepEqual(await shown(0, "GAP 31"), [["Gap 31"], { total: 1, more: false }]);
  await db.source.update({ where: { id: sourceId }, data: { servedId: null } });
  assert.deepEqual(await shown(0), [[], { total: 0, more: false }]);
});

test("how a bot uses what it knows is set with both switches, and what cannot be read counts as off", async () => {
  const { context, botId, record, version } = await makeShop();
  const off = { only: false, named: false };
  const bot = { id: botId, name: "Gul", username: "gul_bot", prompt: "You are Gul." };
  const knowledge = async () => (await getKnowledgeBot(context, botId))?.knowledge;
  assert.deepEqual(await getKnowledgeBot(context, botId), { ...bot, knowledge: off });
  assert.equal(await setKnowledge(context, botId, { only: true, named: false }), 2);
  assert.deepEqual(await knowledge(), { only: true, named: false });
  await setKnowledge(context, botId, { only: false, named: true });
  assert.deepEqual((await record()).at(-1), [
    "bot.knowledge",
    { only: true, named: false },
    { only: false, named: true },
  ]);
  const wrong = setKnowledge(context, botId, { only: true } as never);
  await assert.rejects(wrong, { code: "invalid", field: "knowledge" });
  await assert.rejects(setKnowledge(context, randomUUID(), off), missing);
  assert.equal(await version(), 3);
  for (const [stored, read] of [
    [
      { only: true, named: "yes" },
      { only: true, named: false },
    ],
    [
      { only: 1, named: true },
      { only: false, named: true },
    ],
    ["x", off],
  ] as const) {
    await db.bot.update({ where: { id: botId }, data: { knowledge: stored } });
    assert.deepEqual(await knowledge(), read);
  }
  for (const none of ["1;--", randomUUID()]) assert.equal(await getKnowledgeBot(context, none), null);
});

test("what was used in a month's answers is counted once for each answer, and what never was is listed too", async () => {
  const { context, tenantId, botId } = await makeShop();
  const make = async (name: string, of: string | null, pieces: { heading?: string; text: string }[]) => {
    const versionId = await addPieces({ tenantId }, pieces, { name, botId: of });
    const { sourceId } = await db.sourceVersion.findFirstOrThrow({ where: { id: versionId } });
    const rows = await db.piece.findMany({ where: { versionId }, orderBy: { position: "asc" } });
    return { sourceId, ids: rows.map(({ id }) => id) };
  };
  const used = await make("Used", botId, [{ heading: "Narx", text: "100" }, { text: "y".repeat(99) }]);
  const never = await make("Never", null, [{ text: "z" }]);
  await make("Empty", botId, []);
  await make("Other's", await createBot(context), [{ text: "o" }]);
  const trace = (pieces: readonly [id: string, used: boolean][], sources = true) => ({
    pieces: pieces.map(([id, isUsed]) => ({ id, used: isUsed })),
    sources: sources ? [{ id: used.sourceId, used: pieces.some(([, isUsed]) => isUsed) }] : "x",
  });
  const [first = "", second = ""] = used.ids;
  const answer = (knowledge: object, more: object = {}) =>
    createAnswer(context, botId, { knowledge, ...more });
  await answer(
    trace([
      [first, true],
      [second, true],
    ]),
  );
  await answer(
    trace([
      [first, true],
      [second, false],
    ]),
  );
  await answer(trace([[second, false]]));
  await answer(trace([[first, true]], false));
  await answer(trace([[first, true]]), { startedAt: new Date(Date.now() - 31 * 24 * hour) });
  const { days, answers, pieces, sources } = await knowledgeUse(context, botId);
  assert.deepEqual([days, answers], [30, 2]);
  assert.deepEqual(pieces, [
    { id: first, sourceId: used.sourceId, name: "Narx", count: 3 },
    { id: second, sourceId: used.sourceId, name: "y".repeat(80), count: 1 },
  ]);
  assert.deepEqual(sources, [
    { id: used.sourceId, name: "Used", kind: "file", count: 2 },
    { id: never.sourceId, name: "Never", kind: "file", count: 0 },
  ]);
});
