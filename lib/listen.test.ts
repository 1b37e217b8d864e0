import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import test from "node:test";
import pg from "pg";
import { z } from "zod";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { pool } from "./db.ts";
import { env } from "./env.ts";
import { listen } from "./listen.ts";
import { notify, packed } from "./notify.ts";

test("an invalid message is skipped, and later ones are received", async (t) => {
  const heard: number[] = [];
  const all = Promise.withResolvers<void>();
  const listener = await listen({
    channel: "test_messages",
    message: z.object({ n: z.int() }),
    onMessage({ n }) {
      heard.push(n);
      if (n === 2) all.resolve();
    },
    onConnect: async () => {},
  });
  t.after(() => listener.stop());
  await pool.query("SELECT pg_notify('test_messages', 'no JSON')");
  await notify("test_messages", [{ n: 1 }, { n: "one" }, ["n"], { n: 2 }]);
  await all.promise;
  assert.deepEqual(heard, [1, 2]);
});

const message = z.object({ n: z.int() });
/** Ends the connections that listen, as a restart of Postgres does. */
const breakConnection = () =>
  asOwner(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()`,
  );
const listening = async () => {
  const rows = await asOwner(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()`,
  );
  return rows.length;
};

test("a server that takes the connection and never answers is tried again", async (t) => {
  const direct = new URL(env().DATABASE_URL ?? "");
  let connections = 0;
  const server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    if (connections++ > 0) socket.pipe(net.connect(Number(direct.port), direct.hostname)).pipe(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as net.AddressInfo;
  t.after(() => {
    env().DATABASE_URL = direct.href;
    server.close();
  });
  env().DATABASE_URL = Object.assign(new URL(direct), { hostname: "127.0.0.1", port: String(port) }).href;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const listening = listen({ channel: "test_mute", message, onMessage: () => {}, onConnect: async () => {} });
  await once(server, "connection");
  t.mock.timers.tick(10_000);
  for (let tries = 0; connections < 2; tries++) {
    assert.ok(tries < 1_000, "it waits for ever");
    t.mock.timers.tick(100);
    await new Promise(setImmediate);
  }
  t.mock.timers.reset();
  await (await listening).stop();
});

test("after a lost connection it listens again, and loads the state before it hears of later changes", async (t) => {
  const events: (string | number)[] = [];
  const listener = await listen({
    channel: "test_again",
    message,
    onMessage: ({ n }) => void events.push(n),
    onConnect: async () => void events.push("loaded"),
  });
  t.after(() => listener.stop());
  assert.equal(events.length, 1);
  for (const n of [1, 2]) {
    const before = events.length;
    await breakConnection();
    await until("it has loaded again", () => events.length > before);
    await notify("test_again", [{ n }]);
    await until("it has heard", () => events.at(-1) === n);
  }
  assert.deepEqual(events, ["loaded", "loaded", 1, "loaded", 2]);
});

test("a failed load is tried again, whatever kind of error it was", async (t) => {
  let loads = 0;
  const listener = await listen({
    channel: "test_failed",
    message,
    onMessage() {},
    async onConnect() {
      loads += 1;
      if (loads === 1) throw new TypeError("fetch failed");
      if (loads === 2) throw new Error("no table");
    },
  });
  t.after(() => listener.stop());
  assert.equal(loads, 3);
  await until("the failed connections are closed", async () => (await listening()) === 1);
});

test("after a stop nothing is heard, the connection is closed and stays closed", async () => {
  let [heard, loads] = [0, 0];
  const listener = await listen({
    channel: "test_stopped",
    message,
    onMessage: () => void heard++,
    onConnect: async () => void loads++,
  });
  await listener.stop();
  await notify("test_stopped", [{ n: 1 }]);
  await until("it is closed", async () => (await listening()) === 0);
  // A connection that broke would be opened again after 100 ms.
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual([heard, loads, await listening()], [0, 1, 0]);
});

test("no message needs no statement", async (t) => {
  const spy = t.mock.method(pg.Pool.prototype, "query");
  await notify("test_none", []);
  assert.equal(spy.mock.callCount(), 0);
});

test("items are packed in order into as few payloads as Postgres allows", () => {
  const items = Array.from({ length: 500 }, (_, i) => `${i} ${"oʻ".repeat(i % 90)}`);
  const messages = packed(items, (some) => ({ from: "worker", items: some }));
  assert.deepEqual(
    messages.flatMap((message) => ("items" in message ? message.items : [])),
    items,
  );
  const sizes = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
  assert.ok(Math.max(...sizes) < 8_000, `the largest has ${Math.max(...sizes)} bytes`);
  assert.ok(Math.min(...sizes.slice(0, -1)) > 7_500, "each but the last is as full as can be");
});

test("no items need no message", () => {
  assert.deepEqual(
    packed([], (some) => ({ some })),
    [],
  );
});
