import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createShop } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { db } from "../db.ts";
import { deletePerson, exportPerson, notePerson } from "./person.ts";

/** A person who has written to two bots of the shop, with rows wherever one may be about them. */
async function person() {
  const { context, botId } = await createShop();
  const { tenantId } = context;
  const { conversationId, botId: _, updateId } = await db.answer.findFirstOrThrow({ where: { botId } });
  const { chatId } = await db.conversation.findUniqueOrThrow({ where: { id: conversationId } });
  const of = { tenantId, botId, chatId };
  const { laneId } = await db.update.findUniqueOrThrow({ where: { id: updateId } });
  await db.update.create({ data: { tenantId, botId, laneId, updateId: 99, payload: { from: "them" } } });
  await db.deadLetter.create({
    data: { id: randomUUID(), ...of, payload: Buffer.from("them"), reason: "none" },
  });
  const message = { tenantId, conversationId, author: "person", state: "heard", text: "Salom" } as const;
  await db.chatMessage.create({ data: { id: randomUUID(), ...message } });
  await db.summary.create({ data: { tenantId, conversationId, text: "Qisqasi" } });
  await db.personFact.create({
    data: { id: randomUUID(), tenantId, botId, personId: chatId, text: "Ismi Aziz" },
  });
  const count = { ownerId: botId, scope: "person", subjectId: chatId, window: "day" } as const;
  await db.messageCount.create({ data: { tenantId, ...count, startsAt: new Date(), count: 1 } });
  return { context, conversationId, chatId };
}

/** Every row of the tenant, as text, without the record. */
async function rowsAbout({ tenantId }: { tenantId: string }, chatId: bigint): Promise<number> {
  const about = { tenantId, chatId };
  return (
    (await db.conversation.count({ where: about })) +
    (await db.lane.count({ where: about })) +
    (await db.deadLetter.count({ where: about })) +
    (await db.messageCount.count({ where: { tenantId, subjectId: chatId } })) +
    (await db.personFact.count({ where: { tenantId, personId: chatId } })) +
    (await db.summary.count({ where: { conversation: about } })) +
    (await db.personNote.count({ where: { tenantId, telegramId: chatId } })) +
    (await db.answer.count({ where: { conversation: about } })) +
    (await db.chatMessage.count({ where: { conversation: about } })) +
    (await db.update.count({ where: { lane: about } }))
  );
}

test("a person's data is deleted wherever it is, recorded without their words, and nobody else's is touched", async () => {
  const [mine, theirs] = [await person(), await person()];
  await notePerson(mine.context, mine.conversationId, { note: "Doimiy mijoz", tags: ["vip"] });
  const before = await rowsAbout(theirs.context, theirs.chatId);
  const others = await db.conversation.count({ where: { tenantId: mine.context.tenantId } });
  assert.ok((await rowsAbout(mine.context, mine.chatId)) >= 11);
  await deletePerson(mine.context, mine.conversationId);
  assert.equal(await rowsAbout(mine.context, mine.chatId), 0);
  assert.equal(await rowsAbout(theirs.context, theirs.chatId), before);
  assert.equal(await db.conversation.count({ where: { tenantId: mine.context.tenantId } }), others - 1);
  const record = await db.audit.findMany({
    where: { tenantId: mine.context.tenantId },
    orderBy: { id: "desc" },
    take: 2,
  });
  assert.deepEqual(
    record.map(({ action, before, after }) => [action, before ?? after]),
    [
      ["person.data.delete", { conversations: 1 }],
      ["person.data.note", { length: 12, tags: 1 }],
    ],
  );
  await assert.rejects(deletePerson(mine.context, mine.conversationId), hasCode("not_found"));
});

test("a person's data is given out with all bots, both sides, the note and the tags", async () => {
  const { context, conversationId, chatId } = await person();
  await notePerson(context, conversationId, { note: " Doimiy ", tags: ["vip", " vip ", ""] });
  const data = await exportPerson(context, conversationId);
  assert.partialDeepStrictEqual(data, { telegramId: String(chatId), note: "Doimiy", tags: ["vip"] });
  assert.partialDeepStrictEqual(data.conversations[0], { summary: "Qisqasi", remembered: ["Ismi Aziz"] });
  assert.ok(data.conversations[0]?.messages.some(({ from, text }) => from === "person" && text === "Salom"));
});

test("a note has a bound, and so have the tags", async () => {
  const { context, conversationId } = await person();
  const note = (given: { note?: string; tags?: string[] }) =>
    notePerson(context, conversationId, { note: "", tags: [], ...given });
  await assert.rejects(note({ note: "x".repeat(2_001) }), hasCode("invalid"));
  await assert.rejects(note({ tags: ["x".repeat(31)] }), hasCode("invalid"));
  await assert.rejects(note({ tags: Array.from({ length: 11 }, (_, i) => `t${i}`) }), hasCode("invalid"));
});
