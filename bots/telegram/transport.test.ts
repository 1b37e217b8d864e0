import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";
import { TelegramError } from "telegraf";
import { callApi, type Telegram, TelegramAway } from "./call.ts";
import { callerOf } from "./transport.ts";

type Answer = (response: ServerResponse, body: string, request: IncomingMessage) => void;

/** A Telegram that answers as told, and what it saw. */
async function telegramThat(answer: Answer) {
  const seen: { url?: string | undefined; body: unknown }[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push({ url: request.url, body: JSON.parse(body) });
      answer(response, body, request);
    });
  });
  server.on("connection", () => connections++);
  // However long the test takes between two calls.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  const telegram = { callApi: callerOf("1:token", root) } as Telegram;
  const call = (method: string, payload: object = {}, limitMs = 600_000) =>
    callApi<unknown>(telegram, method, payload, new AbortController().signal, limitMs);
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { call, seen, close, connections: () => connections };
}

const ok = (result: unknown) => JSON.stringify({ ok: true, result });

test("a call posts JSON below the server's root and returns the result; the next one uses its connection", async (t) => {
  const { call, seen, close, connections } = await telegramThat((response) => response.end(ok("oʻzbekcha")));
  t.after(close);
  assert.equal(await call("getMe", { a: "ў", b: undefined }), "oʻzbekcha");
  for (let i = 0; i < 5; i++) await call("getMe");
  assert.deepEqual(seen[0], { url: "/api/bot1:token/getMe", body: { a: "ў" } });
  assert.equal(connections(), 1);
});

test("a text that was cut in the middle of a character is sent with a sign in its place", async (t) => {
  const { call, seen, close } = await telegramThat((response) => response.end(ok(true)));
  t.after(close);
  const text = "Rahmat 👍".slice(0, -1);
  await call("sendMessage", { text, reply_markup: { inline_keyboard: [[{ text: "\\ud83d" }]] } });
  assert.deepEqual(seen[0]?.body, {
    text: "Rahmat \ufffd",
    reply_markup: { inline_keyboard: [[{ text: "\\ud83d" }]] },
  });
});

test("a refusal is a TelegramError with its parameters; a 5xx needs no JSON", async (t) => {
  const parameters = { retry_after: 3 };
  const { call, close } = await telegramThat((response, _, { url }) => {
    response.statusCode = url?.endsWith("getMe") ? 502 : 429;
    const refused = { ok: false, error_code: 429, description: "Too Many Requests", parameters };
    response.end(response.statusCode === 502 ? "<html>" : JSON.stringify(refused));
  });
  t.after(close);
  await assert.rejects(call("sendMessage"), (error: TelegramError) => {
    assert.ok(error instanceof TelegramError);
    assert.deepEqual([error.code, error.parameters], [429, parameters]);
    return true;
  });
  await assert.rejects(call("getMe"), (error) => error instanceof TelegramError && error.code === 502);
});

test("no JSON, a cut connection, and no answer in time are failures of the network", async (t) => {
  const { call, close } = await telegramThat((response, _, { url }) => {
    if (url?.endsWith("page")) response.end("<html>");
    else if (url?.endsWith("cut")) response.destroy();
    else if (url?.endsWith("half")) {
      response.setHeader("content-length", 100);
      response.write("{", () => response.destroy());
    }
  });
  t.after(close);
  for (const [method, code] of [
    ["page", "invalid-json"],
    ["cut", "ECONNRESET"],
    ["half", "ECONNRESET"],
    ["never", "ETIMEDOUT"],
  ] as const)
    await assert.rejects(call(method, {}, code === "ETIMEDOUT" ? 300 : undefined), (error) => {
      assert.ok(error instanceof TelegramAway);
      assert.equal(error.code, code, method);
      return true;
    });
});
