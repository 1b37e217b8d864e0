// What Telegram's answer to getMe means, against a server with scripted answers.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after } from "node:test";
import { askTelegram } from "./telegram.ts";

let answer: { status: number; body: string };
const asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  asked.push(request.url);
  if (answer.status === 0) return request.socket.destroy();
  response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
}).listen(0, "127.0.0.1");
await once(server, "listening");
process.env.TELEGRAM_API_ROOT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (status: number, body: unknown) => {
  answer = { status, body: typeof body === "string" ? body : JSON.stringify(body) };
  return askTelegram("77:token");
};
const me = { id: 77, is_bot: true, first_name: "Shop" };

test("the bot of a token has Telegram's name and username, or a username made of its id", async () => {
  const known = { ok: true, result: { ...me, username: "shop_bot" } };
  assert.deepEqual(await ask(200, known), { telegramId: 77, username: "shop_bot", name: "Shop" });
  assert.equal(asked.at(-1), "/bot77:token/getMe");
  assert.equal((await ask(200, { ok: true, result: me })).username, "bot77");
});

test("401 and 404 refuse the token; any other failure, and an answer without a bot, means unreachable", async () => {
  const refused = { code: "bot_token_refused", field: "token" };
  for (const status of [401, 404]) await assert.rejects(ask(status, { ok: false }), refused);
  const unreachable = { code: "telegram_unreachable", field: "token" };
  await assert.rejects(ask(502, "<html>Bad gateway</html>"), unreachable);
  await assert.rejects(ask(429, { ok: false }), unreachable);
  await assert.rejects(ask(500, { ok: true, result: me }), unreachable);
  await assert.rejects(ask(200, { ok: true }), unreachable);
  await assert.rejects(ask(200, "no JSON"), unreachable);
});

test("a Telegram that hangs up is unreachable", async () => {
  const hungUp = ask(0, "");
  await assert.rejects(hungUp, { code: "telegram_unreachable", field: "token" });
});
