// Each kind of alert in a member's Telegram chat, from its cause to the message and to "solved": real workers, a simulated
// Telegram and Gemini. Times are from the cause to the message.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { afterEach } from "node:test";
import { announce } from "#lib/audit.ts";
import { replaceToken } from "#lib/bots/edit.ts";
import { db } from "#lib/db.ts";
import { ownProjectOf } from "#lib/fallback/index.ts";
import { checkKeys } from "#lib/keys/check.ts";
import { notePlace } from "#lib/people/familiar.ts";
import { endSession, startSession } from "#lib/people/sessions.ts";
import { until } from "#test/until.ts";
import { within } from "#test/within.ts";
import { addPlatformBot, alertsIn, linkMember, told } from "../fixtures/alerted.ts";
import { BOT, keys, makeWorld, models, TOKEN } from "../fixtures/world.ts";

const world = makeWorld({ workers: 1, prepare: async (world) => void (await addPlatformBot(world)) });
let chat = 500;
const leak = (...which: string[]) =>
  world.gemini("keys", Object.fromEntries(which.map((key) => [key, { state: "leaked" }])));
const mend = () => world.gemini("keys", { [keys.one]: { state: "ok" }, [keys.two]: { state: "ok" } });

/** A platform admin who owns the tenant, newly linked: of what was told to others nothing is repeated. */
async function owner() {
  const context = await linkMember(world, ++chat, { platformAdmin: true });
  await told(world, chat, /alerts of Worker test come here/);
  return context;
}

/** Asserts that the words come within five seconds. */
async function within5s(words: RegExp, from = Date.now()): Promise<string> {
  const text = await told(world, chat, words);
  const took = Date.now() - from;
  assert.ok(took < within(5_000), `${took} ms`);
  return text;
}

afterEach(async () => {
  await mend();
  await checkKeys(world.context);
  await db.alertWay.deleteMany();
  await until(
    "everything is solved",
    async () => (await db.alertCause.count({ where: { solvedAt: null } })) === 0,
  );
});

test("a key that was leaked is told with the page that mends it, and that it is solved as a reply", async () => {
  await owner();
  await leak(keys.one);
  await world.write(9_001, "salom");
  const alert = await within5s(/Key 1 .*leaked/);
  assert.match(alert, /^Worker test\n/);
  assert.match(alert, /http:\/\/localhost:\d+\/worker-test\/keys/);
  await mend();
  await checkKeys(world.context);
  await within5s(/Solved\n\n✅ Works again or is replaced: Key 1/);
  const shown = await alertsIn(world, chat);
  assert.equal(shown.length, 3);
  assert.equal(
    (shown[2] as unknown as { reply_to_message?: { message_id: number } }).reply_to_message?.message_id,
    shown[1]?.message_id,
  );
});

test("a bot whose keys are all refused cannot answer: one message tells of it and of its keys", async () => {
  await owner();
  await leak(keys.one, keys.two);
  await world.write(9_002, "salom");
  const alert = await within5s(/@test_bot cannot answer: Google refuses every key/);
  assert.match(alert, /Google refuses 2 keys: Key 1 .*, Key 2 /);
  await mend();
  await checkKeys(world.context);
  await within5s(/✅ Can answer again: @test_bot/);
  assert.equal((await alertsIn(world, chat)).length, 3);
});

test("a bot whose token is revoked is told of by another bot, and so is the new token", async () => {
  await owner();
  await world.telegram("DELETE", `/bots/${BOT}`);
  await within5s(/@test_bot receives no messages/);
  const next = `${TOKEN.split(":")[0]}:AA${"y".repeat(33)}`;
  await world.telegram("POST", "/bots", { token: next, username: BOT, name: "Test" });
  await replaceToken(world.context, world.botId, next);
  await within5s(/✅ Telegram accepts the token again: @test_bot/);
});

test("another program that reads a bot's messages is told, and that it has stopped", async () => {
  await owner();
  await world.faults({ stolenPolls: [BOT] });
  await within5s(/another program reads its messages/);
  await world.faults({ stolenPolls: [] });
  const from = await until("the bot works", async () => {
    const { state } = await db.botLease.findFirstOrThrow();
    return state === "working" && Date.now();
  });
  await within5s(/✅ No other program reads it any more/, from);
});

test("a project that has spent its month's money is told, and that it has money again", async () => {
  await owner();
  await world.gemini("projects", { p1: { state: "spend_cap" } });
  await world.write(9_003, "salom");
  await within5s(/Key 1 .*: the month’s spending limit is reached/);
  await world.gemini("projects", { p1: { state: "ok" } });
  await checkKeys(world.context);
  await within5s(/✅ Has money again: Key 1/);
});

test("a day's limit that is nearly used up is told", async () => {
  await owner();
  const [key] = await db.key.findMany({ orderBy: { position: "asc" } });
  const limit = {
    project: ownProjectOf(key?.id ?? ""),
    model: models.first,
    window: "day",
    metric: "requests",
  };
  const { tenantId } = world.context;
  await db.quotaLimit.create({ data: { tenantId, ...limit, limit: 1, at: new Date() } as never });
  await world.ask(9_004, "salom");
  await within5s(/Key 1 .*, gemini-2.5-flash: 100 % of the day’s limit is used/);
  await db.quotaLimit.deleteMany();
  await world.ask(9_004, "yana");
  await within5s(/✅ A new day, the limit is free again/);
});

test("a retired model of the tenant's own order is told, and that it was taken out", async () => {
  await owner();
  const { tenantId } = world.context;
  const entries = [models.first, models.second].map((model) => ({ model, enabled: true }));
  const id = randomUUID();
  await db.modelList.create({ data: { id, tenantId, entries } });
  await db.key.updateMany({ data: { gone: [models.second] } });
  await db.$transaction((tx) => announce(tx, tenantId));
  await within5s(/Google no longer serves gemini-2.0-flash/);
  await db.modelList.delete({ where: { id } });
  await db.key.updateMany({ data: { gone: [] } });
  await db.$transaction((tx) => announce(tx, tenantId));
  await within5s(/✅ No longer in your order/);
});

test("a sign-in from a new place is told to that person alone, the first one and a known place are not", async () => {
  const { actorId } = await owner();
  const from = { address: "203.0.113.7", agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0" };
  assert.equal(await notePlace(actorId, { address: "198.51.100.1", device: null }), false);
  assert.equal(await notePlace(actorId, { address: "198.51.100.1", device: null }), false);
  assert.equal(await notePlace(actorId, { address: from.address, device: "d" }), true);
  await startSession(actorId, from, false, null, true);
  await within5s(/from a new place: Chrome · Linux, 203\.0\.113\.7/);
  const session = await db.session.findFirstOrThrow({ where: { userId: actorId } });
  await endSession(actorId, session.id);
  await within5s(/✅ The session is over, or you know it/);
  assert.equal(await notePlace(actorId, { address: "192.0.2.9", device: "d" }), false, "the device is known");
});

test("a worker that vanishes is told to the platform's admins within five seconds of being noticed, and its replacement", async () => {
  await owner();
  const second = await world.startWorker();
  await second.end("SIGKILL");
  const cause = await until(
    "it is noticed",
    () => db.alertCause.findFirst({ where: { kind: "worker_gone", solvedAt: null } }),
    20,
  );
  await within5s(/Worker \S+ \(\d+\) has vanished/, cause.openedAt.getTime());
  await world.startWorker();
  await within5s(/✅ Another worker runs in its place/);
});

test("a disk that is nearly full is told to the platform's admins, and that there is room again", async () => {
  await owner();
  const full = await world.startWorker({ DISK_ALERT_PERCENT: "1" });
  await told(world, chat, /The disk of \S+ is \d+ % full/);
  await full.end("SIGTERM");
  await world.startWorker();
  await told(world, chat, /✅ There is room again/);
});
