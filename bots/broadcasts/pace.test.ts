import assert from "node:assert/strict";
import test from "node:test";
import { Pacer } from "../telegram/pacer.ts";
import { botRate, WORKER_MOST, workerRate } from "./pace.ts";

test("a bot's broadcast makes 25 a second, and leaves what its answers need of Telegram's thirty", () => {
  assert.equal(botRate(0), 25);
  assert.ok(botRate(5) + 5 * 1.3 <= 28);
  assert.ok(botRate(1_000) >= 1, "it never stands still");
});

test("a worker whose thread is busy slows its broadcasts down, and speeds them up again slowly", () => {
  assert.ok(workerRate(200, 0.95) < 200);
  assert.ok(workerRate(20, 1) >= 1);
  assert.ok(workerRate(100, 0.3) > 100);
  assert.equal(workerRate(WORKER_MOST, 0.1), WORKER_MOST);
});

const signal = new AbortController().signal;

test("a broadcast waits before it takes what is kept for answers, and answers that come meanwhile go first", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  const pacer = new Pacer(() => now);
  let sent = 0;
  const step = async (ms: number) => {
    now += ms;
    t.mock.timers.tick(ms);
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
  };
  for (let i = 0; i < 20; i++) void pacer.spareTurn(signal).then(() => sent++);
  await step(0);
  assert.ok(sent >= 10 && sent <= 11, `${sent} at once`);
  // The burst that is left is the answers'.
  for (let chat = 1; chat <= 19; chat++) await pacer.turn(chat, signal);
  const before = sent;
  await step(500);
  assert.equal(sent, before, "none goes out while answers have used what was kept for them");
  await step(1_000);
  assert.ok(sent > before);
});
