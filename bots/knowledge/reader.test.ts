// From a file that arrives to the pieces that bots find.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { db } from "#lib/db.ts";
import { SOURCE_PART } from "#lib/knowledge/kinds-of-files.ts";
import { deleteSource, listSources, readAgain } from "#lib/knowledge/sources.ts";
import { storable } from "#lib/knowledge/store.ts";
import { addFilePart } from "#lib/knowledge/upload.ts";
import { asOwner } from "#test/database.ts";
import { bombOf, docxOf, paragraphOf, xlsxOf } from "../fixtures/office.ts";
import { pdfOf } from "../fixtures/pdf.ts";
import { claimReadings, failReading, LostReading, releaseReading, serve, storeBatch } from "./claims.ts";
import { faultOf, makeKnowing, newestOf, piecesOf, readAll, upload } from "./fixtures/reading.ts";

test("a file of text becomes pieces under their headings, and all workers are told", async () => {
  const { context, botId } = await makeKnowing();
  const text =
    "# Yetkazish\n\nToshkent boʻylab 20 000 soʻm.\n\n## Muddat\n\nBir kun.\n\n# Toʻlov\n\nNaqd yoki karta.";
  const id = await upload(context, { name: "savollar.md", bytes: text, botId });
  const before = await db.tenant.findUniqueOrThrow({ where: { id: context.tenantId } });
  await readAll();
  assert.deepEqual(
    (await piecesOf(id)).map(({ heading, text }) => [heading, text]),
    [
      ["Yetkazish", "Toshkent boʻylab 20 000 soʻm."],
      ["Yetkazish › Muddat", "Bir kun."],
      ["Toʻlov", "Naqd yoki karta."],
    ],
  );
  const [source] = await listSources(context, botId);
  assert.ok(source?.servedAt && source.newest);
  assert.deepEqual([source.newest.state, source.newest.fault, source.newest.pieces], ["ready", null, 3]);
  assert.ok(source.newest.tokens > 10);
  const after = await db.tenant.findUniqueOrThrow({ where: { id: context.tenantId } });
  assert.equal(after.configVersion, before.configVersion + 1);
});

test("a replaced file is served until the new one is read, and its pieces are gone then", async () => {
  const { context, botId } = await makeKnowing();
  const id = await upload(context, { name: "a.txt", bytes: "Non 5 000", botId });
  await readAll();
  const first = await newestOf(id);
  await upload(context, { name: "b.txt", bytes: "Non 6 000", botId, sourceId: id });
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Non 5 000"],
  );
  await readAll();
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Non 6 000"],
  );
  assert.equal(await db.piece.count({ where: { versionId: first.id } }), 0);
  assert.equal(await db.sourceFile.count({ where: { versionId: first.id } }), 0);
});

test("one that cannot be read says why, and what was served stays", async () => {
  const { context } = await makeKnowing();
  assert.equal(await faultOf(context, "empty.txt", ""), "empty");
  assert.equal(await faultOf(context, "blank.txt", "  \n "), "empty");
  assert.equal(await faultOf(context, "binary.txt", Buffer.alloc(1_000)), "broken");
  const id = await upload(context, { name: "a.txt", bytes: "Non 5 000" });
  await readAll();
  await upload(context, { name: "a.txt", bytes: "", sourceId: id });
  await readAll();
  assert.equal((await newestOf(id)).state, "failed");
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Non 5 000"],
  );
});

test("broken, locked, old and empty files of each kind say why", async () => {
  const { context } = await makeKnowing();
  const locked = Buffer.from(docxOf(paragraphOf("a")));
  locked.writeUInt16LE(1, 6);
  const faults: [string, Uint8Array | string, string][] = [
    ["a.pdf", "%PDF-1.7 nothing else", "broken"],
    ["a.pdf", pdfOf([[{ text: "Non 5 000" }]], { user: "sir", owner: "ega" }), "encrypted"],
    ["a.docx", docxOf("").subarray(0, 200), "broken"],
    ["a.docx", docxOf(""), "empty"],
    ["a.docx", locked, "encrypted"],
    ["a.docx", Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(500)]), "old"],
    ["a.xlsx", "no archive", "broken"],
    ["a.csv", "\n\n", "empty"],
  ];
  for (const [name, bytes, fault] of faults) assert.equal(await faultOf(context, name, bytes), fault, name);
});

test("a small file that unpacks to more than a reader's memory says so, and the next one is read", async () => {
  const { context } = await makeKnowing();
  const bombs: [string, Uint8Array, string][] = [
    ["a.docx", docxOf(""), "word/document.xml"],
    ["a.xlsx", xlsxOf(""), "xl/worksheets/sheet1.xml"],
  ];
  for (const [name, bytes, part] of bombs) {
    const bomb = bombOf(bytes, part, 400_000_000);
    assert.ok(bomb.length < 1_000_000, `${bomb.length}`);
    assert.equal(await faultOf(context, name, bomb), "tooMuch", name);
  }
  assert.equal(await faultOf(context, "a.txt", "Non 5 000"), null);
});

test("what is too large, of no known kind or beyond the plan is refused before it is stored", async () => {
  const { context } = await makeKnowing({ limits: { sources: 1, knowledgeMegabytes: 1 } });
  const part = { upload: randomUUID(), botId: null, sourceId: null, mimeType: null, position: 0 };
  const bytes = Buffer.alloc(SOURCE_PART);
  const add = (name: string, size: number) => addFilePart(context, { ...part, name, size, bytes });
  await assert.rejects(add("a.pdf", 200 * 1024 * 1024), { code: "source_large" });
  await assert.rejects(add("a.exe", SOURCE_PART), { code: "source_type" });
  await assert.rejects(add("a.pdf", 2 * 1024 * 1024), { code: "limit_reached" });
  await upload(context, { name: "a.txt", bytes: "Non" });
  await assert.rejects(upload(context, { name: "b.txt", bytes: "Non" }), { code: "limit_reached" });
  assert.equal(await db.source.count({ where: { tenantId: context.tenantId } }), 1);
});

test("a source with more pieces than the plan allows says so and stores none", async () => {
  const { context } = await makeKnowing({ limits: { pieces: 2 } });
  const text = ["a", "b", "c"].map((name) => `# ${name}\n\ntext`).join("\n\n");
  assert.equal(await faultOf(context, "a.md", text), "full");
  assert.equal(await db.piece.count({ where: { tenantId: context.tenantId } }), 0);
});

test("a file in many parts is read whole; a part that comes twice counts once, and one that is missing is told", async () => {
  const { context } = await makeKnowing();
  const lines = Array.from({ length: 20_000 }, (_, i) => `Mahsulot raqami ${i} juda yaxshi mahsulot.`);
  const bytes = Buffer.from(lines.join("\n"));
  const file = {
    upload: randomUUID(),
    botId: null,
    sourceId: null,
    name: "a.txt",
    mimeType: null,
    size: bytes.length,
  };
  const send = (position: number) =>
    addFilePart(context, {
      ...file,
      position,
      bytes: bytes.subarray(position * SOURCE_PART, (position + 1) * SOURCE_PART),
    });
  await send(0);
  await assert.rejects(send(2), { code: "conflict" });
  await send(0);
  for (let position = 1; position * SOURCE_PART < bytes.length; position++) await send(position);
  const { id } = await send(1);
  await readAll();
  const text = (await piecesOf(id))
    .map((piece) => piece.text)
    .join("\n")
    .split("\n");
  assert.deepEqual([text.length, text[19_999]], [20_000, lines[19_999]]);
});

test("of two tenants with files that wait, each gets its turn", async () => {
  const [many, one] = [await makeKnowing(), await makeKnowing()];
  for (let i = 0; i < 5; i++) await upload(many.context, { name: "a.txt", bytes: "Non" });
  await upload(one.context, { name: "a.txt", bytes: "Non" });
  const claims = await claimReadings(randomUUID(), 3, { takeOver: true, busy: [] });
  assert.deepEqual(
    claims.map(({ tenantId }) => tenantId).sort(),
    [many.context.tenantId, one.context.tenantId].sort(),
  );
  for (const claim of claims) await releaseReading(claim, null);
  await readAll();
});

test("a source of a kind that only a newer version knows is left to that version, and holds up no other of its tenant and no other tenant", async () => {
  const [{ context }, neighbour] = [await makeKnowing(), await makeKnowing()];
  const newer = await upload(context, { name: "a.txt", bytes: "Non" });
  const known = await upload(context, { name: "b.txt", bytes: "Choy" });
  const theirs = await upload(neighbour.context, { name: "c.txt", bytes: "Qand" });
  await asOwner(`ALTER TYPE "SourceKind" ADD VALUE 'of_a_newer_version'`);
  await asOwner(`UPDATE "Source" SET "kind" = 'of_a_newer_version' WHERE "id" = '${newer}'`);
  const claims = await claimReadings(randomUUID(), 3, { takeOver: true, busy: [] });
  assert.deepEqual(claims.map(({ sourceId }) => sourceId).sort(), [known, theirs].sort());
  for (const claim of claims) await releaseReading(claim, null);
  await asOwner(`UPDATE "Source" SET "kind" = 'file' WHERE "id" = '${newer}'`);
  await readAll();
  assert.equal((await newestOf(newer)).state, "ready");
});

test("a version that another worker has taken over is written by it alone", async () => {
  const { context } = await makeKnowing();
  await upload(context, { name: "a.txt", bytes: "Non" });
  const claim = (worker: string) => claimReadings(worker, 1, { takeOver: true, busy: [] });
  const [first] = await claim(randomUUID());
  assert.ok(first);
  await db.sourceVersion.updateMany({ where: { id: first.versionId }, data: { until: new Date(0) } });
  const [second] = await claim(randomUUID());
  assert.equal(second?.versionId, first.versionId);
  await assert.rejects(
    storeBatch(first, [storable({ heading: "", text: "x", place: null }, 0)], { done: 1, total: 1 }),
    LostReading,
  );
  await assert.rejects(serve(first, { hash: "" }), LostReading);
  await assert.rejects(failReading(first, "broken"), LostReading);
  assert.equal(await db.piece.count({ where: { versionId: first.versionId } }), 0);
  assert.ok(second);
  await releaseReading(second, null);
  await readAll();
});

test("a version that ends its worker again and again is given up", async () => {
  const { context } = await makeKnowing();
  const id = await upload(context, { name: "a.txt", bytes: "Non" });
  const { id: versionId } = await newestOf(id);
  await db.sourceVersion.update({
    where: { id: versionId },
    data: { state: "reading", tries: 3, until: new Date(0), workerId: randomUUID() },
  });
  await readAll();
  assert.equal((await newestOf(id)).fault, "interrupted");
  await readAgain(context, id);
  await readAll();
  assert.equal((await newestOf(id)).state, "ready");
});

test("deleting a source deletes its bytes and its pieces", async () => {
  const { context } = await makeKnowing();
  const id = await upload(context, { name: "a.txt", bytes: "Non" });
  await readAll();
  await deleteSource(context, id);
  const { tenantId } = context;
  for (const model of [db.source, db.sourceVersion] as const)
    assert.equal(await (model as typeof db.source).count({ where: { tenantId } }), 0);
  assert.equal(await db.sourceFile.count({ where: { tenantId } }), 0);
  assert.equal(await db.piece.count({ where: { tenantId } }), 0);
});
