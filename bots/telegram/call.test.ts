import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import test from "node:test";
import { TelegramError } from "telegraf";
import { fakeTelegram } from "../fixtures/updates.ts";
import { callApi, callIfKnown, type Telegram, TelegramAway } from "./call.ts";

const quiet = new AbortController().signal;
const failing = (error: Error) => fakeTelegram(() => Promise.reject(error));
const refusal = (error_code: number) => new TelegramError({ error_code, description: "no" });

/** A call that ends only when its signal is aborted. */
const silent = {
  callApi: (_: string, __: object, { signal }: { signal: AbortSignal }) =>
    new Promise((_done, fail) => signal.addEventListener("abort", () => fail(new Error("aborted")))),
} as unknown as Telegram;

test("Telegram's refusal is thrown unchanged; a network failure keeps its code without the address", async () => {
  await assert.rejects(callApi(failing(refusal(400)).telegram, "getMe", {}, quiet, 1_000), TelegramError);
  for (const [error, code] of [
    [{ code: "ECONNRESET" }, "ECONNRESET"],
    [{ type: "invalid-json" }, "invalid-json"],
    [{}, "no answer"],
  ] as const) {
    const { telegram } = failing(Object.assign(new Error("https://api/bot1:token/getMe failed"), error));
    await assert.rejects(callApi(telegram, "getMe", {}, quiet, 1_000), (thrown) => {
      assert.ok(thrown instanceof TelegramAway && thrown.code === code);
      assert.match(thrown.message, new RegExp(code));
      assert.doesNotMatch(`${thrown.message} ${thrown.stack}`, /token/);
      return true;
    });
  }
});

test("a call without an answer in time is TelegramAway; an aborted one throws the signal's reason", async () => {
  await assert.rejects(callApi(silent, "getMe", {}, quiet, 20), { code: "ETIMEDOUT" });
  const stopping = new AbortController();
  const calling = callApi(silent, "getMe", {}, stopping.signal, 600_000);
  stopping.abort(new Error("stopping"));
  await assert.rejects(calling, /stopping/);
  assert.equal(
    getEventListeners(stopping.signal, "abort").length,
    0,
    "a long-lived signal keeps nothing of a call",
  );
  const { telegram, calls } = fakeTelegram(() => true);
  await assert.rejects(callApi(telegram, "getMe", {}, stopping.signal, 10_000), /stopping/);
  assert.deepEqual(calls, []);
});

test("a method that the server lacks is not called again for ten minutes; other failures are ignored", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  t.mock.method(performance, "now", () => Date.now());
  const times = async (method: string, error: Error) => {
    const { telegram, calls } = failing(error);
    for (let i = 0; i < 2; i++) await callIfKnown(telegram, method, {}, quiet);
    t.mock.timers.tick(600_000);
    await callIfKnown(telegram, method, {}, quiet);
    return calls.length;
  };
  assert.equal(await times("newer", refusal(404)), 2);
  assert.equal(await times("newest", refusal(501)), 2);
  assert.equal(await times("sendChatAction", refusal(400)), 3);
  assert.equal(await times("setMyCommands", new Error("no network")), 3);
});
