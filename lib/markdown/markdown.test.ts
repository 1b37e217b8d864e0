import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { Rendered } from "./entities.ts";
import { render } from "./render.ts";
import { MESSAGE_LIMIT, split } from "./split.ts";

const marked = ({ text, entities }: Rendered) =>
  entities.map(({ type, offset, length }) => `${type}: ${text.slice(offset, offset + length)}`);

test("Markdown marks become entities and disappear from the text", () => {
  const rendered = render("# Sarlavha\n\n**qalin** va *qiya*, `kod`, ~~oʻchgan~~ va [havola](https://a.uz)");
  assert.equal(rendered.text, "Sarlavha\n\nqalin va qiya, kod, oʻchgan va havola");
  assert.deepEqual(marked(rendered), [
    "bold: Sarlavha",
    "bold: qalin",
    "italic: qiya",
    "code: kod",
    "strikethrough: oʻchgan",
    "text_link: havola",
  ]);
});

test("code keeps its language and white space; a table is monospace", () => {
  const { entities, text } = render("```ts\nconst a = 1;\n  b();\n```\n\n| a | b |\n|---|---|\n| 1 | 22 |");
  assert.equal(text, "const a = 1;\n  b();\n\na | b\n1 | 22");
  assert.deepEqual(
    entities.map(({ type, language }) => [type, language]),
    [
      ["pre", "ts"],
      ["pre", undefined],
    ],
  );
});

test("lists keep their numbers, nesting and marks", () => {
  const rendered = render("3. uch\n4. **toʻrt**\n   - ichki\n\n- [x] boʻldi");
  assert.equal(rendered.text, "3. uch\n4. toʻrt\n  • ichki\n\n☑ boʻldi");
  assert.deepEqual(marked(rendered), ["bold: toʻrt"]);
});

test("an unsupported URL scheme is not a link", () => {
  assert.deepEqual(render("[bos](javascript:alert(1))").entities, []);
});

test("quotes, rules, images, line breaks and checked boxes render as readable text", () => {
  const text = (source: string) => render(source).text;
  assert.equal(text("> iqtibos"), "iqtibos");
  assert.deepEqual(render("> iqtibos").entities, [{ type: "blockquote", offset: 0, length: 7 }]);
  assert.equal(text("bir\n\n---\n\nikki"), "bir\n\n———\n\nikki");
  assert.equal(text("![rasm](https://a.uz/b.png) ![](https://a.uz/c.png)"), "rasm https://a.uz/c.png");
  assert.equal(text("bir  \nikki"), "bir\nikki");
  assert.equal(text("- [ ] bir\n- [x] ikki"), "☐ bir\n☑ ikki");
  assert.equal(text("1. bir\n2. ikki"), "1. bir\n2. ikki");
  assert.equal(text("- bir\n\n- ikki"), "• bir\n\n• ikki");
  assert.equal(text("<b>html</b>"), "<b>html</b>");
});

test("URL schemes that Telegram supports are links", () => {
  for (const url of ["https://a.uz", "http://a.uz", "tg://user?id=1"]) {
    assert.deepEqual(render(`[a](${url})`).entities, [{ type: "text_link", url, offset: 0, length: 1 }]);
  }
});

test("a table column is as wide as its widest cell", () => {
  const { text } = render("| a | narx |\n|---|---|\n| non | 5 |\n| sut |");
  assert.equal(text, "a   | narx\nnon | 5\nsut");
});

test("nested marks give nested entities, and an empty mark gives none", () => {
  assert.deepEqual(marked(render("***ikkisi***")).toSorted(), ["bold: ikkisi", "italic: ikkisi"]);
  assert.deepEqual(marked(render("> **qalin** matn")), ["blockquote: qalin matn", "bold: qalin"]);
  assert.deepEqual(render("[](https://a.uz) a").entities, []);
});

test("entities in a nested list shift with the indentation", () => {
  const rendered = render("- bir\n  - **ikki**\n  - *uch*\n    - `toʻrt`");
  assert.equal(rendered.text, "• bir\n  • ikki\n  • uch\n    • toʻrt");
  assert.deepEqual(marked(rendered), ["bold: ikki", "italic: uch", "code: toʻrt"]);
});

test("an unfinished stream renders as text", () => {
  for (const piece of ["**qal", "```ts\nconst", "| a |", "[havola](ht", "*", "`"]) {
    assert.ok(render(piece).text.length > 0, piece);
  }
});

const markdown = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.constantFrom(
        "**",
        "*",
        "`",
        "```\n",
        "\n\n",
        "\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "[a](https://b.c)",
        "~~",
        "| a |\n|-|\n",
      ),
      fc.constantFrom("👨‍👩‍👧‍👦", "🏳️‍🌈", "oʻzbek soʻz. ", "узбек ", "a".repeat(90)),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(""));

function assertValid({ text, entities }: Rendered): void {
  for (const { offset, length } of entities) {
    assert.ok(length > 0 && offset >= 0 && offset + length <= text.length);
    const inner = text.slice(offset, offset + length);
    const code = entities.some((each) => each.type === "pre" && each.offset === offset);
    assert.equal(inner, code ? inner.trimEnd() : inner.trim(), "an entity's ends are visible");
  }
  // Entities nest and never overlap partially.
  for (const a of entities)
    for (const b of entities) {
      const crosses =
        a.offset < b.offset && b.offset < a.offset + a.length && a.offset + a.length < b.offset + b.length;
      assert.ok(!crosses, JSON.stringify([a, b]));
    }
}

test("any Markdown renders to text with valid entities", () => {
  fc.assert(
    fc.property(markdown, (source) => {
      const rendered = render(source);
      assertValid(rendered);
      if (source.trim()) assert.ok(rendered.text.trim());
    }),
  );
});

test("parts are within the limit, not empty, and together are the whole text", () => {
  const squeeze = (text: string) => text.replace(/\s/g, "");
  fc.assert(
    fc.property(markdown, fc.integer({ min: 80, max: 300 }), (source, limit) => {
      const rendered = render(source);
      const parts = split(rendered, limit);
      for (const part of parts) {
        assert.ok(part.text.length <= limit && part.text.trim());
        assertValid(part);
      }
      assert.equal(squeeze(parts.map(({ text }) => text).join("")), squeeze(rendered.text));
    }),
  );
});

test("an entity continues across a cut", () => {
  const code = Array.from({ length: 40 }, (_, i) => `line(${i});`).join("\n");
  const parts = split(render(`\`\`\`js\n${code}\n\`\`\``), 100);
  assert.ok(parts.length > 2);
  for (const { text, entities } of parts) {
    assert.deepEqual(entities, [{ type: "pre", language: "js", offset: 0, length: text.length }]);
    assert.match(text, /^line\(\d+\);/);
  }
});

test("cuts are between paragraphs, else sentences, else words, never inside a character", () => {
  const texts = (text: string, limit: number) =>
    split({ text, entities: [] }, limit).map((part) => part.text);
  assert.deepEqual(texts("Birinchi xat.\n\nIkkinchi xat. Uchi", 25), ["Birinchi xat.", "Ikkinchi xat. Uchi"]);
  assert.deepEqual(texts("Birinchi gap. Ikkinchi gap", 20), ["Birinchi gap.", "Ikkinchi gap"]);
  assert.deepEqual(texts("bitta uzun gap soʻzlari", 12), ["bitta uzun", "gap soʻzlari"]);
  const family = "👨‍👩‍👧‍👦";
  for (const part of texts(family.repeat(30), 100)) assert.equal(part.length % family.length, 0);
});

test("a better break is skipped if it would make a part shorter than a quarter of the limit", () => {
  const long = "soʻz ".repeat(30).trim();
  for (const start of ["Ha.\n\n", "Ha.\n", "Ha. "]) {
    const [first] = split({ text: start + long, entities: [] }, 60);
    assert.ok(first!.text.length > 50, first!.text);
  }
  // Exactly a quarter of the limit is accepted.
  const fair = `${"a".repeat(15)}\n`;
  assert.equal(split({ text: fair + long, entities: [] }, 60)[0]!.text, fair.trim());
});

test("a text of exactly the limit is one part; white space at the ends of parts is dropped", () => {
  const parts = (text: string, limit: number) =>
    split({ text, entities: [] }, limit).map((each) => each.text);
  assert.deepEqual(parts("a".repeat(10), 10), ["a".repeat(10)]);
  assert.deepEqual(parts("a".repeat(11), 10), ["a".repeat(10), "a"]);
  assert.deepEqual(parts("  bir ikki", 6), ["bir", "ikki"]);
  assert.deepEqual(parts("bir   ikki", 6), ["bir", "ikki"]);
});

test("an entity that ends at a cut does not begin the next part", () => {
  const entities = [{ type: "bold", offset: 0, length: 3 } as const];
  const [first, second] = split({ text: "bir ikki", entities }, 5);
  assert.deepEqual([first!.entities, second!.entities], [entities, []]);
});

test("a character longer than a cut looks around for is cut, but never a surrogate pair; no part is invisible", () => {
  const texts = (text: string) => split({ text, entities: [] }, 100).map((part) => part.text);
  for (const joined of [`a${"\u0301".repeat(300)}b`, `${"\u200d😀".repeat(200)}`]) {
    const parts = texts(joined);
    assert.equal(parts.join(""), joined);
    assert.ok(parts.every((part) => part.isWellFormed()));
  }
  assert.deepEqual(texts(`a${"\u200d".repeat(300)}`).length, 1);
});

test("a long answer is never above Telegram's limit", () => {
  const long = render("Soʻz ".repeat(3_000));
  assert.ok(split(long).every(({ text }) => text.length <= MESSAGE_LIMIT));
});
