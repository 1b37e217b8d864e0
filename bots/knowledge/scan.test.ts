// Scans and photos, written down by a model of the bot's chain from quota to spare.
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { answers } from "#lib/fallback/fixtures/world.ts";
import { pdfOf } from "../fixtures/pdf.ts";
import { makeTurns } from "../fixtures/turns.ts";
import { faultOf, newestOf, piecesOf, readAll, upload } from "./fixtures/reading.ts";
import { pagesIn } from "./scan.ts";

async function scanning(...texts: string[]) {
  const turns = await makeTurns({ script: (call) => answers(texts[call] ?? "?") });
  const { config, engine } = turns;
  const { tenantId, id: botId } = config;
  const context = { tenantId, role: "owner", actorId: null } as const;
  const scans = { ...engine, bots: () => [config], learn: () => undefined };
  return { ...turns, context, botId, scans };
}

test("a model writes a scan down some pages at a time, and each piece has its page", async () => {
  const { context, botId, scans, requests } = await scanning(
    "=== page 1\n# Narxlar\nNon | 5 000\n=== page 6\nChoy | 12 000",
    "=== page 7\nKofe | 25 000",
  );
  const id = await upload(context, {
    name: "scan.pdf",
    bytes: pdfOf(Array.from({ length: 7 }, () => [])),
    botId,
  });
  await readAll(scans);
  assert.deepEqual(
    (await piecesOf(id)).map(({ place, heading, text }) => [place, heading, text]),
    [
      ["1", "Narxlar", "Non | 5 000\nChoy | 12 000"],
      ["7", "", "Kofe | 25 000"],
    ],
  );
  assert.equal(requests.length, 2);
  const [part] = requests[0]?.history[0]?.parts ?? [];
  assert.ok(part && "inlineData" in part && part.inlineData.mimeType === "application/pdf");
});

test("without quota to spare a scan waits, and no call is made", async () => {
  const { context, scans, requests } = await scanning("=== page 1\nNon");
  const id = await upload(context, { name: "menyu.jpg", bytes: "picture" });
  await readAll({ ...scans, bots: () => [] });
  const { state, retryAt, tries } = await newestOf(id);
  assert.deepEqual([state, tries, requests.length], ["reading", 0, 0]);
  assert.ok(Number(retryAt) > Date.now());
  await db.sourceVersion.updateMany({ where: { sourceId: id }, data: { retryAt: null } });
  await readAll(scans);
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Non"],
  );
});

test("a scan of too many pages says so, and one says it where nobody can read it", async () => {
  const { context } = await scanning();
  assert.equal(await faultOf(context, "scan.pdf", pdfOf([[], []])), "unread");
  const { context: other, scans, botId } = await scanning();
  const id = await upload(other, {
    name: "scan.pdf",
    bytes: pdfOf(Array.from({ length: 61 }, () => [])),
    botId,
  });
  await readAll(scans);
  assert.equal((await newestOf(id)).fault, "manyPages");
});

test("a model that marks no pages loses none of its text", () => {
  assert.deepEqual(pagesIn("Non 5 000", 3), [{ place: "3", text: "Non 5 000" }]);
});
