import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { createTailwindMerge, extendTailwindMerge } from "tailwind-merge";
import { classGroups } from "./class-groups.ts";

// All of Tailwind, with this project's names of sizes.
const whole = extendTailwindMerge({
  extend: { theme: { text: ["12", "13", "14", "16", "20", "28"], shadow: ["float"] } },
});
const own = createTailwindMerge(() => classGroups);

/** Every word of a string in a component that Tailwind's own list takes for a class. */
function classes(): string[] {
  const words = new Set<string>();
  for (const file of globSync("app/**/*.tsx").filter((path) => !path.includes("gallery")))
    for (const [, text = ""] of readFileSync(file, "utf8").matchAll(/["'`]([^"'`\n]+)["'`]/g))
      for (const word of text.split(/\s+/))
        if (/^[a-z*[&@-][\w\-:/[\]().,%&*>=~'#+]*$/.test(word)) words.add(word);
  return [...words];
}

/** Two of each kind that differs in a figure only: `mt-1` and `mt-2` stand for `mt-6` too. */
function someOfEach(words: string[]): string[] {
  const seen = new Map<string, number>();
  return words.filter((word) => {
    const kind = word.replace(/\d[\d./]*/g, "0").replace(/\[.*\]/, "[]");
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) ?? 0) <= 2;
  });
}

test("of two classes of this project the same one stays as with all of Tailwind's classes known", () => {
  // Without what stands before the last colon: it matters equally for both.
  const bare = [...new Set(classes().map((word) => word.replace(/^(?:[\w-]+:)+/, "")))];
  const ours = [...readFileSync("app/globals.css", "utf8").matchAll(/@utility ([\w-]+)/g)].map(
    ([, name]) => name ?? "",
  );
  const known = [...someOfEach(bare).filter((word) => whole(`${word} ${word}`) === word), ...ours];
  assert.ok(known.length > 200);
  const different: string[] = [];
  for (const a of known)
    for (const b of known) {
      if (a === b) continue; // twice the same class is as good as once
      const [wanted, got] = [whole(`${a} ${b}`), own(`${a} ${b}`)];
      if (wanted !== got) different.push(`${a} ${b}: ${wanted}, not ${got}`);
    }
  assert.deepEqual(different.slice(0, 40), []);
});
