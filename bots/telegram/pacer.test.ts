// Telegram's limits: one message a second in a private chat, twenty a minute in a group, thirty a second in all.
import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";
import { Pacer } from "./pacer.ts";

const signal = new AbortController().signal;
const seconds = (count: number) => mock.timers.tick(count * 1_000);

beforeEach((t) => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T12:00:00Z") });
  (t as unknown as { after(end: () => void): void }).after(() => mock.timers.reset());
});

/** Sends until the chat has to wait. @returns how many messages went out */
async function burst(pacer: Pacer, chatId: number): Promise<number> {
  let sent = 0;
  for (; sent < 100 && pacer.free(chatId); sent++) await pacer.turn(chatId, signal);
  return sent;
}

test("a private chat takes five at once, then one a second", async () => {
  const pacer = new Pacer();
  assert.equal(await burst(pacer, 7), 5);
  seconds(0.999);
  assert.equal(pacer.free(7), false);
  seconds(0.001);
  assert.equal(await burst(pacer, 7), 1);
});

test("a group takes six at once, then one in three seconds: no more than twenty a minute", async () => {
  const pacer = new Pacer();
  assert.equal(await burst(pacer, -7), 6);
  seconds(2.999);
  assert.equal(pacer.free(-7), false);
  seconds(0.001);
  assert.equal(await burst(pacer, -7), 1);
  let sent = 0;
  for (let second = 0; second < 60; second++) {
    seconds(1);
    sent += await burst(pacer, -7);
  }
  assert.equal(sent, 20);
});

test("chats do not wait for each other, but all together are at most thirty a second", async () => {
  const pacer = new Pacer();
  await burst(pacer, 7);
  assert.equal(pacer.free(8), true);
  let sent = 5;
  for (let chat = 8; pacer.free(chat); chat++) {
    await pacer.turn(chat, signal);
    sent++;
  }
  assert.equal(sent, 31);
  seconds(1);
  let again = 0;
  for (let chat = 100; pacer.free(chat); chat++) {
    await pacer.turn(chat, signal);
    again++;
  }
  assert.equal(again, 30);
});

test("a flood limit holds its chat for as long as Telegram says, and no other", () => {
  const pacer = new Pacer();
  pacer.block(7, 30);
  assert.equal(pacer.free(8), true);
  seconds(29.999);
  assert.equal(pacer.free(7), false);
  seconds(0.001);
  assert.equal(pacer.free(7), true);
});
