// Tables on a phone: aligned where they fit, else lines; and Telegram's own.
import assert from "node:assert/strict";
import test from "node:test";
import { render } from "./render.ts";
import { richOf } from "./rich.ts";

const tableOf = (...rows: string[][]) => {
  const [head = [], ...others] = rows.map((row) => `| ${row.join(" | ")} |`);
  return [head, `|${rows[0]?.map(() => "---|").join("")}`, ...others].join("\n");
};

test("a table that fits a phone is aligned by the width of its characters, numbers to the right if it says so", () => {
  const source = "| Nomi | Narx |\n|---|--:|\n| Қатиқ 🥛 | 12 000 |\n| 中文 | 1 |\n| e\u0301 | 5 |";
  assert.equal(
    render(source).text,
    "Nomi     |   Narx\nҚатиқ 🥛 | 12 000\n中文     |      1\ne\u0301        |      5",
  );
});

test("a wider one is lines of names and values, row by row: the first value bold, links kept, gaps left out", () => {
  const long = "Toshkent shahri, Chorsu bozori";
  const { text, entities } = render(
    tableOf(["Nomi", "Manzil", "Izoh?"], ["Non", long, "[xarita](https://a.uz)"], ["Sut", long, ""]),
  );
  assert.equal(text, `Nomi: Non\nManzil: ${long}\nIzoh? xarita\n\nNomi: Sut\nManzil: ${long}`);
  assert.deepEqual(
    entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]),
    [
      ["bold", "Non"],
      ["text_link", "xarita"],
      ["bold", "Sut"],
    ],
  );
});

test("exactly 30 columns fit; a head that would be most of the text is not repeated for each row", () => {
  const isAligned = (source: string) => render(source).entities.some(({ type }) => type === "pre");
  assert.ok(isAligned(tableOf(["a".repeat(13), "b".repeat(14)], ["1", "2"])));
  assert.ok(!isAligned(tableOf(["a".repeat(14), "b".repeat(14)], ["1", "2"])));
  const head = ["x".repeat(300), "y"];
  assert.ok(isAligned(tableOf(head, ...Array.from({ length: 50 }, () => ["1", "2"]))));
});

test("as a rich message a table keeps its cells, alignment and marks, and what stands around it", () => {
  const blocks = richOf(
    "# Narxlar\n\n1. *bir*\n\n> iqtibos\n\n```js\na\n```\n\n---\n\n| a | b |\n|---|--:|\n| **1** | [2](https://a.uz) |",
  );
  assert.deepEqual(
    blocks?.map(({ type }) => type),
    ["heading", "list", "blockquote", "pre", "divider", "table"],
  );
  const cell = { valign: "top", align: "left" };
  assert.deepEqual(blocks?.at(-1), {
    type: "table",
    is_bordered: true,
    cells: [
      [
        { ...cell, text: ["a"], is_header: true },
        { ...cell, align: "right", text: ["b"], is_header: true },
      ],
      [
        { ...cell, text: [{ type: "bold", text: ["1"] }] },
        { ...cell, align: "right", text: [{ type: "url", text: ["2"], url: "https://a.uz" }] },
      ],
    ],
  });
});

test("no rich message without a table, beyond Telegram's limits, or with a link that Telegram refuses", () => {
  const table = tableOf(["a", "b"], ["1", "2"]);
  assert.equal(richOf("salom | non"), null);
  assert.equal(richOf("```\n| a |\n|---|\n```"), null);
  assert.ok(richOf(table));
  assert.equal(richOf(tableOf(Array.from({ length: 21 }, () => "a"))), null);
  assert.equal(richOf(`${"a\n\n".repeat(500)}${table}`), null);
  assert.equal(richOf(`${"a".repeat(32_768)}\n\n${table}`), null);
  assert.equal(richOf(`${">".repeat(20)} a\n\n${table}`), null);
  const [first] = richOf(tableOf(["[a](javascript:b)"], ["1"])) ?? [];
  assert.ok(!JSON.stringify(first).includes("javascript"));
});
