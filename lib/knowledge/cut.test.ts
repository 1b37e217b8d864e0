import assert from "node:assert/strict";
import test from "node:test";
import { cpuMs } from "#test/cpu-time.ts";
import { cutText } from "./cut.ts";

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
  assert.deepEqual(headings("#teg\n# \n## ##\n####### yetti"), [""]);
  assert.deepEqual(headings("```\n# izoh\n```"), [""]);
});

test("a line is looked at in time that grows with its length", () => {
  const ms = cpuMs(() => {
    for (const part of [" ", "#", " #"]) cutText(`# a${part.repeat(100_000)}b`);
  });
  assert.ok(ms < 2_000, `${ms} ms`);
});
