import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
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

test("a broadcast waits before it takes what is kept for answers, and goes on once they have left room", async () => {
  let now = 0;
  const pacer = new Pacer(() => now);
  let sent = 0;
  const turns = Array.from({ length: 20 }, () => pacer.spareTurn(signal).then(() => sent++));
  await sleep(50);
  assert.equal(sent, 11, "a third of the burst");
  // The rest is the answers': none of them waits.
  for (let chat = 1; chat <= 19; chat++) await pacer.turn(chat, signal);
  // Half a second brings 15 of them back, all of which are kept.
  now = 500;
  await sleep(300);
  assert.equal(sent, 11);
  now = 10_000;
  await Promise.all(turns);
  assert.equal(sent, 20);
});
