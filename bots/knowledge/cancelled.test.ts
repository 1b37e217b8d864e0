// Uploads that are taken back: their room is free at once, and nobody but their tenant takes them back.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { SOURCE_PART } from "#lib/knowledge/kinds-of-files.ts";
import { addFilePart, cancelUpload } from "#lib/knowledge/upload.ts";
import { claimReadings, failReading, LostReading, serve } from "./claims.ts";
import { makeKnowing, piecesOf, readAll, upload as uploadWhole } from "./fixtures/reading.ts";

/** Bytes: more than half of a megabyte. */
const ALMOST = 900_000;

/** @returns the id of the upload, of which one part of three has arrived */
async function begin(context: Context, sourceId: string | null = null): Promise<string> {
  const upload = randomUUID();
  const bytes = Buffer.alloc(SOURCE_PART, "a");
  const file = { botId: null, sourceId, name: "a.txt", mimeType: null, size: ALMOST, position: 0 };
  await addFilePart(context, { ...file, upload, bytes });
  return upload;
}
const left = async ({ tenantId }: Context) => [
  await db.source.count({ where: { tenantId } }),
  await db.sourceVersion.count({ where: { tenantId } }),
  await db.sourceFile.count({ where: { tenantId } }),
];

test("an upload that is taken back leaves nothing, and its room is free at once", async () => {
  const { context } = await makeKnowing({ limits: { knowledgeMegabytes: 1 } });
  const upload = await begin(context);
  await assert.rejects(begin(context), { code: "limit_reached" });
  await cancelUpload(context, upload);
  assert.deepEqual(await left(context), [0, 0, 0]);
  await begin(context);
});

test("what another tenant uploads cannot be taken back, and a part of it that comes later is still added", async () => {
  const [shop, other] = [await makeKnowing(), await makeKnowing()];
  const upload = await begin(shop.context);
  await assert.rejects(cancelUpload(other.context, upload), { code: "not_found" });
  assert.deepEqual(await left(shop.context), [1, 1, 1]);
  const file = { upload, botId: null, sourceId: null, name: "a.txt", mimeType: null, size: ALMOST };
  await addFilePart(shop.context, { ...file, position: 1, bytes: Buffer.alloc(SOURCE_PART, "a") });
  await cancelUpload(shop.context, upload);
  const late = addFilePart(shop.context, {
    ...{ ...file, position: 2 },
    bytes: Buffer.alloc(ALMOST - 2 * SOURCE_PART, "a"),
  });
  await assert.rejects(late, { code: "conflict" });
  assert.deepEqual(await left(shop.context), [0, 0, 0]);
});

test("a replacement that is taken back leaves what is served", async () => {
  const { context } = await makeKnowing();
  const id = await uploadWhole(context, { name: "a.txt", bytes: "Non 5 000" });
  await readAll();
  await cancelUpload(context, await begin(context, id));
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Non 5 000"],
  );
});

test("one that is whole is taken back until bots know it; the worker that reads it stores nothing more", async () => {
  const { context } = await makeKnowing();
  const versionOf = async (sourceId: string) =>
    (await db.sourceVersion.findFirstOrThrow({ where: { sourceId } })).id;
  const read = await versionOf(await uploadWhole(context, { name: "a.txt", bytes: "Non" }));
  await readAll();
  await assert.rejects(cancelUpload(context, read), { code: "not_found" });
  const under = await versionOf(await uploadWhole(context, { name: "b.txt", bytes: "Choy" }));
  const [claim] = await claimReadings(randomUUID(), 1, { takeOver: true, busy: [] });
  assert.equal(claim?.versionId, under);
  assert.ok(claim);
  await cancelUpload(context, under);
  await assert.rejects(serve(claim, { hash: "" }), LostReading);
  await assert.rejects(failReading(claim, "broken"), LostReading);
  assert.deepEqual(await left(context), [1, 1, 1]);
});
