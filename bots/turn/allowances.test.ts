// What people may ask: counted in memory, shared in the database, told once.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { type Allowances, defaultAllowances } from "#lib/bots/usual-allowances.ts";
import { now } from "#lib/chain-state/shared-clock.ts";
import { db } from "#lib/db.ts";
import { say } from "#lib/messages/translate.ts";
import { createTenant } from "#test/builders.ts";
import { makeTurns } from "../fixtures/turns.ts";
import { addCounts, dropOldCounts } from "../queue/message-counts.ts";
import { type Asker, MessageAllowances } from "./allowances.ts";

const MINUTE = 60_000;
const noon = Date.parse("2026-11-26T12:00:00Z");
const tenantId = randomUUID();
const dilnoza: Asker = { tenantId, botId: randomUUID(), chatId: 7, personId: 7 };
const allow = (given: Partial<Allowances>): Allowances => ({ ...defaultAllowances, ...given });
const one = (perMinute: number, perDay = 1_000) => ({ perMinute, perDay, atOnce: 1 });

let ids = 0;
/** Asks so often. @returns how many were let in */
function asks(
  counted: MessageAllowances,
  times: number,
  asker: Asker,
  allowances: Allowances,
  at = noon,
): number {
  const refused = Array.from({ length: times }, () => counted.refusal(++ids, asker, allowances, at));
  return refused.filter((each) => each === null).length;
}

test("a person is let in up to the figure, each minute and each day anew; another person is not concerned", () => {
  const counted = new MessageAllowances();
  const allowances = allow({ person: one(3, 5) });
  assert.equal(asks(counted, 10, dilnoza, allowances), 3);
  assert.equal(asks(counted, 10, { ...dilnoza, chatId: 8, personId: 8 }, allowances), 3);
  assert.equal(asks(counted, 10, dilnoza, allowances, noon + MINUTE), 2, "the day's five");
  assert.deepEqual(counted.refusal(++ids, dilnoza, allowances, noon + 2 * MINUTE), {
    ...{ scope: "person", window: "day" },
    until: Date.parse("2026-11-27T00:00:00Z"),
  });
  assert.equal(asks(counted, 10, dilnoza, allowances, noon + 24 * 60 * MINUTE), 3);
});

test("what waited is judged by when it was written: an outage makes no flood", () => {
  const counted = new MessageAllowances();
  const allowances = allow({ person: one(1) });
  for (let minute = 0; minute < 30; minute++)
    assert.equal(asks(counted, 1, dilnoza, allowances, noon + minute * MINUTE), 1);
});

test("a question that was let in and handed back is let in again, and counts once", () => {
  const counted = new MessageAllowances();
  const allowances = allow({ person: one(2) });
  for (let again = 0; again < 5; again++)
    assert.equal(counted.refusal(1_000_000, dilnoza, allowances, noon), null);
  assert.equal(asks(counted, 5, dilnoza, allowances), 1);
});

test("a group, a bot and a tenant have their own figures; a refused question counts for none of them", () => {
  const counted = new MessageAllowances();
  const inGroup = (personId: number, chatId = -1) => ({ ...dilnoza, chatId, personId });
  const allowances = allow({ person: one(2), chat: one(3), bot: one(5), tenant: one(6) });
  assert.equal(asks(counted, 9, inGroup(1), allowances), 2);
  assert.equal(asks(counted, 9, inGroup(2), allowances), 1, "the group's third");
  assert.equal(asks(counted, 9, inGroup(3, -2), allowances), 2, "the bot's fifth");
  assert.equal(asks(counted, 9, inGroup(4, -3), allowances), 0);
  const otherBot = { ...inGroup(4, -3), botId: randomUUID() };
  assert.equal(asks(counted, 9, otherBot, allowances), 1, "the tenant's sixth");
  assert.equal(asks(counted, 9, { ...otherBot, tenantId: randomUUID(), botId: randomUUID() }, allowances), 2);
});

test("what two workers count is one sum, and a restart keeps the day's; ordinary traffic writes nothing", async () => {
  const context = await createTenant();
  const asker = { ...dilnoza, tenantId: context.tenantId, botId: randomUUID() };
  const allowances = allow({ person: one(1_000, 100) });
  const share = async (counted: MessageAllowances, all = false) => {
    const counts = counted.toShare(all).map((each) => ({ ...each }));
    if (counts.length > 0) counted.shared(counts, await addCounts(counts));
    return counts.length;
  };
  const [first, second] = [new MessageAllowances(), new MessageAllowances()];
  asks(first, 4, asker, allowances);
  assert.equal(await share(first), 0, "under a twentieth");
  assert.equal(asks(first, 46, asker, allowances), 46);
  assert.equal(await share(first), 1);
  assert.equal(asks(second, 10, asker, allowances), 10);
  await share(second);
  assert.equal(asks(second, 100, asker, allowances), 40, "fifty were the first worker's");
  await share(second, true);
  const restarted = new MessageAllowances();
  asks(restarted, 5, asker, allowances);
  await share(restarted);
  assert.equal(asks(restarted, 10, asker, allowances), 0);
  assert.equal((await db.messageCount.findFirstOrThrow({ where: { scope: "person" } })).count, 105);
});

test("workers that share the same counts at once, in whatever order they met them, all succeed", async () => {
  const { tenantId: there } = await createTenant();
  const about = { tenantId: there, scope: "person", window: "day", startsAt: noon, count: 1 } as const;
  const owner = randomUUID();
  const counts = Array.from({ length: 300 }, (_, i) => ({ ...about, ownerId: owner, subjectId: i }));
  const workers = Array.from({ length: 8 }, (_, i) => addCounts(i % 2 ? counts : counts.toReversed()));
  await Promise.all(workers);
  const { _sum: sum } = await db.messageCount.aggregate({ where: { ownerId: owner }, _sum: { count: true } });
  assert.equal(sum.count, 8 * 300);
});

test("counts of windows that are over are dropped; those of a deleted tenant are not kept", async () => {
  const { tenantId: there } = await createTenant();
  const count = { ownerId: randomUUID(), scope: "bot", subjectId: 0, count: 1 } as const;
  const day = 24 * 60 * MINUTE;
  await addCounts([
    { ...count, tenantId: there, window: "minute", startsAt: Date.now() - 2 * 60 * MINUTE },
    { ...count, tenantId: there, window: "day", startsAt: Date.now() - 3 * day },
    { ...count, tenantId: there, window: "day", startsAt: Date.now() - day },
    { ...count, tenantId: randomUUID(), window: "day", startsAt: Date.now() },
  ]);
  await dropOldCounts();
  const left = await db.messageCount.findMany({ where: { ownerId: count.ownerId } });
  assert.deepEqual(
    left.map(({ window, tenantId: of }) => [window, of]),
    [["day", there]],
  );
});

test("a flood in a chat is refused with one sentence a window, without a call upstream, and its rest in one statement", async () => {
  const turns = await makeTurns({ bot: { allowances: allow({ person: one(2) }) } });
  const date = 60 * Math.floor(Date.now() / 60_000);
  // What comes within a second is one question.
  const story = (i: number) => ({ text: undefined, date: date + 2 * i, story: {} });
  await turns.write(...Array.from({ length: 12 }, (_, i) => story(i)));
  await turns.turn();
  assert.deepEqual(turns.said(), [say("en")("unsupported"), say("en")("unsupported"), say("en")("slowDown")]);
  assert.deepEqual(new Set((await turns.updates()).map(({ state }) => state)), new Set(["done"]));
  await turns.write(story(13));
  await turns.turn();
  assert.equal(turns.said().length, 3, "told once");
  await turns.write(story(30));
  await turns.turn();
  assert.equal(turns.said().at(-1), say("en")("unsupported"), "the next minute");
});

test("the day's end is told in the person's language", async () => {
  const turns = await makeTurns({ bot: { allowances: allow({ person: one(9, 1) }) } });
  const date = 60 * Math.floor(Date.now() / 60_000);
  const from = { id: 7, is_bot: false, first_name: "Dilnoza", language_code: "uz" };
  const story = { text: undefined, story: {}, date, from };
  await turns.write(story, { ...story, date: date + 2 });
  await turns.turn();
  const [before = "", after = ""] = say("uz")("enoughToday", { when: "|" }).split("|");
  const told = String(turns.said()[1]);
  assert.ok(
    told.startsWith(before) && told.endsWith(after) && told.length > before.length + after.length,
    told,
  );
});

test("a pressed button is counted by the time that all workers share, so a wrong clock lets no message past the figure", async (t) => {
  const turns = await makeTurns({ bot: { allowances: allow({ person: one(2) }) } });
  // The shared time stands still: all of it is within one minute.
  const frozen = performance.now();
  t.mock.method(performance, "now", () => frozen);
  const at = now();
  const date = Math.floor(at / 1_000);
  const story = { text: undefined, story: {}, date };
  await turns.write(story);
  await turns.turn();
  // The machine's clock is ten minutes ahead.
  const ahead = t.mock.method(Date, "now", () => at + 10 * MINUTE);
  await turns.press("language:none");
  await turns.turn();
  ahead.mock.restore();
  await turns.write(story, story);
  await turns.turn();
  assert.deepEqual(turns.said(), [say("en")("unsupported"), say("en")("slowDown")]);
});
