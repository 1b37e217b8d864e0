// Who makes a conversation's summary, from what, and when it is stored.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createTenant } from "#test/builders.ts";
import { forget } from "../conversations/conversations.ts";
import { db } from "../db.ts";
import {
  claimSummary,
  dropClaim,
  type SummaryPlace,
  storeSummary,
  unsummed,
  wholeMoments,
} from "./summary.ts";

const minute = 60_000;
const at = (i: number) => new Date(Date.now() - minute + i);

async function talk(count = 3): Promise<SummaryPlace & { botId: string }> {
  const { tenantId } = await createTenant();
  const botId = await createBot({ tenantId });
  const first = {
    question: "0?",
    text: "0",
    state: "answered",
    startedAt: at(0),
    finishedAt: at(0),
  } as const;
  const id = await createAnswer({ tenantId }, botId, first);
  const { conversationId } = await db.answer.findUniqueOrThrow({ where: { id } });
  await db.conversation.update({
    where: { id: conversationId },
    data: { since: new Date(Date.now() - 2 * minute) },
  });
  for (let i = 1; i < count; i++) {
    const more = { ...first, question: `${i}?`, text: `${i}`, startedAt: at(i), finishedAt: at(i) };
    const next = await createAnswer({ tenantId }, botId, more);
    await db.answer.update({ where: { id: next }, data: { conversationId } });
  }
  return { tenantId, conversationId, botId };
}

const made = { text: "qisqasi", inputTokens: 10, outputTokens: 2 };
const stored = ({ conversationId }: SummaryPlace) => db.summary.findUnique({ where: { conversationId } });

test("one at a time makes a conversation's summary; whoever died with it leaves it to the next, and stores nothing", async () => {
  const place = await talk();
  const [first, second] = [randomUUID(), randomUUID()];
  assert.equal(await claimSummary(place, first), "");
  assert.equal(await claimSummary(place, second), null);
  await db.summary.update({ where: { conversationId: place.conversationId }, data: { until: at(0) } });
  assert.equal(await claimSummary(place, second), "");
  assert.deepEqual(await unsummed(place, first), []);
  assert.equal(await storeSummary(place, first, { ...made, upTo: at(0) }), false);
  assert.equal((await unsummed(place, second)).length, 3);
  assert.equal(await storeSummary(place, second, { ...made, upTo: at(0) }), true);
  const third = randomUUID();
  assert.equal(await claimSummary(place, third), "qisqasi", "free again");
});

test("what was stored goes into the next one, with what ended behind it, in that order", async () => {
  const place = await talk();
  const claim = randomUUID();
  await claimSummary(place, claim);
  const [first, , last] = await unsummed(place, claim);
  assert.deepEqual([first?.question, first?.answer, last?.question], ["0?", "0", "2?"]);
  await storeSummary(place, claim, { ...made, upTo: first?.endedAt ?? new Date() });
  const message = { tenantId: place.tenantId, conversationId: place.conversationId, at: new Date() };
  // At once, and stored in no order.
  for (const [updateId, author, state, text] of [
    [2n, "operator", "sent", "aytilgan"],
    [1n, "person", "heard", "eshitilgan"],
    [3n, "operator", "waiting", "kutayotgan"],
  ] as const)
    await db.chatMessage.create({ data: { id: randomUUID(), ...message, author, state, text, updateId } });
  const next = randomUUID();
  await claimSummary(place, next);
  const said = (await unsummed(place, next)).map(({ question, answer }) => question ?? answer);
  assert.deepEqual(said, ["1?", "2?", "eshitilgan", "aytilgan"]);
  await storeSummary(place, next, { ...made, upTo: new Date() });
  const { inputTokens, outputTokens } = (await stored(place)) ?? {};
  assert.deepEqual([inputTokens, outputTokens], [20, 4], "what all of them cost");
});

test("what ended in one millisecond is read together, however many that are", async () => {
  for (const ofModels of [true, false]) {
    const place = await talk(ofModels ? 64 : 58);
    const { tenantId, conversationId } = place;
    const moment = at(1_000);
    const data = { tenantId, conversationId, author: "person", state: "heard", at: moment } as const;
    if (ofModels)
      await db.answer.updateMany({
        where: { conversationId, question: { in: ["58?", "59?", "60?", "61?", "62?", "63?"] } },
        data: { finishedAt: moment },
      });
    else
      await db.chatMessage.createMany({
        data: [5, 4, 3, 2, 1, 0].map((i) => ({
          ...{ ...data, id: randomUUID(), text: `${58 + i}?`, updateId: BigInt(i + 1) },
        })),
      });
    const claim = randomUUID();
    await claimSummary(place, claim);
    const read = await unsummed(place, claim);
    assert.equal(read.length, 64);
    if (!ofModels)
      assert.deepEqual(
        read.slice(-6).map(({ question }) => question),
        ["58?", "59?", "60?", "61?", "62?", "63?"],
      );
    await storeSummary(place, claim, { ...made, upTo: read.at(-1)?.endedAt ?? moment });
    const next = randomUUID();
    await claimSummary(place, next);
    assert.deepEqual(await unsummed(place, next), []);
  }
});

test("a summary ends between two moments: before one that does not fit whole, or behind it where it is the first", () => {
  const ends = (...times: number[]) => times.map((time) => ({ endedAt: new Date(time) }));
  const count = (times: number[], most: number) => wholeMoments(ends(...times), most).length;
  assert.equal(count([1, 2, 3], 2), 2);
  assert.equal(count([1, 2, 2, 2, 3], 2), 1);
  assert.equal(count([1, 1, 1, 2], 2), 3);
  assert.equal(count([1, 1], 1), 2);
  assert.equal(count([1, 1], 0), 0);
  assert.equal(count([1, 2, 2], 3), 3);
});

test("/new while a summary is being made: it is not stored", async () => {
  const place = await talk();
  const claim = randomUUID();
  await claimSummary(place, claim);
  const { chatId } = await db.conversation.findUniqueOrThrow({ where: { id: place.conversationId } });
  await forget({ tenantId: place.tenantId, botId: place.botId, chatId: Number(chatId), threadId: 0 });
  assert.deepEqual(await unsummed(place, claim), []);
  assert.equal(await storeSummary(place, claim, { ...made, upTo: new Date() }), false);
  assert.equal(await stored(place), null);
});

test("after a failure the next try waits, and nothing of what was there is lost", async () => {
  const place = await talk();
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
  await claimSummary(place, first);
  await dropClaim(place, first, true);
  assert.equal(await claimSummary(place, second), null);
  await db.summary.update({ where: { conversationId: place.conversationId }, data: { until: null } });
  assert.equal(await claimSummary(place, second), "");
  await dropClaim(place, second, false);
  assert.equal(await claimSummary(place, third), "");
});

test("another tenant neither claims nor reads nor writes it", async () => {
  const [mine, theirs] = [await talk(), await talk()];
  const claim = randomUUID();
  await claimSummary(mine, claim);
  const foreign = { tenantId: theirs.tenantId, conversationId: mine.conversationId };
  assert.equal(await claimSummary(foreign, randomUUID()), null);
  assert.deepEqual(await unsummed(foreign, claim), []);
  assert.equal(await storeSummary(foreign, claim, { ...made, upTo: new Date() }), false);
  await dropClaim(foreign, claim, true);
  assert.equal((await stored(mine))?.claim, claim);
});
