// What Telegram's answer to getMe means, against a server with scripted answers.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after } from "node:test";
import { freePort } from "#test/ports.ts";
import type { AppError } from "../errors.ts";
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
  const unreachable = { code: "telegram_unreachable", field: undefined };
  await assert.rejects(ask(502, "<html>Bad gateway</html>"), unreachable);
  await assert.rejects(ask(429, { ok: false }), unreachable);
  await assert.rejects(ask(500, { ok: true, result: me }), unreachable);
  await assert.rejects(ask(200, { ok: true }), unreachable);
});

test("a page that answers in Telegram's place refuses no token: this server does not reach Telegram", async () => {
  // fetch hands no 407 on: it fails without a code.
  await assert.rejects(ask(407, ""), { code: "telegram_out_of_reach", field: undefined });
  for (const status of [200, 302, 401, 403, 404])
    await assert.rejects(ask(status, "<html>Sign in to the network</html>"), {
      code: "telegram_out_of_reach",
      field: undefined,
      values: {
        fault: "page",
        code: "ERR_FOREIGN_ANSWER",
        host: new URL(process.env.TELEGRAM_API_ROOT ?? "").host,
      },
    });
});

test("a Telegram that hangs up is unreachable", async () => {
  const hungUp = ask(0, "");
  await assert.rejects(hungUp, { code: "telegram_unreachable", field: undefined });
});

test("a server that cannot get through to Telegram says so, and names neither the token nor blames it", async () => {
  const port = (server.address() as AddressInfo).port;
  const ways = [
    [`https://127.0.0.1:${port}`, "certificate"],
    [`http://127.0.0.1:${await freePort()}`, "blocked"],
    ["http://telegram.invalid", "dns"],
  ] as const;
  for (const [address, fault] of ways) {
    await assert.rejects(askTelegram("77:token", address), (error: AppError) => {
      assert.equal(error.code, "telegram_out_of_reach");
      assert.equal(error.values.fault, fault, String(error.values.code));
      assert.doesNotMatch(JSON.stringify(error), /77:token/);
      return true;
    });
  }
});
