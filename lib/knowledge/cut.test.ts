import assert from "node:assert/strict";
import test from "node:test";
import { cpuMs } from "#test/cpu-time.ts";
import { cutPages, cutText, withoutHeadings } from "./cut.ts";

const headings = (text: string) => cutText(text).map(({ heading }) => heading);

test("a piece has the headings above it; marks that close a heading are none of it", () => {
  assert.deepEqual(headings("# Narxlar ##\nNon\n## Shirinlik\t#\nTort\n# C#\nKurs\n# F ###x\nHarf"), [
    "Narxlar",
    "Narxlar › Shirinlik",
    "C#",
    "F ###x",
  ]);
});

test("what only looks like a heading is text", () => {
  assert.deepEqual(headings("#teg\n# \n## ##\n####### yetti\nC# tili\n a # b\nOxiri"), [""]);
  assert.deepEqual(headings("```\n# izoh\n```"), [""]);
});

const words = (count: number) => Array.from({ length: count }, (_, n) => `soʻz${n}`).join(" ");

test("paragraphs under one heading are joined until a piece is full; a short one goes on with what follows, however long that is", () => {
  const lengths = (...counts: number[]) =>
    cutText(counts.map(words).join("\n\n")).map(({ text }) => text.split("\n").length);
  assert.deepEqual(lengths(5, 5, 5), [3]);
  assert.deepEqual(lengths(60, 60), [1, 1]);
  assert.deepEqual(lengths(5, 110), [2]);
  assert.deepEqual(lengths(25, 110), [1, 1]);
  assert.deepEqual(headings("# A\ra\r\n# B\nb"), ["A", "B"], "whatever ends a line");
  assert.deepEqual(headings(`# A\n${words(5)}\n# B\n${words(5)}`), ["A", "B"]);
});

test("a text without paragraphs is cut behind a sentence, a line or a word, and loses nothing", () => {
  const sentence = `${words(12)}. `;
  const pieces = cutText(sentence.repeat(40)).map(({ text }) => text);
  assert.ok(pieces.length > 3);
  for (const piece of pieces) assert.match(piece, /^soʻz0 .*\.$/s);
  assert.equal(pieces.join(" "), sentence.repeat(40).trim());
  const endless = cutText("a".repeat(20_000)).map(({ text }) => text);
  assert.ok(endless.every(({ length }) => length <= 8_000) && endless.join("").length === 20_000);
});

test("headings go on from page to page; a piece has the place at which it begins", () => {
  const pages = [
    { place: "1", text: "# Narxlar\nNon" },
    { place: "2", text: "Choy\n## Shirinlik\nTort" },
  ];
  assert.deepEqual(cutPages(pages), [
    { heading: "Narxlar", text: "Non\nChoy", place: "1" },
    { heading: "Narxlar › Shirinlik", text: "Tort", place: "2" },
  ]);
  assert.equal(withoutHeadings("# a\nb # c\n#d"), " # a\nb # c\n#d");
  assert.deepEqual(headings("### A\na\n# B\nb\n### C\nc\n## D\nd"), ["A", "B", "B › C", "B › D"]);
});

test("a line is looked at in time that grows with its length", () => {
  const ms = cpuMs(() => {
    for (const part of [" ", "#", " #"]) cutText(`# a${part.repeat(100_000)}b`);
  });
  assert.ok(ms < 2_000, `${ms} ms`);
});
