import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import test from "node:test";

test("every component is in the gallery", () => {
  const gallery = globSync("app/gallery/**/*.tsx").map((file) => readFileSync(file, "utf8"));
  const files = globSync("app/components/*.tsx");
  const sources = files.map((file) => readFileSync(file, "utf8"));
  // Shown by another component: one that loads it, or one of these.
  const byOthers = ["sortable-row.tsx", "opener.tsx", "going.tsx", "later.tsx", "telegram-message.tsx"];
  const isPart = (file: string) =>
    byOthers.includes(file) || sources.some((source) => source.includes(`import("./${file}")`));
  const missing = files
    .map((file) => basename(file))
    .filter((file) => !isPart(file) && !gallery.some((source) => source.includes(`components/${file}"`)));
  assert.deepEqual(missing, []);
});

test("no page links to the gallery, and its pages exist in development only", () => {
  const pages = globSync("app/gallery/**/{page,layout,route}.*").map((file) => basename(file));
  assert.ok(pages.length > 0);
  assert.deepEqual(new Set(pages), new Set(["page.dev.tsx"]));
  const outside = globSync("app/**/*.{ts,tsx}").filter((file) => !file.startsWith("app/gallery/"));
  const importing = outside.filter((file) => /from "[^"]*\/gallery\//.test(readFileSync(file, "utf8")));
  assert.deepEqual(importing, []);
});
