import assert from "node:assert/strict";
import test from "node:test";
import { BOTS_PER_PAGE, type PageOfBots, pageOfBots } from "./page.ts";

const bots = Array.from({ length: BOTS_PER_PAGE * 2 + 1 }, (_, i) => ({
  id: `b${i}`,
  name: i % 10 === 0 ? `Ўқитувчи ${i}` : `Do'kon ${i}`,
  username: `shop_${i}_bot`,
}));
const idsOf = (query: string, after: string | null) =>
  pageOfBots(bots, query, after).bots.map(({ id }) => id);

test("pages follow each other by the last bot, without gaps or repeats", () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { bots: page, next }: PageOfBots<(typeof bots)[number]> = pageOfBots(bots, "", after);
    seen.push(...page.map(({ id }) => id));
    after = next;
  } while (after);
  assert.deepEqual(
    seen,
    bots.map(({ id }) => id),
  );
});

test("a bot is found by a part of its name in any script, or of its username, on any page", () => {
  assert.deepEqual(idsOf("oʻqituv 100", null), ["b100"]);
  assert.deepEqual(idsOf("@shop_77", null), ["b77"]);
  assert.deepEqual(idsOf("yoʻq", null), []);
});

test("a page after a bot that is gone is the first one", () => {
  assert.deepEqual(idsOf("", "gone"), idsOf("", null));
});
