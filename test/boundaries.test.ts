// Import rules (docs/architecture.md has the map), and rules about the source tree.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { normalize } from "node:path";
import test from "node:test";
import { circlesOf, type Import, importsOf, isTest, roomsOf } from "./imports.ts";

const files = globSync("{app,bench,bots,e2e,lib,sandbox,scripts,test}/**/*.{ts,tsx}").map(normalize);
const imports = files.filter((file) => !isTest(file)).flatMap(importsOf);

const within =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
const not =
  (condition: (path: string) => boolean) =>
  (path: string): boolean =>
    !condition(path);

function forbid(rule: string, from: (file: string) => boolean, to: (target: string) => boolean): void {
  test(rule, () => {
    const broken = imports.filter(({ file, target }) => from(file) && to(target));
    assert.deepEqual(broken.map(written), []);
  });
}
const written = ({ file, target }: Import) => `${file} → ${target}`;

const houses = ["app", "bots", "lib", "sandbox", "scripts", "prisma"];
const others = (own: string) => within(...houses.filter((house) => house !== own));

forbid("app does not import bots", within("app"), within("bots"));
forbid("bots does not import app", within("bots"), within("app"));
forbid("lib imports neither app nor bots nor scripts", within("lib"), within("app", "bots", "scripts"));
forbid("lib imports neither Next, React nor Telegraf", within("lib"), (target) =>
  /^(next|react|react-dom|telegraf|server-only)(\/|$)/.test(target),
);
forbid("sandbox imports no other folder", within("sandbox"), others("sandbox"));
forbid("only tests import sandbox", not(within("sandbox")), within("sandbox"));
forbid("lib/fallback imports nothing outside itself", within("lib/fallback"), not(within("lib/fallback")));
forbid(
  "the rest of the project imports only the entry of lib/fallback",
  not(within("lib/fallback")),
  (target) =>
    within("lib/fallback")(target) &&
    target !== "lib/fallback/index.ts" &&
    // The traffic benchmark switches engine parts off; nothing else may.
    target !== "lib/fallback/fixtures/traffic.ts",
);
forbid(
  "the leaves env, errors, log, secrets and database-away import nothing of lib except env, errors and log",
  within("lib/env.ts", "lib/errors.ts", "lib/log.ts", "lib/secrets.ts", "lib/database-away.ts"),
  (target) => within("lib")(target) && !within("lib/env.ts", "lib/errors.ts", "lib/log.ts")(target),
);
const isLeaf = (path: string) => /^lib\/[^/]+$/.test(path);
const messages = within("lib/messages");
forbid("files at the top level of lib import no folder of lib except messages", isLeaf, (target) => {
  return within("lib")(target) && !isLeaf(target) && !messages(target);
});
forbid(
  "bots/queue imports neither bots/turn nor bots/telegram",
  within("bots/queue"),
  within("bots/turn", "bots/telegram"),
);
forbid("bots/telegram does not import bots/turn", within("bots/telegram"), within("bots/turn"));

test("no import cycles between files", () => {
  assert.deepEqual(circlesOf(imports), []);
});

for (const [house, depth] of [
  ["lib", 1],
  ["lib/fallback", 1],
  ["bots", 1],
  ["bots/telegram", 1],
  ["sandbox", 1],
  ["scripts", 1],
  ["app", 1],
] as const) {
  test(`no import cycles between folders of ${house}`, () => {
    assert.deepEqual(circlesOf(roomsOf(imports, house, depth)), []);
  });
}

test("lib, app and bots read process.env in one module only", () => {
  const sources = files.filter((file) => !isTest(file) && within("lib", "app", "bots")(file));
  const reading = sources.filter((file) => readFileSync(file, "utf8").includes("process.env"));
  assert.deepEqual(reading, ["lib/env.ts"]);
});

test("the tree has no barrels, utils or services", () => {
  const barrels = files.filter(
    (file) =>
      (/(^|\/)index\.tsx?$/.test(file) && file !== "lib/fallback/index.ts") ||
      /\/(utils|services|helpers)\//.test(file),
  );
  assert.deepEqual(barrels, []);
});

test("no file has more than 500 lines", () => {
  const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 500);
  assert.deepEqual(long, []);
});

test("nothing refers to a document outside the repository", () => {
  const outside = new RegExp(
    ["DESIGN", "FALLBACK", "TELEGRAM", "DASHBOARD", "RESEARCH", "STYLE", "SEED"].join("|"),
  );
  const all = globSync("{app,bench,bots,docs,e2e,lib,sandbox,scripts,test,prisma}/**/*.{ts,tsx,md,prisma}");
  const dangling = [...all, "README.md", "CHANGELOG.md", "proxy.ts"].filter((file) =>
    new RegExp(`(${outside.source})\\.md`).test(readFileSync(file, "utf8")),
  );
  assert.deepEqual(dangling, []);
});
