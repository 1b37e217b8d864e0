// Telegram's limits: one message a second in a private chat, twenty a minute in a group, thirty a second in all.
import assert from "node:assert/strict";
import test from "node:test";
import { makeTurns } from "../fixtures/turns.ts";
import { progress } from "../progress.ts";
import { clientOf } from "./client.ts";
import { Pacer } from "./pacer.ts";

const signal = new AbortController().signal;
let now = Date.parse("2026-11-23T12:00:00Z");
const seconds = (count: number) => {
  now += count * 1_000;
};
const newPacer = () => new Pacer(() => now);

/** Sends until the chat has to wait. @returns the number of messages sent */
async function burst(pacer: Pacer, chatId: number): Promise<number> {
  let sent = 0;
  for (; sent < 100 && pacer.free(chatId); sent++) await pacer.turn(chatId, signal);
  return sent;
}

test("a private chat allows five at once, then one a second", async () => {
  const pacer = newPacer();
  assert.equal(await burst(pacer, 7), 5);
  seconds(0.999);
  assert.equal(pacer.free(7), false);
  seconds(0.001);
  assert.equal(await burst(pacer, 7), 1);
});

test("in a group whole answers go out at once, at most eighteen in any minute; frames leave them half of it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const pacer = newPacer();
  assert.equal(await burst(pacer, -7), 9, "frames");
  for (let answer = 0; answer < 9; answer++) await pacer.turn(-7, signal);
  let sent = false;
  const waiting = pacer.turn(-7, signal).then(() => {
    sent = true;
  });
  seconds(59.999);
  t.mock.timers.tick(20_000);
  await new Promise(setImmediate);
  assert.equal(sent, false);
  seconds(0.001);
  for (let left = 0; left < 3; left++) {
    t.mock.timers.tick(20_000);
    await new Promise(setImmediate);
  }
  await waiting;
  assert.equal(sent, true);
  assert.equal(pacer.free(-8), true, "another group has its own minute");
  pacer.block(-8, 30);
  assert.equal(pacer.free(-8), false);
});

test("chats do not wait for each other, but all together are at most thirty a second", async () => {
  const pacer = newPacer();
  await burst(pacer, 7);
  assert.equal(pacer.free(8), true);
  let sent = 5;
  for (let chat = 8; sent < 100 && pacer.free(chat); chat++) {
    await pacer.turn(chat, signal);
    sent++;
  }
  assert.equal(sent, 31);
  seconds(1);
  let again = 0;
  for (let chat = 100; again < 100 && pacer.free(chat); chat++) {
    await pacer.turn(chat, signal);
    again++;
  }
  assert.equal(again, 30);
});

test("chats that were silent for two minutes are forgotten once there are a thousand; those under a limit are not", async () => {
  const pacer = newPacer();
  pacer.block(7, 600);
  await burst(pacer, 8);
  for (let chat = 1_000; chat < 1_998; chat++) pacer.free(chat);
  assert.equal(pacer.free(8), false);
  pacer.free(5_000);
  assert.equal(pacer.free(8), false, "it spoke just now");
  seconds(300);
  for (let chat = 2_000; chat < 2_003; chat++) pacer.free(chat);
  assert.equal(pacer.free(7), false, "Telegram's limit is remembered");
});

test("a wait ends at once when the turn does, and counts as progress of the worker", async () => {
  const pacer = new Pacer();
  pacer.block(7, 0.05);
  const before = progress.at();
  await pacer.turn(7, signal);
  assert.ok(progress.at() > before);
  pacer.block(7, 600);
  const stopping = new AbortController();
  const waiting = pacer.turn(7, stopping.signal);
  stopping.abort(new Error("stopping"));
  await assert.rejects(waiting);
});

test("a flood limit blocks its chat for as long as Telegram says, and no other chat", () => {
  const pacer = newPacer();
  pacer.block(7, 30);
  assert.equal(pacer.free(8), true);
  seconds(29.999);
  assert.equal(pacer.free(7), false);
  seconds(0.001);
  assert.equal(pacer.free(7), true);
});

test("while more than two answers are under way in a group none is streamed, so that all of them find room", async () => {
  const pacer = newPacer();
  const ends = [1, 2].map(() => pacer.begin(-7));
  assert.equal(pacer.free(-7), true);
  ends.push(pacer.begin(-7));
  assert.equal(pacer.free(-7), false);
  assert.equal(pacer.free(-8), true, "another group");
  ends.pop()?.();
  assert.equal(pacer.free(-7), true);
  for (let i = 0; i < 5; i++) pacer.begin(7);
  assert.equal(pacer.free(7), true, "a private chat has one answer at a time in each topic");
});

test("two tenants' bots that write to the same person have each their own rates: one's flood is not the other's", async (t) => {
  const bots = await Promise.all([makeTurns(), makeTurns()]);
  const [mine, other] = bots.map(({ config }) => clientOf(config).pacer);
  assert.notEqual(bots[0]?.config.tenantId, bots[1]?.config.tenantId);
  // Time stands still: no rate recovers while the test looks.
  const at = performance.now();
  t.mock.method(performance, "now", () => at);
  mine!.block(7, 600);
  while (mine!.free(8)) await mine!.turn(8, signal);
  for (let chat = 100; mine!.free(chat); chat++) await mine!.turn(chat, signal);
  assert.deepEqual(
    [7, 8, 99].map((chat) => mine!.free(chat)),
    [false, false, false],
  );
  assert.deepEqual(
    [7, 8, 99].map((chat) => other!.free(chat)),
    [true, true, true],
  );
  const later = new Promise((done) => setImmediate(done, "it waits"));
  assert.equal(await Promise.race([other!.turn(7, signal), later]), undefined, "it does not wait either");
});
