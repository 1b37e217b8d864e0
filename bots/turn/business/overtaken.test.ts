// What reaches a customer's lane behind an approval that is not sent yet: it is seen before the draft is sent.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { TelegramError } from "telegraf";
import { sayAsOperator, takeOver } from "#lib/conversations/takeover.ts";
import { db } from "#lib/db.ts";
import { answers } from "#lib/fallback/fixtures/world.ts";
import { createUser } from "#test/builders.ts";
import { CUSTOMER, makeBusiness } from "../../fixtures/shop.ts";

const inOrder = { script: (call: number) => answers(`javob ${call + 1}`) };
type Shop = Awaited<ReturnType<typeof makeBusiness>>;

const stated = async (shop: Shop) =>
  (await shop.drafts()).map(({ state, outdatedAt, question }) => [outdatedAt ? "outdated" : state, question]);

/** A draft of the question with Telegram's id 31, approved; its errand waits in the customer's lane. @returns lets that go on */
async function approved(shop: Shop): Promise<() => Promise<unknown>> {
  await shop.asks("Bormi?", { message_id: 31 });
  await shop.work();
  const customers = (await shop.lanes()).find(({ chatId }) => Number(chatId) === CUSTOMER)!;
  const hold = (until: Date | null) => db.lane.update({ where: { id: customers.id }, data: { until } });
  await hold(new Date(Date.now() + 60_000));
  await shop.presses(`draft:send:${(await shop.drafts()).at(-1)!.id}`);
  await shop.work(2);
  assert.equal((await shop.drafts()).at(-1)?.state, "approved");
  return () => hold(null);
}

test("a question that changes behind its approval: the old draft is not sent, the new one waits and is sent once", async () => {
  const shop = await makeBusiness(inOrder);
  const goOn = await approved(shop);
  await shop.edits("Koʻki bormi?", 31);
  await goOn();
  await shop.work();
  assert.deepEqual(
    [shop.got(), await stated(shop)],
    [
      [],
      [
        ["outdated", "Bormi?"],
        ["waiting", "Koʻki bormi?"],
      ],
    ],
  );
  await shop.presses(`draft:send:${(await shop.drafts()).at(-1)!.id}`);
  await shop.work();
  assert.deepEqual(shop.got(), ["javob 2"]);
});

test("a question that is deleted behind its approval gets no answer", async () => {
  const shop = await makeBusiness(inOrder);
  const goOn = await approved(shop);
  await shop.deletes(31);
  await goOn();
  await shop.work();
  assert.deepEqual([shop.got(), await stated(shop)], [[], [["outdated", "Bormi?"]]]);
});

test("what changes nothing behind an approval, or comes after it again and again, lets the draft go out once", async () => {
  const shop = await makeBusiness(inOrder);
  const goOn = await approved(shop);
  // A link's preview, another message, and messages of somebody else's.
  for (const [text, id] of [
    ["Bormi?", 31],
    ["Boshqa gap", 12],
  ] as const)
    await shop.edits(text, id);
  await shop.deletes(13);
  await goOn();
  await shop.work();
  assert.deepEqual([shop.got(), await stated(shop)], [["javob 1"], [["sent", "Bormi?"]]]);
  assert.equal(await db.update.count({ where: { botId: shop.config.id, state: "waiting" } }), 0);
});

test("a change that arrives while Telegram makes an approved draft wait is seen before the next try", async () => {
  let isFirst = true;
  const shop: Shop = await makeBusiness({
    ...inOrder,
    async telegram({ method, chat_id }) {
      if (method !== "sendMessage" || chat_id !== CUSTOMER || !isFirst) return;
      isFirst = false;
      await shop.edits("Koʻki bormi?", 31);
      const parameters = { retry_after: 1 };
      throw new TelegramError({
        error_code: 429,
        description: "Too Many Requests: retry after 1",
        parameters,
      });
    },
  });
  const goOn = await approved(shop);
  await goOn();
  await shop.work();
  // The first call was refused.
  assert.deepEqual(shop.got(), ["javob 1"]);
  assert.deepEqual(await stated(shop), [
    ["outdated", "Bormi?"],
    ["waiting", "Koʻki bormi?"],
  ]);
});

test("an operator's answer that waits behind an approval is the only one that the customer gets", async () => {
  const shop = await makeBusiness(inOrder);
  const goOn = await approved(shop);
  const { tenantId } = shop.config;
  const actorId = await createUser({ name: "Nodira" });
  await db.member.create({ data: { tenantId, userId: actorId, role: "operator" } });
  const operator = { tenantId, actorId, role: "operator" } as const;
  const { id: conversationId } = (await shop.talk())!;
  await takeOver(operator, conversationId, null);
  await sayAsOperator(operator, { conversationId, messageId: randomUUID(), text: "Bor, keling" });
  await goOn();
  await shop.work();
  assert.deepEqual([shop.got(), await stated(shop)], [["Bor, keling"], [["expired", "Bormi?"]]]);
});

test("another tenant's shop with the same customer: what they change there holds nothing up here", async () => {
  const [one, other] = [await makeBusiness(inOrder), await makeBusiness(inOrder)];
  const [goOn, theirs] = [await approved(one), await approved(other)];
  await other.edits("Narxi?", 31);
  await goOn();
  await one.work();
  assert.deepEqual([one.got(), await stated(one)], [["javob 1"], [["sent", "Bormi?"]]]);
  await theirs();
  await other.work();
  assert.deepEqual(
    [other.got(), (await stated(other)).map(([state]) => state)],
    [[], ["outdated", "waiting"]],
  );
});
