// Webhook calls: which are accepted, and when an update is acknowledged.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import test, { after, before } from "node:test";
import { db } from "#lib/db.ts";
import { type LiveConfig, startLiveConfig } from "#lib/live-config/live-config.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { inboxOf } from "../../fixtures/inbox.ts";
import { textUpdate } from "../../fixtures/updates.ts";
import { reportNotStored } from "../../queue/bot-leases.ts";
import { WEBHOOK_PREFIX, webhookHandler } from "./webhook.ts";

let live: LiveConfig;
let stored: number[] = [];
let on = "";
let off = "";
const server = createServer((request, response) => void handle(request, response));
let handle: ReturnType<typeof webhookHandler>;

before(async () => {
  const context = await createTenant();
  on = await createBot(context);
  await db.botLease.update({ where: { botId: on }, data: { state: "working" } });
  off = await createBot(context, { enabled: false });
  live = await startLiveConfig({ workerId: null });
  handle = webhookHandler(
    live,
    inboxOf((updates) => void stored.push(...updates.map(({ update_id }) => update_id))),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
after(async () => {
  server.close();
  await live.stop();
});

async function deliver(path: string, secret: string | null, body: string): Promise<number> {
  const { port } = server.address() as { port: number };
  const headers = new Headers(secret === null ? {} : { "x-telegram-bot-api-secret-token": secret });
  const url = `http://127.0.0.1:${port}${WEBHOOK_PREFIX}${path}`;
  const response = await fetch(url, { method: "POST", body, headers }).catch(() => null);
  return response?.status ?? 0;
}
const update = (id: number, text = "salom") => JSON.stringify(textUpdate(id, 1, text));

test("an update is stored before it is acknowledged, and the lanes are told", async () => {
  assert.equal(await deliver(on, "hook", update(1)), 200);
  assert.equal(await db.update.count({ where: { botId: on, updateId: 1 } }), 1);
  assert.deepEqual(stored, [1]);
});

test("without the bot's path and secret the answer is 404, and so for a disabled bot", async () => {
  stored = [];
  assert.equal(await deliver(on, "hool", update(2)), 404);
  assert.equal(await deliver(on, "", update(2)), 404);
  assert.equal(await deliver(on, "hooks", update(2)), 404);
  assert.equal(await deliver(on, null, update(2)), 404);
  assert.equal(await deliver("nowhere", "hook", update(2)), 404);
  assert.equal(await deliver(off, "hook", update(2)), 404);
  assert.equal(await db.update.count({ where: { updateId: 2 } }), 0);
  assert.deepEqual(stored, []);
});

test("a body that is not an update, or too long, is refused", async () => {
  for (const body of ["", "nonsense", "{}", `{"update_id":"3"}`, `{"update_id":1.5}`]) {
    assert.equal(await deliver(on, "hook", body), 400, body);
  }
  const long = "x".repeat(4 * 1024 * 1024);
  assert.ok([413, 0].includes(await deliver(on, "hook", update(4, long))));
  assert.equal(await db.update.count({ where: { updateId: 4 } }), 0);
});

test("an update that could not be stored is not acknowledged, so Telegram delivers it again", async () => {
  await asOwner(`ALTER TABLE "Update" RENAME TO "Away"`);
  const status = await deliver(on, "hook", update(5)).finally(() =>
    asOwner(`ALTER TABLE "Away" RENAME TO "Update"`),
  );
  assert.equal(status, 503);
  await until("its page tells", () => db.botLease.findFirst({ where: { botId: on, state: "not_stored" } }));
  assert.equal(await deliver(on, "hook", update(5)), 200);
  const { state, detail } = await db.botLease.findUniqueOrThrow({ where: { botId: on } });
  assert.deepEqual([state, detail], ["working", null]);
});

test("a bot whose webhook Telegram refuses stays in that state, whether an update is stored or not", async () => {
  await db.botLease.update({ where: { botId: on }, data: { state: "unauthorized", detail: "Unauthorized" } });
  await reportNotStored(on, "SQLSTATE 42P01");
  assert.equal(await deliver(on, "hook", update(7)), 200);
  const { state, detail } = await db.botLease.findUniqueOrThrow({ where: { botId: on } });
  assert.deepEqual([state, detail], ["unauthorized", "Unauthorized"]);
});

test("an update that cannot be stored by its own fault is kept as a dead letter and acknowledged", async () => {
  stored = [];
  assert.equal(await deliver(on, "hook", `{"update_id":6,"message":{"chat":"none"}}`), 200);
  assert.deepEqual(stored, []);
  const letter = await db.deadLetter.findFirstOrThrow({ where: { botId: on, updateId: 6 } });
  assert.equal(Buffer.from(letter.payload).toString(), `{"update_id":6,"message":{"chat":"none"}}`);
});
