// From a file that arrives to the pieces that bots find.
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { listSources } from "#lib/knowledge/sources.ts";
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
