// `npm run mutate`, on one small file, in a copy of the tree: it writes beside the files that it changes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test from "node:test";

test("mutation testing runs with the installed packages: it tells what a file's tests notice and what they do not", (t) => {
  const copy = mkdtempSync(join(tmpdir(), "mutate-"));
  t.after(() => rmSync(copy, { recursive: true }));
  for (const name of ["lib", "bots", "prisma", "sandbox", "scripts", "test", "package.json", "tsconfig.json"])
    cpSync(name, join(copy, name), { recursive: true });
  symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
  const args = ["scripts/mutate.ts", "lib/slots.ts", "--tests", "lib/slots.test.ts"];
  // With it, Node's runner would not write for Stryker.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, env, encoding: "utf8" });
  const [, killed, survived] = /slots\.ts \|(?:[^|]+\|){2} +(\d+) \| +\d+ \| +(\d+) \|/.exec(stdout) ?? [];
  assert.ok(Number(killed) > 10, stdout + stderr);
  assert.equal(stdout.match(/^\[Survived\]/gm)?.length ?? 0, Number(survived));
});
