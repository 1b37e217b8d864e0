import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";
import { readBody } from "../http.ts";
import { serveSandbox } from "../testing.ts";
import type { Update } from "./types.ts";

/** A webhook server with scripted responses; `reached(n)` resolves after its nth request. */
async function receiver(
  t: TestContext,
  answer: (update: Update, request: IncomingMessage) => [number, object?],
) {
  const got: Update[] = [];
  const waiting: [number, () => void][] = [];
  const server = createServer(async (request, response) => {
    const update = JSON.parse((await readBody(request)).toString()) as Update;
    got.push(update);
    const [status, body] = answer(update, request);
    response.writeHead(status, body && { "content-type": "application/json" });
    response.end(body && JSON.stringify(body));
    for (const [count, done] of waiting) if (got.length >= count) done();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    reached: (count: number) =>
      new Promise<void>((done) => (got.length >= count ? done() : void waiting.push([count, done]))),
  };
}

const textOf = ({ message }: Update) => (message as { text: string }).text;

test("a webhook gets its secret; a failed delivery is retried in order within its chat, without blocking other chats", async (t) => {
  const { call, write, control } = await serveSandbox(t);
  await control("PUT", "telegram/faults", { webhookRetryMs: 20 });
  let failures = 2;
  const hook = await receiver(t, (update, request) => {
    assert.equal(request.headers["x-telegram-bot-api-secret-token"], "s3cret");
    return [textOf(update) === "one" && failures-- > 0 ? 500 : 200];
  });
  await call("setWebhook", { url: hook.url, secret_token: "s3cret" });
  const chat = { id: 7 };
  await control("POST", "telegram/messages", [
    { bot: "test_bot", chat, text: "one" },
    { bot: "test_bot", chat, text: "two" },
  ]);
  await write("other chat", { chat: { id: 8 } });
  await hook.reached(5);
  const inChat = hook.got.map(textOf).filter((text) => text !== "other chat");
  assert.deepEqual(inChat, ["one", "one", "one", "two"]);
  const { result } = await call<{ last_error_message: string; url: string }>("getWebhookInfo");
  assert.equal(result.url, hook.url);
  assert.equal(result.last_error_message, "Wrong response from the webhook: 500 Internal Server Error");
});

test("undelivered updates stay pending, and getUpdates returns them after deleteWebhook", async (t) => {
  const { call, write } = await serveSandbox(t);
  const hook = await receiver(t, () => [503]);
  await call("setWebhook", { url: hook.url });
  await write("one");
  await hook.reached(1);
  const info = await call<{ pending_update_count: number }>("getWebhookInfo");
  assert.equal(info.result.pending_update_count, 1);
  const refused = await call("getUpdates");
  assert.equal(refused.error_code, 409);
  assert.match(refused.description!, /^Conflict: can't use getUpdates method while webhook is active/);
  await call("deleteWebhook");
  assert.deepEqual((await call<Update[]>("getUpdates")).result.map(textOf), ["one"]);
});

test("a method in the webhook's response is executed", async (t) => {
  const { call, write, control } = await serveSandbox(t);
  const hook = await receiver(t, () => [200, { method: "sendMessage", chat_id: 7, text: "from the answer" }]);
  await call("setWebhook", { url: hook.url });
  await write("hello");
  const { messages } = await control<{ messages: { text: string }[] }>(
    "GET",
    "telegram/wait?bot=test_bot&chat=7&timeout=5000",
  );
  assert.equal(messages[0]?.text, "from the answer");
});

test("setWebhook ends a poll in progress and accepts only https, except on this machine", async (t) => {
  const { call, sandbox } = await serveSandbox(t);
  const poll = call("getUpdates", { timeout: 50 });
  while (!sandbox.telegram.bot("test_bot").updates.polling) await new Promise(setImmediate);
  const refused = await call("setWebhook", { url: "http://example.com/hook" });
  assert.equal(refused.description, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
  await call("setWebhook", { url: "http://127.0.0.1:9/hook" });
  assert.equal((await poll).description, "Conflict: terminated by setWebhook request");
});
