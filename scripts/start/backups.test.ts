import assert from "node:assert/strict";
import test from "node:test";
import { until } from "#test/until.ts";
import { scheduleBackups } from "./backups.ts";

test("a backup whose process cannot be started is tried again", async (t) => {
  const said = t.mock.method(console, "error", () => undefined);
  const ending = new AbortController();
  const node = process.execPath;
  t.after(() => {
    process.execPath = node;
    ending.abort();
  });
  // Of failures that spawn throws, as where there is no memory.
  process.execPath = "/dev/null/node";
  scheduleBackups(ending.signal, 1);
  await until("it has failed", () => said.mock.callCount() > 0);
  assert.equal(said.mock.calls[0]?.arguments[0], "The backup failed; it is tried again in 15 minutes.");
});
