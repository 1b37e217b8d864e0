// Each kind of alert in a member's Telegram chat, from its cause to the message and to "solved": real workers, a simulated
// Telegram and Gemini. Times are from the cause to the message.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { announce } from "#lib/audit.ts";
import { replaceToken } from "#lib/bots/edit.ts";
import { storeLimit } from "#lib/chain-state/quota-store.ts";
import { db } from "#lib/db.ts";
import { ownProjectOf } from "#lib/fallback/index.ts";
import { checkKeys } from "#lib/keys/check.ts";
import { seedModels } from "#lib/models/order.ts";
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
  await until("the first message says so too", async () =>
    /^Worker test\n\n✅ Works again or is replaced: Key 1/.test((await alertsIn(world, chat))[1]?.text ?? ""),
  );
});

test("of causes that two messages told of, each message says which are solved", async () => {
  await owner();
  const texts = async () => (await alertsIn(world, chat)).map(({ text }) => text);
  await leak(keys.one);
  await world.write(9_006, "salom");
  await within5s(/Key 1 .*leaked/);
  await leak(keys.two);
  await world.write(9_006, "yana");
  await within5s(/@test_bot cannot answer[\s\S]*Key 2 .*leaked/);
  await world.gemini("keys", { [keys.two]: { state: "ok" } });
  await checkKeys(world.context);
  await within5s(/Solved\n\n✅ Can answer again: @test_bot\.\n\n✅ Works again or is replaced: Key 2/);
  await until("the second message says so", async () =>
    /^Worker test\n\n✅ Can answer/.test((await texts())[2] ?? ""),
  );
  assert.match((await texts())[1] ?? "", /^Worker test\n\n🔴 Key 1/, "that one is still leaked");
  await mend();
  await checkKeys(world.context);
  await until("the first message says so", async () =>
    /^Worker test\n\n✅ Works again/.test((await texts())[1] ?? ""),
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

test("a key that a test finds invalid is told, and that a test finds it accepted again", async () => {
  await owner();
  await world.gemini("keys", { [keys.one]: { state: "expired" } });
  await checkKeys(world.context);
  await within5s(/Key 1 .*: Google does not accept this key\. Replace it\./);
  await mend();
  await checkKeys(world.context);
  await within5s(/✅ Works again or is replaced: Key 1/);
});

test("a bot whose models are all gone cannot answer: that is told, and that it can again", async () => {
  await owner();
  const [key] = await db.key.findMany();
  const gone = [...(key?.models ?? []), ...seedModels, "gemini-flash-latest", "gemini-flash-lite-latest"];
  const set = async (names: string[]) => {
    await db.key.updateMany({ data: { gone: names } });
    await db.$transaction((tx) => announce(tx, world.context.tenantId));
  };
  await set(gone);
  const alert = await within5s(/@test_bot cannot answer: Google offers none of its models any more/);
  assert.match(alert, /http:\/\/localhost:\d+\/worker-test\/models/);
  await set([]);
  await within5s(/✅ Can answer again: @test_bot/);
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

test("a project whose prepaid money is used up, as a test of its key found, is told, and that it has money again", async () => {
  await owner();
  const found = { checkClass: "prepaid_empty", checkedAt: new Date() } as const;
  await db.key.updateMany({ where: { label: "Key 1" }, data: found });
  await db.$transaction((tx) => announce(tx, world.context.tenantId));
  await within5s(/Key 1 .*: the prepaid money is used up/);
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
  } as const;
  const { tenantId } = world.context;
  const learned = (value: number | null) =>
    storeLimit({ owner: tenantId, ...limit, limit: value, at: Date.now() }, randomUUID());
  await learned(1);
  await world.ask(9_004, "salom");
  await within5s(/Key 1 .*, gemini-2.5-flash: 100 % of the day’s limit is used/);
  await learned(null);
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
  const cause = await until("it is noticed", () =>
    db.alertCause.findFirst({ where: { kind: "worker_gone", solvedAt: null } }),
  );
  await within5s(/Worker \S+ \(\d+\) has vanished/, cause.openedAt.getTime());
  await world.startWorker();
  await within5s(/✅ Another worker runs in its place/);
});

test("a disk that is nearly full is told to the platform's admins, and that there is room again", async () => {
  await owner();
  const found = (solved: object | null) =>
    until("it is noticed", () => db.alertCause.findFirst({ where: { kind: "disk_full", solvedAt: solved } }));
  const full = await world.startWorker({ DISK_ALERT_PERCENT: "1" });
  await within5s(/The disk of \S+ is \d+ % full/, (await found(null)).openedAt.getTime());
  await full.end("SIGTERM");
  await world.startWorker();
  const { solvedAt } = await found({ not: null });
  await within5s(/✅ There is room again/, solvedAt?.getTime());
});

test("messages that change nothing cause no look at the causes", async () => {
  const { tenantId } = world.context;
  const looks = async () => (await db.alertDesk.findUniqueOrThrow({ where: { tenantId } })).fence;
  await world.ask(9_005, "salom");
  // What the start and the other tests announced is looked at.
  let before = await looks();
  await until("nobody looks", async () => {
    await sleep(2_000);
    const now = await looks();
    const same = now === before;
    before = now;
    return same;
  });
  // A look that only time brings is due within a minute or two of the tests before.
  await db.alertDesk.updateMany({ data: { lookAt: new Date(Date.now() + 3_600_000) } });
  for (let i = 0; i < 10; i++) await world.ask(9_005 + i, `savol ${i}`);
  await until("they are counted", async () =>
    (await db.quotaCount.findMany({ where: { window: "day" } })).some(({ requests }) => requests >= 10),
  );
  await sleep(3_000);
  assert.equal(await looks(), before);
});
