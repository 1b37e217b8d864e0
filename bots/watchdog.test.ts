// When the watchdog kills: a blocked event loop, and not a process that was frozen.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startProcess } from "#test/processes.ts";
import { BLOCKED_MS } from "./watchdog.ts";

const path = new URL("./watchdog.ts", import.meta.url).href;
/** Blocks its event loop for so long, then goes on for a while. */
const program = (blockMs: number) => `
  import { startWatchdog } from ${JSON.stringify(path)};
  startWatchdog();
  setTimeout(() => {
    console.log("blocks");
    const end = performance.now() + ${blockMs};
    while (performance.now() < end);
    console.log("over");
    setTimeout(() => process.exit(0), 1_000);
  }, 1_000);`;
const start = (blockMs: number) =>
  startProcess(["--input-type=module", "--eval", program(blockMs)], {}, /blocks/);

test("a process whose event loop is blocked for long is killed with a word; for half as long it goes on", async () => {
  const [stuck, slow] = await Promise.all([start(10 * BLOCKED_MS), start(BLOCKED_MS / 2)]);
  assert.equal(await slow.end("SIGCONT"), 0);
  await stuck.exited;
  assert.equal(stuck.child.signalCode, "SIGKILL");
  assert.match(stuck.output(), /the event loop was blocked for 5 s/);
});

test("a process that was frozen for longer goes on", async () => {
  const frozen = await start(0);
  frozen.child.kill("SIGSTOP");
  await sleep(BLOCKED_MS + 2_000);
  assert.equal(await frozen.end("SIGCONT"), 0);
});
