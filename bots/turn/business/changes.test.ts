// A customer changes or deletes what they asked: the draft that answers the old words is never sent, and another is made.
import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { db } from "#lib/db.ts";
import { answers, type Step } from "#lib/fallback/fixtures/world.ts";
import { CONNECTION, CUSTOMER, makeBusiness } from "../../fixtures/shop.ts";

const inOrder = { script: (call: number) => answers(`javob ${call + 1}`) };
type Shop = Awaited<ReturnType<typeof makeBusiness>>;
const stated = async (shop: Shop) =>
  (await shop.drafts()).map(({ state, outdatedAt, question, text }) => [
    outdatedAt ? "outdated" : state,
    question,
    text,
  ]);
const lastAsked = ({ requests }: Shop) => JSON.stringify(requests.at(-1)?.history);

test("a changed question: its draft is outdated and says so, a late press sends nothing, and the new draft is sent once", async () => {
  const shop = await makeBusiness(inOrder);
  await shop.asks("Narxi qancha?", { message_id: 31 });
  await shop.work();
  const [old] = await shop.drafts();
  await shop.edits("Yetkazish narxi qancha?", 31);
  // Behind the edit in the inbox, but in another lane.
  await shop.presses(`draft:send:${old!.id}`);
  await shop.work();
  await shop.presses(`draft:send:${old!.id}`);
  await shop.replies("Oʻzim yozdim", old!.messageId!);
  await shop.work();
  assert.deepEqual(await stated(shop), [
    ["outdated", "Narxi qancha?", "javob 1"],
    ["waiting", "Yetkazish narxi qancha?", "javob 2"],
  ]);
  assert.deepEqual(shop.got(), []);
  assert.match(
    shop.told().find((text) => text.startsWith("edit") && text.includes("javob 1")) ?? "",
    /changed or deleted the question/,
  );
  assert.ok(!lastAsked(shop).includes('"Narxi qancha?"'), lastAsked(shop));
  const [, anew] = await shop.drafts();
  // Else the staff's group would never look at it.
  assert.ok((await db.conversation.findFirstOrThrow({ where: { id: anew!.conversationId } })).waitingSince);
  await shop.presses(`draft:send:${anew!.id}`);
  await shop.work();
  assert.deepEqual(shop.got(), ["javob 2"]);
  assert.deepEqual(
    (await shop.messages()).map(({ author, text }) => [author, text]),
    [
      ["person", "Yetkazish narxi qancha?"],
      ["operator", "javob 2"],
    ],
  );
});

test("a draft that is approved while the change waits to be handled is not sent", async () => {
  const shop = await makeBusiness(inOrder);
  await shop.asks("Bormi?", { message_id: 31 });
  await shop.work();
  await shop.edits("Koʻki bormi?", 31);
  await shop.presses(`draft:send:${(await shop.drafts())[0]!.id}`);
  // Only the owner's lane.
  const customers = (await shop.lanes()).find(({ chatId }) => Number(chatId) === CUSTOMER)!;
  await db.lane.update({ where: { id: customers.id }, data: { until: new Date(Date.now() + 60_000) } });
  await shop.work(2);
  assert.equal((await shop.drafts())[0]?.state, "approved");
  await db.lane.update({ where: { id: customers.id }, data: { until: null } });
  await shop.work();
  assert.deepEqual([shop.got(), (await stated(shop)).map(([state]) => state)], [[], ["outdated", "waiting"]]);
});

test("a worker dies when it has stored the changed question's draft: the next one leaves that as it is", async () => {
  for (const change of ["edits", "deletes"] as const) {
    const shop = await makeBusiness(inOrder);
    await shop.asks("Narxi?", { message_id: 31 });
    await shop.asks("Rangi?", { message_id: 32 });
    await shop.work();
    await (change === "edits" ? shop.edits("Oʻlchami?", 32) : shop.deletes(32));
    await shop.work();
    const states = ["outdated", "waiting"];
    assert.deepEqual(
      (await stated(shop)).map(([state]) => state),
      states,
    );
    const { id } = (await shop.updates()).findLast(
      ({ payload }) =>
        JSON.stringify(payload).includes(`business_messages`) ||
        JSON.stringify(payload).includes("edited_business"),
    )!;
    await db.update.update({ where: { id }, data: { state: "waiting", doneAt: null, tries: 1 } });
    await shop.work();
    assert.deepEqual(
      (await stated(shop)).map(([state]) => state),
      states,
      change,
    );
  }
});

test("what was changed again and again is one draft that waits; the same words, or a changed old question, are none", async () => {
  const shop = await makeBusiness(inOrder);
  await shop.asks("bir", { message_id: 31 });
  await shop.work();
  for (const text of ["ikki", "ikki", "uch"]) {
    await shop.edits(text, 31);
    await shop.work();
  }
  assert.deepEqual(
    (await stated(shop)).map(([state, question]) => [state, question]),
    [
      ["outdated", "bir"],
      ["outdated", "ikki"],
      ["waiting", "uch"],
    ],
  );
  const drafts = await shop.drafts();
  await shop.presses(`draft:send:${drafts.at(-1)!.id}`);
  await shop.work();
  await shop.asks("toʻrt", { message_id: 41 });
  await shop.work();
  await shop.edits("uch emas", 31);
  await shop.work();
  assert.deepEqual((await stated(shop)).at(-1)?.slice(0, 2), ["waiting", "toʻrt"]);
  assert.equal(shop.requests.length, 4);
});

test("all that the shop has not answered is asked anew, the earlier question too", async () => {
  const shop = await makeBusiness(inOrder);
  await shop.asks("Narxi?", { message_id: 31 });
  await shop.work();
  await shop.asks("Rangi?", { message_id: 32 });
  await shop.work();
  await shop.edits("Koʻylak narxi?", 31);
  await shop.work();
  assert.deepEqual((await stated(shop)).at(-1)?.slice(0, 2), ["waiting", "Koʻylak narxi?\nRangi?"]);
  const [turn, ...none] = shop.requests.at(-1)!.history;
  assert.deepEqual([turn?.role, none], ["user", []]);
  assert.ok(!lastAsked(shop).includes('"Narxi?"') && lastAsked(shop).split("Rangi?").length === 2);
});

test("a deleted question takes its draft along; what is left is asked anew", async () => {
  const shop = await makeBusiness(inOrder);
  await shop.asks("Bormi?", { message_id: 31 });
  await shop.work();
  await shop.asks("Narxi?", { message_id: 32 });
  await shop.work();
  await shop.deletes(31);
  await shop.work();
  assert.deepEqual((await stated(shop)).at(-1)?.slice(0, 2), ["waiting", "Narxi?"]);
  await shop.deletes(32);
  await shop.work();
  const drafts = await shop.drafts();
  assert.ok(drafts.every(({ state }) => state === "expired"));
  await shop.presses(`draft:send:${drafts.at(-1)!.id}`);
  await shop.work();
  assert.deepEqual([shop.got(), shop.requests.length], [[], 3]);
});

test("a question that changes before it is asked makes one draft, of the new words", async () => {
  const shop = await makeBusiness(inOrder);
  await shop.asks("bir", { message_id: 31 });
  await shop.edits("ikki", 31);
  await shop.work();
  assert.deepEqual(await stated(shop), [["waiting", "ikki", "javob 1"]]);
  assert.deepEqual(
    (await shop.messages()).map(({ text }) => text),
    ["ikki"],
  );
});

test("a question that is deleted while it waits, or while its answer is made, gets none; what is left beside it does", async () => {
  const atOnce = { settings: { mode: "answer" as const } };
  const shop = await makeBusiness(atOnce);
  await shop.asks("Adashib yozdim", { message_id: 31 });
  await shop.deletes(31);
  await shop.work();
  assert.deepEqual([shop.got(), shop.requests.length], [[], 0]);
  await shop.asks("Yana adashdim", { message_id: 32 });
  await shop.asks("Bormi?", { message_id: 33 });
  await shop.deletes(32);
  await shop.work();
  assert.deepEqual([shop.got(), shop.requests.length], [["Salom"], 1]);
  assert.ok(!lastAsked(shop).includes("adashdim"), lastAsked(shop));

  const gone = { business_connection_id: CONNECTION, chat: { id: CUSTOMER }, message_ids: [31] };
  const late = await makeBusiness({
    ...atOnce,
    script(_, claim) {
      const deleted: Step = {
        get text() {
          const update = { update_id: 99, deleted_business_messages: gone } as unknown as Update;
          for (const hear of claim.listeners) hear(update);
          return "";
        },
      };
      return [{ wait: 50 }, deleted, { wait: 50 }, ...answers("kech qolgan javob")];
    },
  });
  await late.asks("Adashib yozdim", { message_id: 31 });
  await late.turn();
  await late.deletes(31);
  await late.turn();
  assert.deepEqual([late.got(), late.requests.length], [[], 1]);
});

test("where the bot answers at once, the account's answer is edited; after the owner's own words nothing is", async () => {
  const shop = await makeBusiness({ ...inOrder, settings: { mode: "answer" } });
  await shop.asks("Narxi?", { message_id: 31 });
  await shop.work();
  await shop.edits("Rangi?", 31);
  await shop.work();
  const edits = shop.calls.filter(({ method }) => method === "editMessageText");
  assert.deepEqual(
    edits.map(({ text, business_connection_id }) => [text, business_connection_id !== undefined]),
    [["javob 2", true]],
  );
  assert.deepEqual([shop.got(), await shop.drafts()], [["javob 1"], []]);
  await shop.writes("Oʻzim javob beraman");
  await shop.work();
  await shop.edits("Yana boshqa", 31);
  await shop.work();
  assert.equal(shop.requests.length, 2);
});

test("a question that changes when the owner answers by hand gets no other draft", async () => {
  const shop = await makeBusiness(inOrder);
  await shop.asks("Bormi?", { message_id: 31 });
  await shop.work();
  await shop.edits("Yoʻqmi?", 31);
  await shop.writes("Bor");
  await shop.work();
  assert.deepEqual([shop.got(), shop.requests.length], [[], 1]);
  assert.equal((await stated(shop)).length, 1);
  assert.notEqual((await stated(shop))[0]?.[0], "waiting");
});

test("two shops of two tenants have the same customer: a change at one leaves the other's draft as it is", async () => {
  const [one, other] = [await makeBusiness(inOrder), await makeBusiness(inOrder)];
  for (const shop of [one, other]) {
    await shop.asks("Bormi?", { message_id: 31 });
    await shop.work();
  }
  await one.edits("Narxi?", 31);
  await one.work();
  await other.work();
  assert.deepEqual(await stated(other), [["waiting", "Bormi?", "javob 1"]]);
  const [theirs] = await one.drafts();
  await other.presses(`draft:send:${theirs!.id}`);
  await other.work();
  assert.deepEqual([one.got(), other.got()], [[], []]);
});
