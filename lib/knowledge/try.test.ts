import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createBot, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { createKnown } from "./fixtures/known.ts";
import { WHOLE_TOKENS } from "./prompt.ts";
import { tryQuestion } from "./try.ts";

test("whoever looks after what a bot knows sees what a question finds there, how well and in which source; nothing that another bot alone knows", async () => {
  const context = await createTenant();
  const botId = await createBot(context);
  const priced = (name: string, price: number) => ({
    heading: name,
    text: `${name}\nNarxi: ${price}`,
    price,
  });
  const products = [priced("Choynak", 5_000), priced("Choynak katta", 9_000), priced("Piyola", 2_000)];
  const { id, versionId } = await createKnown(context, {
    name: "Narxlar",
    kind: "products",
    botId,
    texts: products,
  });
  await createKnown(context, { name: "Qoidalar", botId: null, texts: ["Yetkazib berish bepul"] });
  const other = await createBot(context);
  await createKnown(context, { name: "Boshqa", botId: other, texts: ["Samolyot uchadi"] });
  const tried = (question: string) => tryQuestion(context, botId, question);

  const found = await tried("Choynak katta qancha?");
  const [best, next] = found.pieces;
  assert.partialDeepStrictEqual(best, { heading: "Choynak katta", fit: 1, source: { id, name: "Narxlar" } });
  assert.ok(best?.by.includes("words"));
  assert.ok(next && next.fit > 0 && next.fit < 1);
  assert.deepEqual([found.list, found.whole, found.enough], [false, true, true]);
  assert.equal((await tried("Yetkazib berasizmi?")).pieces[0]?.source.name, "Qoidalar");
  assert.equal((await tried("Barcha narxlar")).list, true);
  const nothing = { pieces: [], list: false, whole: true, enough: false };
  assert.deepEqual(await tried("Samolyot"), nothing);

  const distant = "Choynak Samarqandga qaysi poyezdda olib boriladi yozda";
  assert.equal((await tried(distant)).enough, true, "all of it goes along: the model judges");
  await db.sourceVersion.update({ where: { id: versionId }, data: { tokens: WHOLE_TOKENS } });
  const alone = await tried(distant);
  assert.deepEqual([alone.whole, alone.enough, alone.pieces.length > 0], [false, false, true]);

  const stranger = await createTenant();
  for (const call of [
    () => tryQuestion(stranger, botId, "Choynak"),
    () => tryQuestion(context, randomUUID(), "Choynak"),
  ])
    await assert.rejects(call(), { code: "not_found" });
});
