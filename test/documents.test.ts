// Paths, links and tables in the documents match the repository.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { errorClasses } from "#lib/fallback/index.ts";

const documents = globSync(["*.md", "docs/**/*.md", "lib/**/*.md", "sandbox/*.md"]);
const textOf = (file: string) => readFileSync(file, "utf8");

const houses = "{app,bench,bots,docs,e2e,faults,lib,prisma,sandbox,scripts,test}";
const tree = globSync([`${houses}/**`, "*"]).map((path) => path.replaceAll("\\", "/"));

test("every path named in a document exists", () => {
  const named = /`([\w.[\]-]+(?:\/[\w.[\]-]*)+|[\w-]+\.(?:ts|tsx|md|prisma))`/g;
  // Capitals are a placeholder: `app/[tenant]/NAME/page.tsx`.
  const isThere = (path: string) =>
    /[A-Z]{3}/.test(path) || tree.some((each) => `/${each}/`.endsWith(`/${path.replace(/\/$/, "")}/`));
  const missing = documents.flatMap((file) =>
    [...textOf(file).matchAll(named)].flatMap(([, path = ""]) => (isThere(path) ? [] : `${file}: ${path}`)),
  );
  assert.deepEqual(missing, []);
});

test("every link between documents has a target, including its heading", () => {
  const anchorOf = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-");
  const headingsOf = (file: string) =>
    [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
  const broken = documents.flatMap((file) =>
    [...textOf(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(([, to = "", anchor]) => {
      const target = to ? join(dirname(file), to) : file;
      const found = existsSync(target) && (!anchor || headingsOf(target).includes(anchor));
      return found ? [] : `${file}: ${to}${anchor ? `#${anchor}` : ""}`;
    }),
  );
  assert.deepEqual(broken, []);
});

test("docs/chain.md has a row for every error class", () => {
  const rows = new Set([...textOf("docs/chain.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name));
  assert.deepEqual([...rows].sort(), [...errorClasses].sort());
});
