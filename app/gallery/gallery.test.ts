import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import test from "node:test";

test("every component is in the gallery", () => {
  const gallery = globSync("app/gallery/**/*.tsx").map((file) => readFileSync(file, "utf8"));
  // A row of the sortable list is shown by the list.
  const components = globSync("app/components/*.tsx").map((file) => basename(file));
  const missing = components.filter(
    (file) =>
      file !== "sortable-row.tsx" && !gallery.some((source) => source.includes(`components/${file}"`)),
  );
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
