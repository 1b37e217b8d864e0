// The short form of bench/knowledge/quality.ts.
import assert from "node:assert/strict";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { addPieces } from "./fixtures/pieces.ts";
import { documents, foreign, pages, productPieces, questions } from "./fixtures/quality-set.ts";
import { findPieces } from "./search.ts";

const EVERY = 6;
const FIRST = 5;

test("of a sample of the quality set, words alone find nearly all pieces among the first five", async () => {
  assert.ok(pages >= 200 && productPieces.length === 2_000);
  const shop = await createTenant();
  const versionIds = [
    await addPieces(shop, documents),
    await addPieces(shop, productPieces, { kind: "products" }),
  ];
  const asked = questions.filter(({ held }, i) => !held && i % EVERY === 0);
  const missed: string[] = [];
  for (const { ask, isRight } of asked) {
    const { pieces } = await findPieces(shop, { versionIds, question: ask, most: FIRST });
    const right = pieces.some(({ article, price, stock, ...piece }) =>
      isRight({
        ...{ heading: piece.heading, text: piece.text, stock: stock ?? 0 },
        ...(article === null ? {} : { article }),
        ...(price === null ? {} : { price }),
      }),
    );
    if (!right) missed.push(ask);
  }
  assert.ok(missed.length <= asked.length * 0.1, missed.join("\n"));
  let known = 0;
  for (const ask of foreign) if ((await findPieces(shop, { versionIds, question: ask })).enough) known++;
  assert.ok(known <= foreign.length * 0.25, `${known} questions about nothing here were taken for answered`);
});
