import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { until } from "#test/until.ts";
import { supervise } from "./supervise.ts";

for (const [folder, code] of [
  ["none", "ENOENT"],
  ["file", "ENOTDIR"],
] as const)
  test(`a process that cannot be started is tried again, and costs the others nothing: ${code}`, async (t) => {
    const scratch = mkdtempSync(join(tmpdir(), "supervise-"));
    t.after(() => rmSync(scratch, { recursive: true }));
    const said = t.mock.method(console, "error", () => undefined);
    const mark = join(scratch, "runs");
    const node = process.execPath;
    writeFileSync(join(scratch, "file"), "");
    process.execPath = join(scratch, folder, "node");
    const script = `fs.writeFileSync(${JSON.stringify(mark)}, ""); setInterval(() => undefined, 1_000)`;
    const child = supervise("worker", ["-e", script], {});
    await until("it has failed", () => said.mock.callCount() > 0);
    process.execPath = node;
    await until("it runs", () => existsSync(mark));
    await child.stop(5_000);
    assert.match(
      String(said.mock.calls[0]?.arguments[0]),
      new RegExp(`^The worker exited \\(spawn .*${code}\\); restarting it`),
    );
  });
