// The worker's port: what it tells whom, with the database and without.
import "#test/database.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import test, { after, before } from "node:test";
import pg from "pg";
import { type LiveConfig, startLiveConfig } from "#lib/live-config/live-config.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { inboxOf } from "./fixtures/inbox.ts";
import { textUpdate } from "./fixtures/updates.ts";
import { type Http, startHttp } from "./http.ts";

process.env.WORKER_PORT = "0";
// Here, where the tests reach it, and yet not what counts as this machine only.
process.env.WORKER_HOST = "0.0.0.0";
process.env.METRICS_TOKEN = "a token of the tests";
const bearer = { headers: { authorization: "Bearer a token of the tests" } };
let live: LiveConfig;
let http: Http;
let webhookPath: string;
const stored: number[] = [];
before(async () => {
  webhookPath = await createBot(await createTenant());
  live = await startLiveConfig({ workerId: null });
  http = await startHttp(
    live,
    inboxOf((updates) => void stored.push(...updates.map(({ update_id }) => update_id))),
  );
});
after(async () => {
  await http.stop();
  await live.stop();
});

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(`http://127.0.0.1:${http.port}${path}`, {
    ...init,
    headers: { connection: "close", ...init.headers },
  });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

test("a worker is healthy, ready with its bots, and has metrics; other paths are not found", async () => {
  const json = "application/json";
  assert.deepEqual(await ask("/health"), { status: 200, type: json, text: '{"ok":true}' });
  assert.deepEqual(await ask("/ready"), { status: 200, type: json, text: '{"ok":true,"bots":1}' });
  const metrics = await ask("/metrics", bearer);
  assert.equal(metrics.status, 200);
  assert.match(metrics.type ?? "", /^text\/plain/);
  assert.match(metrics.text, /^botfactory_bots\{state="\w+"\} 1$/m);
  for (const path of ["/", "/healthy", "/telegram/x"])
    assert.deepEqual(await ask(path), { status: 404, type: json, text: '{"ok":false}' });
});

test("a webhook is a POST under its prefix", async () => {
  const call = (path: string, method: string) =>
    ask(path, {
      ...{ method, headers: { "x-telegram-bot-api-secret-token": "hook" } },
      ...(method === "POST" ? { body: JSON.stringify(textUpdate(1, 1)) } : {}),
    });
  assert.equal((await call(`/telegram/${webhookPath}`, "GET")).status, 404);
  assert.equal((await call(`/other/${webhookPath}`, "POST")).status, 404);
  assert.deepEqual(stored, []);
  assert.equal((await call(`/telegram/${webhookPath}`, "POST")).status, 200);
  assert.deepEqual(stored, [1]);
});

test("without the database it is healthy but not ready, and still has its own metrics", async (t) => {
  t.mock.method(pg.Pool.prototype, "query", () => Promise.reject(new Error("away")));
  assert.equal((await ask("/health")).status, 200);
  const ready = await ask("/ready");
  assert.equal(ready.status, 503);
  assert.deepEqual(JSON.parse(ready.text), { ok: false, reason: "the database cannot be reached" });
  const metrics = await ask("/metrics", bearer);
  assert.equal(metrics.status, 200);
  assert.match(metrics.text, /botfactory_lanes_busy/);
});

test("the metrics are for whoever has the token", async () => {
  for (const authorization of ["", "Bearer", "Bearer another token of the tests", "a token of the tests"]) {
    const { status, text } = await ask("/metrics", { headers: { authorization } });
    assert.equal(status, 401);
    assert.doesNotMatch(text, /botfactory_/);
  }
  assert.equal((await ask("/metrics", bearer)).status, 200);
});

/** What the worker answers to this, and nothing more being sent; "" if it closes the connection. */
async function answerTo(text: string): Promise<string> {
  const socket = connect(http.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(text);
  const [first] = await Promise.race([once(socket, "data"), once(socket, "close")]);
  socket.destroy();
  return Buffer.isBuffer(first) ? (first.toString().split("\r\n")[0] ?? "") : "";
}

test("a body where none belongs, or one that is too large, is refused before it is sent", async () => {
  const head = (line: string, more = "") =>
    `${line} HTTP/1.1\r\nHost: a\r\nContent-Length: 16000000\r\n${more}\r\n`;
  const secret = "X-Telegram-Bot-Api-Secret-Token: hook\r\n";
  assert.equal(await answerTo(head("POST /health")), "HTTP/1.1 404 Not Found");
  assert.equal(await answerTo(head("POST /telegram/nobody", secret)), "HTTP/1.1 404 Not Found");
  assert.equal(await answerTo(head(`POST /telegram/${webhookPath}`)), "HTTP/1.1 404 Not Found");
  assert.equal(
    await answerTo(head(`POST /telegram/${webhookPath}`, secret)),
    "HTTP/1.1 413 Payload Too Large",
  );
});

test("half-sent requests end", async () => {
  const halves = ["GET /health HTTP/1.1\r\nHost: a\r\nX-", "POST /health HTTP/1.1\r\nHost"];
  assert.deepEqual(await Promise.all(halves.map(answerTo)), Array(2).fill("HTTP/1.1 408 Request Timeout"));
});
