import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { devNull } from "node:os";
import test from "node:test";
import { hasDescriptors } from "./descriptors.ts";

const limit = (most: string) =>
  spawnSync("prlimit", [`--pid=${process.pid}`, `--nofile=${most}`]).status === 0;
const skip = limit("4096:") ? false : "prlimit is not installed (Debian: util-linux)";

test("there are descriptors as long as eight more files may be opened; asking leaves none open", {
  skip,
}, () => {
  const open = Array.from({ length: 20 }, () => openSync(devNull, "r"));
  assert.equal(hasDescriptors(), true);
  // Numbers of descriptors below the limit are what counts.
  limit(`${Math.max(...open) + 1}:`);
  assert.equal(hasDescriptors(), false);
  for (const each of open.splice(0, 7)) closeSync(each);
  assert.equal(hasDescriptors(), false);
  for (const each of open.splice(0, 5)) closeSync(each);
  const before = readdirSync("/proc/self/fd").length;
  assert.equal(hasDescriptors(), true);
  assert.equal(readdirSync("/proc/self/fd").length, before);
  limit("4096:");
  for (const each of open) closeSync(each);
});
