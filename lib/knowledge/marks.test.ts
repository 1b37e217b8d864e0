import assert from "node:assert/strict";
import test from "node:test";
import { cpuMs } from "#test/cpu-time.ts";
import { readKnowledgeMarks, shownOfKnown } from "./marks.ts";
import { USED_MAX } from "./trace.ts";

const none = { used: [], unknown: false };

test("a mark is taken out and read: as a line, at the end of one, closed or not", () => {
  for (const text of [
    "12 000 soʻm.\n<used>1, 3</used>",
    "12 000 soʻm. <used>1,3</used>",
    "12 000 soʻm.\n\n<USED>1 3\n",
    "<used>1; 3</used>\n12 000 soʻm.",
  ])
    assert.deepEqual(readKnowledgeMarks(text), {
      text: "12 000 soʻm.",
      marks: { used: [1, 3], unknown: false },
    });
  for (const text of ["<unknown>", " <unknown/> ", "<unknown></unknown>"])
    assert.deepEqual(readKnowledgeMarks(text), { text: "", marks: { used: [], unknown: true } });
  assert.deepEqual(readKnowledgeMarks("Bilmayman. <unknown>\n<used>2</used>"), {
    text: "Bilmayman.",
    marks: { used: [2], unknown: true },
  });
});

test("what marks nothing stays: in a code block, within a line, another tag", () => {
  for (const text of [
    "```\n<used>1</used>\n```",
    "a <used>1</used> b",
    "a < b",
    "<user>1</user>",
    "<used>all</used>",
    "<unknownX>",
    "a <unknown> b",
  ])
    assert.deepEqual(readKnowledgeMarks(text), { text, marks: none });
});

test("numbers have a bound, however many a model writes", () => {
  const { marks } = readKnowledgeMarks(`<used>${"1, ".repeat(5_000)}</used>`);
  assert.equal(marks.used.length, USED_MAX);
});

test("while an answer grows, no part of a mark is shown", () => {
  for (const end of ["\n<used>1, 3</used>", " <used>12</used>", "\n<unknown>", " <unknown/>"]) {
    const whole = `Narxi 12 000 soʻm.${end}`;
    for (let length = 0; length <= whole.length; length++) {
      const shown = shownOfKnown(whole.slice(0, length));
      assert.ok("Narxi 12 000 soʻm.".startsWith(shown.trimEnd()), JSON.stringify(shown));
    }
  }
  assert.equal(shownOfKnown("a\n<b"), "a\n<b", "another tag is text");
});

test("an answer that goes astray in spaces costs no time, at whatever mark it does", () => {
  const spaces = " ".repeat(60_000);
  const ms = cpuMs(() => {
    for (const text of [
      `a${spaces}b`,
      `a <used>1${spaces}b`,
      `a <unknown${spaces}b`,
      `<used>${"1 ".repeat(30_000)}x`,
      `a${"<used>".repeat(5_000)}b`,
    ])
      assert.deepEqual(readKnowledgeMarks(text).marks, none);
    for (const text of [`a${spaces}b`, `a <used>1${spaces}`, `a <${spaces}`]) shownOfKnown(text);
  });
  assert.ok(ms < 500, `${ms} ms`);
});
