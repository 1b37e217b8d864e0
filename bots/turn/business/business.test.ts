// A shop's own account that is connected to its bot: who answers, and that nothing is sent twice.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { TelegramError } from "telegraf";
import { businessThread } from "#lib/business/place.ts";
import { listConversations } from "#lib/conversations/list.ts";
import { sayAsOperator, takeOver } from "#lib/conversations/takeover.ts";
import { db } from "#lib/db.ts";
import { createUser } from "#test/builders.ts";
import { CONNECTION, CUSTOMER, makeBusiness, OWNER } from "../../fixtures/shop.ts";

const refused = (description: string) =>
  new TelegramError({ error_code: 400, description: `Bad Request: ${description}` });
const only = <T>(rows: readonly T[]): T => {
  assert.equal(rows.length, 1);
  return rows[0] as T;
};

test("at once: the customer gets the whole answer as the account, in one message, and the bot's own chat with them stays empty", async () => {
  const shop = await makeBusiness({ settings: { mode: "answer" } });
  await shop.asks("Narxi qancha?");
  await shop.work();
  assert.deepEqual(shop.got(), ["Salom"]);
  const writing = shop.calls.filter(({ chat_id }) => chat_id === CUSTOMER);
  assert.ok(writing.every(({ business_connection_id }) => business_connection_id === CONNECTION));
  assert.ok(!shop.calls.some(({ method }) => /edit|Draft/.test(method)));
  const { threadId, title } = (await shop.talk())!;
  assert.deepEqual([Number(threadId), title], [businessThread(CONNECTION), "Dilnoza"]);
});

test("of an account that nobody let in nothing is answered and nothing kept", async () => {
  const shop = await makeBusiness({ settings: { mode: "answer" }, account: { accepted: false } });
  await shop.asks("Maxfiy gap");
  await shop.work();
  assert.deepEqual([shop.calls, await shop.talk()], [[], null]);
  const [update] = await shop.updates();
  assert.deepEqual([update?.state, JSON.stringify(update?.payload).includes("Maxfiy")], ["done", false]);
});

test("a chat that is to be left alone is neither answered nor kept; nor are notes that the owner writes to themselves", async () => {
  const never = [{ chatId: CUSTOMER, name: "Aka" }];
  for (const setup of [{ settings: { never } }, { account: { userId: CUSTOMER } }]) {
    const shop = await makeBusiness({ ...setup, settings: { mode: "answer", ...setup.settings } });
    await shop.asks("Uyga kel");
    await shop.writes("Xoʻp");
    await shop.work();
    assert.deepEqual([shop.calls, await shop.talk(), await shop.messages()], [[], null, []]);
  }
});

test("a draft waits for the owner with buttons; approved, it is sent once, whoever presses how often", async () => {
  const shop = await makeBusiness();
  await shop.asks("Yetkazasizmi?");
  await shop.work();
  const draft = only(await shop.drafts());
  assert.deepEqual([draft.state, draft.text, shop.got()], ["waiting", "Salom", []]);
  assert.match(only(shop.told()), /^👤 Dilnoza: Yetkazasizmi\?\n\nSalom\n\n/);
  const posted = shop.calls.find(({ method, chat_id }) => method === "sendMessage" && chat_id === OWNER);
  assert.match(JSON.stringify(posted?.reply_markup), new RegExp(`draft:send:${draft.id}`));
  assert.deepEqual(
    (await shop.answers()).map(({ state, text }) => [state, text]),
    [["answered", ""]],
  );
  const { id, waitingSince } = (await shop.talk())!;
  assert.ok(waitingSince, "somebody waits until it is approved");
  // By a message that Telegram refused before.
  await db.conversation.updateMany({
    where: { id },
    data: { closedAt: new Date(), refusal: "Bad Request: chat not found" },
  });

  await Promise.all([shop.presses(`draft:send:${draft.id}`), shop.presses(`draft:send:${draft.id}`)]);
  await shop.work();
  await shop.presses(`draft:drop:${draft.id}`);
  await shop.work();
  assert.deepEqual(shop.got(), ["Salom"]);
  assert.equal(only(await shop.drafts()).state, "sent");
  assert.match(shop.told().at(-1)!, /Sent\.$/);
  const after = (await shop.talk())!;
  assert.deepEqual([after.waitingSince, after.closedAt, after.refusal], [null, null, null]);
  const said = (await shop.messages()).map(({ author, state, text }) => [author, state, text]);
  assert.deepEqual(said, [
    ["person", "heard", "Yetkazasizmi?"],
    ["operator", "sent", "Salom"],
  ]);
});

test("whoever waits for a draft is listed as not answered until it is sent or dropped, and again if Telegram refuses it", async () => {
  let refuses = false;
  const shop = await makeBusiness({
    telegram({ method, chat_id }) {
      if (refuses && method === "sendMessage" && chat_id === CUSTOMER)
        throw refused("BUSINESS_PEER_USAGE_MISSING");
    },
  });
  const member = { tenantId: shop.config.tenantId, actorId: null, role: "operator" } as const;
  const listed = async () => {
    const names = ["waiting", "draft"] as const;
    const lists = await Promise.all(names.map((which) => listConversations(member, { which })));
    return names.filter((_, i) => lists[i]!.conversations.length > 0);
  };
  const decide = async (what: "send" | "drop") => {
    await shop.presses(`draft:${what}:${(await shop.drafts()).at(-1)!.id}`);
    await shop.work();
    return listed();
  };
  const ask = async (text: string) => {
    await shop.asks(text);
    await shop.work();
    return listed();
  };
  assert.deepEqual(await ask("Narxi?"), ["waiting", "draft"]);
  const { waitingSince } = (await shop.talk())!;
  assert.deepEqual(await ask("Rangi?"), ["waiting", "draft"]);
  assert.deepEqual((await shop.talk())?.waitingSince, waitingSince, "since the first question");
  assert.deepEqual(await decide("send"), []);
  assert.deepEqual(await ask("Rahmat"), ["waiting", "draft"]);
  assert.deepEqual(await decide("drop"), []);
  refuses = true;
  assert.deepEqual(await ask("Yana bir savol"), ["waiting", "draft"]);
  assert.deepEqual(await decide("send"), ["waiting"]);
});

test("the owner's own words go out in the draft's place, once", async () => {
  const shop = await makeBusiness();
  await shop.asks("Yetkazasizmi?");
  await shop.work();
  const { messageId, id } = only(await shop.drafts());
  await shop.replies("Ha, bugun kechqurun", messageId!);
  await shop.presses(`draft:send:${id}`);
  await shop.work();
  assert.deepEqual(shop.got(), ["Ha, bugun kechqurun"]);
  const draft = only(await shop.drafts());
  assert.deepEqual([draft.state, draft.own], ["sent", true]);
});

test("a dismissed draft is not sent; the bot remembers the question and not the draft", async () => {
  const shop = await makeBusiness();
  await shop.asks("Chegirma bormi?");
  await shop.work();
  await shop.presses(`draft:drop:${only(await shop.drafts()).id}`);
  await shop.work();
  await shop.asks("Alo?");
  await shop.work();
  assert.deepEqual(shop.got(), []);
  const history = shop.requests.at(-1)!.history.map(({ role, parts }) => [role, JSON.stringify(parts)]);
  assert.deepEqual(
    history.map(([role]) => role),
    ["user"],
  );
  assert.match(history[0]![1]!, /Chegirma bormi.*Alo/s);
});

test("the owner answers by hand: the draft lapses, a press afterwards sends nothing, and the bot is silent there for a while", async () => {
  const shop = await makeBusiness({ settings: { hereMinutes: 30 } });
  await shop.asks("Qachon ochasiz?");
  await shop.work();
  const { id } = only(await shop.drafts());
  await shop.writes("Ertaga 9 da");
  await shop.work();
  await shop.presses(`draft:send:${id}`);
  await shop.asks("Rahmat, manzil-chi?");
  await shop.work();
  assert.deepEqual([shop.got(), only(await shop.drafts()).state], [[], "expired"]);
  assert.match(shop.told().at(-1)!, /^edit .*Not sent/s);
  const { takenUntil, takenByName, takenBy } = (await shop.talk())!;
  const minutes = (takenUntil!.getTime() - Date.now()) / 60_000;
  assert.ok(minutes > 29 && minutes <= 31, String(minutes));
  assert.deepEqual([takenByName, takenBy], ["Sardor", null]);
});

test("after the silence the bot goes on, and knows what the owner has said", async () => {
  const shop = await makeBusiness({ settings: { mode: "answer" } });
  await shop.writes("Assalomu alaykum, buyurtmangiz tayyor");
  await shop.work();
  await shop.asks("Qayerdan olaman?");
  await shop.work();
  assert.deepEqual(shop.got(), []);
  await db.conversation.updateMany({ where: { botId: shop.config.id }, data: { takenUntil: new Date(0) } });
  await shop.asks("Alo?");
  await shop.work();
  assert.deepEqual(shop.got(), ["Salom"]);
  assert.match(JSON.stringify(shop.requests.at(-1)!.history), /Qayerdan olaman/);
});

test("the owner answers while the bot thinks, or after the press and before it is sent: nothing is sent", async () => {
  const shop = await makeBusiness({ settings: { mode: "answer" } });
  await shop.asks("Bormi?");
  await shop.writes("Bor");
  await shop.work();
  assert.deepEqual(shop.got(), [], "the owner's words were there already");

  const late = await makeBusiness();
  await late.asks("Bormi?");
  await late.work();
  await late.presses(`draft:send:${only(await late.drafts()).id}`);
  // Only the owner's lane: the errand waits in the customer's, and the owner's own words behind it.
  const customers = (await late.lanes()).find(({ chatId }) => Number(chatId) === CUSTOMER)!;
  await db.lane.update({ where: { id: customers.id }, data: { until: new Date(Date.now() + 60_000) } });
  await late.work(2);
  assert.equal(only(await late.drafts()).state, "approved");
  await late.writes("Bor, keling");
  await db.lane.update({ where: { id: customers.id }, data: { until: null } });
  await late.work();
  assert.deepEqual([late.got(), only(await late.drafts()).state], [[], "expired"]);
});

test("a new question takes the place of the draft before, and is asked together with it", async () => {
  const shop = await makeBusiness();
  await shop.asks("Narxi?");
  await shop.work();
  await shop.asks("Va rangi?");
  await shop.work();
  const states = (await shop.drafts()).map(({ state }) => state);
  assert.deepEqual(states, ["expired", "waiting"]);
  assert.match(JSON.stringify(shop.requests.at(-1)!.history), /Narxi\?.*Va rangi\?/s);
});

test("Telegram refuses: the draft fails with its words, and nothing else is tried", async () => {
  const shop = await makeBusiness({
    telegram({ method, chat_id }) {
      if (method === "sendMessage" && chat_id === CUSTOMER) throw refused("BUSINESS_PEER_USAGE_MISSING");
      return true;
    },
  });
  await shop.asks("Bormi?");
  await shop.work();
  await shop.presses(`draft:send:${only(await shop.drafts()).id}`);
  await shop.work();
  const { state, error } = only(await shop.drafts());
  assert.deepEqual([state, error], ["failed", "Bad Request: BUSINESS_PEER_USAGE_MISSING"]);
  assert.match(shop.told().at(-1)!, /BUSINESS_PEER_USAGE_MISSING/);
});

test("without the right to answer, switched off or outside of its time the bot only listens", async () => {
  const setups = [
    { account: { canReply: false } },
    { settings: { mode: "off" as const } },
    { settings: { times: "inside" as const, week: [null, null, null, null, null, null, null] } },
  ];
  for (const setup of setups) {
    const shop = await makeBusiness(setup);
    await shop.asks("Bormi?");
    await shop.work();
    assert.deepEqual([shop.calls, await shop.drafts()], [[], []]);
    const [heard] = await shop.messages();
    assert.deepEqual([heard?.state, (await shop.talk())?.waitingSince], ["heard", null]);
  }
});

test("what the bot cannot answer it leaves to the owner: as the account it never apologises", async () => {
  const shop = await makeBusiness({
    settings: { mode: "answer" },
    script: () => [{ finish: null, block: "SAFETY" }],
  });
  await shop.asks("Bormi?");
  await shop.work();
  assert.deepEqual(shop.got(), []);
});

test("what the bot's knowledge has no answer to is left to the owner: no sentence of a bot, and no draft of one", async () => {
  for (const mode of ["answer", "draft"] as const) {
    const shop = await makeBusiness({
      settings: { mode },
      only: true,
      script: () => [{ text: "<unknown>" }, { finish: "STOP" }],
    });
    await shop.asks("Xivaga yetkazasizmi?");
    await shop.work();
    assert.deepEqual([shop.got(), await shop.drafts()], [[], []], mode);
    assert.equal(await db.openQuestion.count({ where: { botId: shop.config.id } }), 1, mode);
  }
});

test("drafts that cannot reach the owner come once they have pressed Start", async () => {
  let started = false;
  const shop = await makeBusiness({
    telegram({ method, chat_id }) {
      if (method === "sendMessage" && chat_id === OWNER && !started) throw refused("chat not found");
      return true;
    },
  });
  await shop.asks("Bormi?");
  await shop.work();
  const [connection] = await db.businessConnection.findMany({ where: { botId: shop.config.id } });
  assert.match(connection!.trouble!, /chat not found/);
  started = true;
  await shop.put({
    message: {
      ...{ message_id: 1, date: 0, chat: { id: OWNER, type: "private" }, text: "/start" },
      ...{ from: { id: OWNER, is_bot: false, first_name: "Sardor" } },
      entities: [{ type: "bot_command", offset: 0, length: 6 }],
    },
  });
  await shop.work();
  assert.ok(only(await shop.drafts()).messageId);
  const [healed] = await db.businessConnection.findMany({ where: { botId: shop.config.id } });
  assert.equal(healed!.trouble, null);
});

test("an operator of the dashboard takes over, the owner being there or not, and their words go out as the account", async () => {
  const shop = await makeBusiness();
  await shop.asks("Bormi?");
  await shop.writes("Bir daqiqa");
  await shop.work();
  const { tenantId } = shop.config;
  const actorId = await createUser({ name: "Nodira" });
  await db.member.create({ data: { tenantId, userId: actorId, role: "operator" } });
  const { id } = (await shop.talk())!;
  const operator = { tenantId, actorId, role: "operator" } as const;
  await takeOver(operator, id, null);
  assert.equal((await shop.talk())?.takenBy, actorId);
  const said = { conversationId: id, messageId: randomUUID(), text: "Bor, 40 ming" };
  await sayAsOperator(operator, said);
  await shop.work();
  assert.deepEqual(shop.got(), ["Bor, 40 ming"]);
  await shop.writes("Yana savol bormi?");
  await shop.work();
  assert.equal((await shop.talk())?.takenBy, actorId, "the owner's words do not take it from the operator");
});

test("an operator answers while a draft waits: the draft lapses", async () => {
  const shop = await makeBusiness();
  await shop.asks("Bormi?");
  await shop.work();
  const { tenantId } = shop.config;
  const actorId = await createUser({ name: "Nodira" });
  await db.member.create({ data: { tenantId, userId: actorId, role: "operator" } });
  const operator = { tenantId, actorId, role: "operator" } as const;
  const { id } = (await shop.talk())!;
  await takeOver(operator, id, null);
  await sayAsOperator(operator, { conversationId: id, messageId: randomUUID(), text: "Bor" });
  await shop.work();
  await shop.presses(`draft:send:${only(await shop.drafts()).id}`);
  await shop.work();
  assert.deepEqual([shop.got(), only(await shop.drafts()).state], [["Bor"], "expired"]);
});

test("two workers handle the owner's and the customer's lanes at once: an approved draft is sent once", async () => {
  for (let round = 0; round < 5; round++) {
    const shop = await makeBusiness();
    await shop.asks("Bormi?");
    await shop.work();
    const { id } = only(await shop.drafts());
    await shop.presses(`draft:send:${id}`);
    await shop.asks("Va narxi?");
    await Promise.all([shop.work(), shop.work(), shop.presses(`draft:send:${id}`)]);
    await shop.work();
    const sent = (await shop.drafts()).filter(({ state }) => state === "sent");
    assert.ok(sent.length <= 1 && shop.got().length === sent.length, JSON.stringify(shop.got()));
  }
});

test("a connection that no update told of is asked for, and waits to be let in", async () => {
  const shop = await makeBusiness({
    settings: { mode: "answer" },
    account: { connectionId: "" },
    telegram({ method }) {
      if (method !== "getBusinessConnection") return true;
      const user = { id: OWNER, first_name: "Sardor" };
      return {
        ...{ id: `other-${randomUUID()}`, user, user_chat_id: OWNER, date: 1 },
        ...{ rights: { can_reply: true }, is_enabled: true },
      };
    },
  });
  await db.businessConnection.deleteMany({ where: { botId: shop.config.id } });
  await shop.asks("Salom");
  await shop.work();
  const connection = only(await db.businessConnection.findMany({ where: { botId: shop.config.id } }));
  assert.deepEqual([connection.accepted, connection.name, shop.got()], [false, "Sardor", []]);
});

test("an account that was let in is answered for before the worker's configuration knows its connection", async () => {
  const shop = await makeBusiness({
    settings: { mode: "answer" },
    telegram({ method }) {
      if (method !== "getBusinessConnection") return true;
      const user = { id: OWNER, first_name: "Sardor" };
      return {
        ...{ id: CONNECTION, user, user_chat_id: OWNER, date: 1 },
        ...{ rights: { can_reply: true }, is_enabled: true },
      };
    },
  });
  Object.assign(shop.config.business, { accounts: [] });
  await shop.asks("Salom");
  await shop.work();
  assert.equal(shop.got().length, 1);
});

test("a customer deletes messages: they are gone from the conversation too", async () => {
  const shop = await makeBusiness({ settings: { mode: "off" } });
  await shop.asks("Kartam raqami 8600…", { message_id: 44 });
  await shop.work();
  const chat = { id: CUSTOMER, type: "private", first_name: "Dilnoza" };
  await shop.put({
    deleted_business_messages: { business_connection_id: CONNECTION, chat, message_ids: [44] },
  });
  await shop.work();
  assert.deepEqual(await shop.messages(), []);
});
