// Texts that break renderers: deep nesting, long runs, what Telegram refuses or changes.
import assert from "node:assert/strict";
import test from "node:test";
import { nestings } from "./fixtures/nestings.ts";
import { render } from "./render.ts";
import { split } from "./split.ts";

const text = (markdown: string) => render(markdown).text;
const cpuMs = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

test("rendering takes time in proportion to the length, whatever is nested or repeated", () => {
  for (const [name, make] of Object.entries(nestings)) {
    const [short, long] = [make(8_000), make(64_000)];
    const best = (markdown: string, times: number) =>
      Math.min(...Array.from({ length: times }, () => cpuMs(() => split(render(markdown)))));
    best(short, 1);
    // Eight times the length: 8 times the time if linear, 64 times if quadratic. Below 100 ms it is noise.
    const isLinear = (times: number) => {
      const many = best(long, times);
      return many < 100 || many < 24 * best(short, times + 1);
    };
    assert.ok(isLinear(1) || isLinear(4), name);
  }
});

test("the innermost text of any nesting is shown, even if the nesting is too deep for the parser", () => {
  for (const depth of [3, 30, 300, 30_000]) {
    for (const [open, close] of [
      [">", ""],
      ["> ", ""],
      ["- ", ""],
      ["1. ", ""],
      ["- > ", ""],
      ["*a ", " b*"],
      ["**a ", " b**"],
      ["[", "](https://a.uz)"],
      ["![", "](https://a.uz)"],
    ] as const) {
      const rendered = text(`oldin\n\n${open.repeat(depth)}chuqur${close.repeat(depth)}\n\nkeyin`);
      for (const word of ["oldin", "chuqur", "keyin"])
        assert.ok(rendered.includes(word), `${depth} ${open} ${word}`);
    }
  }
});

test("what nests too deep is flattened: the rest of the answer and the deep text keep their formatting", () => {
  for (const [open, shown] of [
    [">", "chuqur soʻz"],
    ["> ", "chuqur soʻz"],
    ["- ", `${"• ".repeat(13)}chuqur soʻz`],
    ["1. ", `${"1. ".repeat(12)}• chuqur soʻz`],
  ] as const) {
    const { text, entities } = render(`**oldin**\n\n${open.repeat(300)}chuqur **soʻz**\n\n\`keyin\``);
    assert.equal(text, `oldin\n\n${shown}\n\nkeyin`);
    assert.deepEqual(
      entities.map(({ type }) => type).filter((type) => type !== "blockquote"),
      ["bold", "bold", "code"],
    );
  }
});

test("items of a list at its deepest level stay items, and what follows outside of it stays outside", () => {
  const list = Array.from({ length: 30 }, (_, depth) => `${"  ".repeat(depth)}- a${depth}\n`).join("");
  const { text } = render(`${list}- **b**\n`);
  for (let depth = 0; depth < 30; depth++) assert.match(text, new RegExp(`^ *• a${depth}$`, "m"));
  assert.match(text, /^• b$/m);
  assert.equal(render(`${"> ".repeat(30)}- a\n${"> ".repeat(30)}- b`).text, "• a\n• b");
});

test("a text that is longer than models write is shown as it was written", () => {
  assert.deepEqual(render("**a** ".repeat(60_000)), { text: "**a** ".repeat(60_000).trim(), entities: [] });
});

test("Telegram nests no entity in one of its type: the outermost is kept", () => {
  assert.deepEqual(
    render("> a\n> > b\n> > > **c**").entities.map(({ type, offset, length }) => [type, offset, length]),
    [
      ["blockquote", 0, 7],
      ["bold", 6, 1],
    ],
  );
  assert.equal(render(`${"**a *b ".repeat(50)}${"c* d** ".repeat(50)}`).entities.length, 2);
});

test("a part has at most 100 entities: links, code and quotes before bold and italic", () => {
  const [part] = split(render(`${"**a** ".repeat(150)}\`b\` [c](https://d.uz)`));
  const types = part!.entities.map(({ type }) => type);
  assert.equal(types.length, 100);
  assert.deepEqual(types.slice(-2), ["code", "text_link"]);
});

test("a link that Telegram would refuse is its label; an address that it cannot link is shown", () => {
  for (const url of [
    "http://localhost/",
    "https://",
    "https://a.uz:0",
    "/page",
    "https://a b.uz",
    "ftp://a.uz",
  ]) {
    assert.deepEqual(render(`[bu](<${url}>) yer`), { text: "bu yer", entities: [] }, url);
  }
  assert.deepEqual(render(`[bu](https://a.uz/${"b".repeat(3_000)})`).entities, []);
  assert.equal(text("[Yozing](mailto:a@b.uz?subject=c)"), "Yozing (a@b.uz)");
  assert.equal(text("[+998 71](tel:+99871)"), "+998 71 (+99871)");
  assert.equal(text("[a@b.uz](mailto:a@b.uz)"), "a@b.uz");
  assert.equal(text("[](mailto:a%ZZ)"), "a%ZZ");
});

test("what is rendered is what Telegram keeps: no control characters, no overrides, no lone surrogates", () => {
  assert.equal(text("a\u0007b\u202ec\u2028d\u030ae \ud83d f\u200e\u200fg"), "a bc\nde \ufffd f\u200c\u200fg");
  assert.equal(text("a\0b"), "a\ufffdb");
  assert.equal(text("a\r\nb\rc"), "a\nb\nc");
  for (const nothing of ["", " \n", "\u200b", "\u2800\ufeff", "&nbsp;".repeat(0)])
    assert.equal(text(nothing), "");
});

test("code keeps its indentation, also in the first line and after a cut; tabs are four spaces", () => {
  assert.deepEqual(render("```go\n\tif a {\n\t\tb()\n```"), {
    text: "    if a {\n        b()",
    entities: [{ type: "pre", language: "go", offset: 0, length: 22 }],
  });
  const [part] = split(render("```\n    a\n```"));
  assert.deepEqual(part, { text: "    a", entities: [{ type: "pre", offset: 0, length: 5 }] });
  for (const { text } of split(render(`\`\`\`\n${"    qator\n".repeat(40)}\`\`\``), 100)) {
    assert.match(text, /^ {4}qator/);
  }
});

test("cells beyond the header's are shown, empty ones at the end are not", () => {
  assert.equal(
    text("| a | b |\n|---|---|\n| 1 | 2 | uch \\| tort |\n| 5 | |"),
    "a | b\n1 | 2 | uch | tort\n5",
  );
  assert.equal(text("> | a |\n> |---|\n> | 1 | 2 |"), "a\n1 | 2");
});

test("neither a wide cell nor a deep list makes the text much longer than its source", () => {
  const table = `|a|b|\n|-|-|\n|${"c".repeat(20_000)}|d|\n${"|e|f|\n".repeat(2_000)}`;
  assert.ok(text(table).length < 10 * table.length);
  const list = `${"- ".repeat(15)}a\n${"b\n".repeat(5_000)}`;
  assert.ok(text(list).length < 10 * list.length);
});

test("no cut is inside a flag, a joined emoji, a letter with its marks or a syllable", () => {
  const whole = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const character of ["🇺🇿", "👍🏽", "👨‍👩‍👧‍👦", "5️⃣", "и\u0306", "한"]) {
    const parts = split({ text: character.repeat(100), entities: [] }, 75);
    for (const part of parts) {
      for (const { segment } of whole.segment(part.text)) assert.equal(segment, character);
    }
  }
});
