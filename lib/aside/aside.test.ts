import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import test from "node:test";
import { AsideFailed, runAside } from "./aside.ts";

const limit = (most: string) =>
  spawnSync("prlimit", [`--pid=${process.pid}`, `--nofile=${most}`]).status === 0;
const skip = limit("4096:") ? false : "prlimit is not installed (Debian: util-linux)";

const tried = () =>
  runAside("none.ts", new Uint8Array(1), { tenantId: "t", signal: new AbortController().signal }).catch(
    (error: unknown) => error,
  );

test("without a descriptor for another process the work fails, and the process that wanted it goes on", {
  skip,
}, async () => {
  const open = Array.from({ length: 20 }, () => openSync(devNull, "r"));
  limit(`${Math.max(...open) + 1}:`);
  const error = await tried();
  for (const each of open) closeSync(each);
  limit("4096:");
  assert.ok(error instanceof AsideFailed, String(error));
  assert.equal(error.fault, "busy");
});

test("a process that cannot be started is work that failed, whatever the reason", async (t) => {
  const node = process.execPath;
  t.after(() => {
    process.execPath = node;
  });
  for (const path of ["/nowhere/node", "/dev/null/node"]) {
    process.execPath = path;
    assert.ok((await tried()) instanceof AsideFailed, path);
  }
});
