// Who may import whom (DESIGN.md, "The house"), and what the tree must not contain.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import test from "node:test";

const files = globSync("{app,bench,bots,e2e,lib,sandbox,scripts,test}/**/*.{ts,tsx}").map(normalize);

interface Import {
  file: string;
  /** Path from the project's root for our own files, the package's name for others. */
  target: string;
}

function importsOf(file: string): Import[] {
  const source = readFileSync(file, "utf8");
  const found = source.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g);
  return [...found].map(([, specifier]) => {
    if (specifier!.startsWith(".")) return { file, target: join(dirname(file), specifier!) };
    return { file, target: specifier!.replace(/^#generated\//, "prisma/generated/").replace(/^#/, "") };
  });
}

const imports = files.flatMap(importsOf);
const isTest = (file: string) => /\.(test|spec)\.tsx?$|\/fixtures\//.test(file) || file.startsWith("test/");
const within = (folder: string) => (path: string) => path === folder || path.startsWith(`${folder}/`);

function forbid(rule: string, from: (file: string) => boolean, to: (target: string) => boolean): void {
  test(rule, () => {
    const broken = imports.filter(({ file, target }) => !isTest(file) && from(file) && to(target));
    assert.deepEqual(
      broken.map(({ file, target }) => `${file} → ${target}`),
      [],
    );
  });
}

const any =
  (...tests: ((path: string) => boolean)[]) =>
  (path: string) =>
    tests.some((each) => each(path));
const houses = ["app", "bots", "lib", "sandbox", "scripts", "prisma"];
const others = (own: string) => any(...houses.filter((house) => house !== own).map(within));

forbid("app does not import bots", within("app"), within("bots"));
forbid("bots does not import app", within("bots"), within("app"));
forbid(
  "lib imports neither app nor bots nor scripts",
  within("lib"),
  any(within("app"), within("bots"), within("scripts")),
);
forbid("lib knows neither Next, nor React, nor Telegraf", within("lib"), (target) =>
  /^(next|react|react-dom|telegraf|server-only)(\/|$)/.test(target),
);
forbid("sandbox imports nothing of the rest", within("sandbox"), others("sandbox"));
forbid("nothing of the rest imports sandbox", (file) => !file.startsWith("sandbox/"), within("sandbox"));

test("lib/fallback imports nothing outside itself", () => {
  const broken = imports.filter(
    ({ file, target }) => !isTest(file) && within("lib/fallback")(file) && !within("lib/fallback")(target),
  );
  assert.deepEqual(broken, []);
});

test("the leaves of lib import no other noun of lib", () => {
  const leaves = ["lib/env.ts", "lib/errors.ts", "lib/log.ts", "lib/secrets.ts"];
  const broken = imports.filter(
    ({ file, target }) => leaves.includes(file) && within("lib")(target) && !leaves.includes(target),
  );
  assert.deepEqual(broken, []);
});

test("no barrels, no utils, no services", () => {
  const barrels = files.filter(
    (file) => /(^|\/)index\.tsx?$/.test(file) || /\/(utils|services|helpers)\//.test(file),
  );
  assert.deepEqual(barrels, []);
});

test("no file is a god file: none over 500 lines", () => {
  const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 500);
  assert.deepEqual(long, []);
});
