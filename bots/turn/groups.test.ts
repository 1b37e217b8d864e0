// Groups: whose messages are answered, who asks, and what follows a group that becomes a supergroup.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { TelegramError } from "telegraf";
import { db } from "#lib/db.ts";
import { say } from "#lib/messages/translate.ts";
import { makeTurns } from "../fixtures/turns.ts";
import type { Called } from "../fixtures/updates.ts";
import { askerLine, authorOf } from "./author.ts";

const english = say("en");
type Turns = Awaited<ReturnType<typeof makeTurns>>;
const group = { type: "supergroup", title: "Sinf" };
const person = (id: number, first_name = "Dilnoza") => ({
  from: { id, is_bot: false, first_name, language_code: "en" },
});
/** Person 7 is an administrator. */
const admins = ({ method }: Called): unknown =>
  method === "getChatAdministrators"
    ? [{ status: "administrator", user: { id: 7 } }]
    : method === "getChatMember"
      ? { status: "member" }
      : undefined;
const command = (text: string) => ({
  text,
  entities: [{ type: "bot_command", offset: 0, length: /^\S*/.exec(text)?.[0].length }],
});
const anonymous = (chat: { id: number; title?: string }) => ({
  from: { id: 1_087_968_824, is_bot: true, first_name: "Group", language_code: "en" },
  sender_chat: { ...chat, type: "supergroup" },
});

/** Asks, and says what was answered. */
async function asked(turns: Turns, ...messages: (string | object)[]): Promise<unknown[]> {
  const before = turns.said().length;
  await turns.write(...messages);
  const waiting = () => db.update.count({ where: { botId: turns.config.id, state: "waiting" } });
  // Each claim takes one lane, and a group has several.
  for (let claims = 0; claims < 5 && (await waiting()) > 0; claims++) await turns.turn();
  return turns.said().slice(before);
}

test("an administrator chooses with /groupmode to what the bot answers in the group; it holds at once, and in topics too", async () => {
  const turns = await makeTurns({ chat: group, telegram: admins });
  assert.deepEqual(await asked(turns, "hamma uchun"), []);
  assert.deepEqual(await asked(turns, command("/groupmode all")), [
    `${english("groupMode.chosen.all")}\n\n${english("groupMode.privacy")}`,
  ]);
  assert.deepEqual(await asked(turns, "hamma uchun"), ["Salom"]);
  assert.deepEqual(
    await asked(turns, command("/groupmode reply"), {
      text: "@shop_bot qani",
      entities: [{ type: "mention", offset: 0, length: 9 }],
    }),
    [english("groupMode.chosen.reply")],
    "what waits behind it is answered by the new policy",
  );
});

test("without a choice /groupmode shows the present one with buttons; a button chooses", async () => {
  const turns = await makeTurns({ chat: group, telegram: admins });
  const [text] = await asked(turns, command("/groupmode"));
  assert.match(String(text), new RegExp(english("groupMode.choice.mention")));
  const sent = turns.calls.findLast(({ method }) => method === "sendMessage");
  const markup = sent?.reply_markup as { inline_keyboard: { callback_data: string }[][] } | undefined;
  assert.deepEqual(
    markup?.inline_keyboard.map(([button]) => button?.callback_data),
    ["mention", "reply", "all", "off"].map((each) => `groupmode:${each}`),
  );
  await turns.press("groupmode:off");
  await turns.turn();
  assert.deepEqual(turns.said().slice(1), [`100: ${english("groupMode.chosen.off")}`]);
  assert.deepEqual(await asked(turns, command("/help")), []);
  assert.deepEqual(await asked(turns, command("/groupmode mention")), [english("groupMode.chosen.mention")]);
  assert.deepEqual(await asked(turns, command("/help")), [
    `${english("help")}\n${english("groupMode.help")}`,
  ]);
});

test("only administrators choose, by command and by button; one who remains anonymous is one, a channel is none", async () => {
  const turns = await makeTurns({
    chat: group,
    telegram: ({ method }) => (method === "getChatAdministrators" ? [] : undefined),
  });
  const refused = [english("groupMode.adminsOnly")];
  assert.deepEqual(await asked(turns, { ...command("/groupmode all"), ...person(8) }), refused);
  await turns.press("groupmode:all");
  await turns.turn();
  const alert = turns.calls.findLast(({ method }) => method === "answerCallbackQuery");
  assert.deepEqual([alert?.text, alert?.show_alert], [english("groupMode.adminsOnly"), true]);
  const channel = {
    ...anonymous({ id: -100_9 }),
    sender_chat: { id: -100_9, type: "channel", title: "Kanal" },
  };
  assert.deepEqual(await asked(turns, { ...command("/groupmode all"), ...channel }), refused);
  const { chatId } = await turns.lane();
  const asGroup = anonymous({ id: Number(chatId), title: "Sinf" });
  assert.deepEqual(await asked(turns, { ...command("/groupmode off"), ...asGroup }), [
    english("groupMode.chosen.off"),
  ]);
});

test("where the owner has switched groups off, no group switches them on; the owner's own command of that name is theirs", async () => {
  const off = await makeTurns({ chat: group, telegram: admins, bot: { groups: "off" } });
  assert.deepEqual(await asked(off, command("/groupmode all"), "hamma uchun"), []);
  const own = { name: "groupmode", description: {}, kind: "text", text: { en: "Own words" } } as const;
  const owned = await makeTurns({ chat: group, telegram: admins, bot: { commands: [own] } });
  assert.deepEqual(await asked(owned, command("/groupmode all")), ["Own words"]);
});

test("the model is told who asks in a group, not in a private chat", async () => {
  const turns = await makeTurns({ chat: group, bot: { groups: "all" } });
  await asked(turns, {
    text: "salom",
    from: { id: 9, is_bot: false, first_name: "Ali\nVali", username: "ali" },
  });
  assert.deepEqual(turns.requests[0]?.history.at(-1)?.parts, [
    { text: "Asked in the group by Ali Vali (@ali)." },
    { text: "salom" },
  ]);
  const alone = await makeTurns();
  await asked(alone, "salom");
  assert.deepEqual(alone.requests[0]?.history.at(-1)?.parts, [{ text: "salom" }]);
});

test("anonymous administrators of two groups, and channels, are told apart", () => {
  const said = (chat: object, more: object) => ({ message_id: 1, date: 0, chat, ...more }) as never;
  const chats = [-1, -2].map((id) => ({ id, type: "supergroup", title: `Sinf ${id}` }));
  const ids = chats.map((chat) => authorOf(said(chat, anonymous(chat)))?.id);
  assert.deepEqual(ids, [-1, -2]);
  const chat = { id: -1, type: "supergroup", title: "Sinf -1" };
  const signed = said(chat, { ...anonymous(chat), author_signature: "Kotib" });
  assert.equal(askerLine(signed), "An administrator of the group asks, signed “Kotib”.");
  const channel = said(chat, {
    ...anonymous(chat),
    sender_chat: { id: -9, type: "channel", title: "Kanal", username: "kanal" },
  });
  assert.equal(askerLine(channel), "Asked in the group by Kanal (@kanal).");
});

test("posts of the linked channel, which Telegram forwards by itself, are nobody's questions and no commands", async () => {
  const turns = await makeTurns({ chat: group, bot: { groups: "all" } });
  const post = {
    is_automatic_forward: true,
    sender_chat: { id: -9, type: "channel", title: "Kanal" },
    ...person(777_000),
  };
  assert.deepEqual(await asked(turns, { text: "Yangi post", ...post }, { ...command("/help"), ...post }), []);
  assert.deepEqual(turns.requests, []);
  assert.deepEqual(await asked(turns, "savol"), ["Salom"]);
});

/** A basic group that becomes the supergroup `to`; calls to the old one are refused from then on. */
async function movingGroup() {
  let moved = false;
  const to = -1_000_000_000_000 - Math.floor(Math.random() * 1e9);
  let from = 0;
  const turns = await makeTurns({
    chat: { type: "group", title: "Sinf" },
    bot: { groups: "all" },
    telegram(call) {
      if (moved && call.chat_id === from && call.method !== "sendChatAction")
        throw new TelegramError({
          error_code: 400,
          description: "Bad Request: group chat was upgraded to a supergroup chat",
          parameters: { migrate_to_chat_id: to } as never,
        });
      return admins(call);
    },
  });
  await asked(turns, command("/groupmode all"), "bir");
  from = Number((await turns.lane()).chatId);
  return {
    ...{ turns, from, to },
    move: () => {
      moved = true;
    },
    inSupergroup: (message: object) => ({ ...message, chat: { id: to, type: "supergroup", title: "Sinf" } }),
  };
}
const historyOf = (turns: Turns) =>
  turns.requests
    .at(-1)
    ?.history.flatMap(({ parts }) => parts.flatMap((part) => ("text" in part ? part.text : [])));

for (const told of ["the group", "the supergroup", "a refused call", "both, twice"] as const)
  test(`a group becomes a supergroup, as ${told} tells: history, policy and answers follow`, async () => {
    const { turns, from, to, move, inSupergroup } = await movingGroup();
    move();
    const left = { migrate_to_chat_id: to };
    const begun = inSupergroup({ migrate_from_chat_id: from, ...anonymous({ id: to }) });
    const says = {
      "the group": [left],
      "the supergroup": [begun],
      "a refused call": ["kechikkan"],
      "both, twice": [left, left, begun, begun],
    }[told];
    for (const message of says) await asked(turns, message);
    assert.deepEqual(await asked(turns, inSupergroup({ text: "ikki", ...person(7) })), ["Salom"]);
    const sent = turns.calls.findLast(({ method }) => method === "sendMessage");
    assert.equal(sent?.chat_id, to);
    assert.ok(historyOf(turns)?.includes("bir"), "the history followed");
    const where = { botId: turns.config.id };
    assert.equal(await db.conversation.count({ where: { ...where, closedAt: null } }), 1);
    const supergroup = await db.lane.findFirstOrThrow({ where: { ...where, chatId: to } });
    assert.equal(supergroup.groups, "all");
    const waiting = await db.update.count({ where: { ...where, state: { not: "done" } } });
    assert.equal(waiting, 0);
    if (told === "a refused call") {
      const [, late] = await turns.answers();
      assert.deepEqual([late?.question, late?.state], ["kechikkan", "answered"]);
    }
  });

test("who asked in the supergroup before the bot heard of it: both histories are one", async () => {
  const { turns, from, to, move, inSupergroup } = await movingGroup();
  await asked(turns, inSupergroup({ text: "yangi", ...person(9) }));
  move();
  await asked(turns, { migrate_to_chat_id: to });
  assert.deepEqual(await asked(turns, inSupergroup({ text: "ikki", ...person(7) })), ["Salom"]);
  await asked(turns, inSupergroup({ migrate_from_chat_id: from }));
  const { id } = await db.conversation.findFirstOrThrow({ where: { botId: turns.config.id, chatId: to } });
  const questions = (await turns.answers()).map(({ question, conversationId }) => [
    question,
    conversationId === id,
  ]);
  assert.deepEqual(questions, [
    ["bir", true],
    ["yangi", true],
    ["ikki", true],
  ]);
});

test("a linked group of the staff keeps its link, its alone", async () => {
  const { turns, from, to, move } = await movingGroup();
  const { id: botId, tenantId } = turns.config;
  await db.staffGroup.create({ data: { tenantId, botId, chatId: from, title: "Xodimlar" } });
  const other = await movingGroup();
  await db.staffGroup.create({
    data: {
      tenantId: other.turns.config.tenantId,
      botId: other.turns.config.id,
      chatId: from,
      title: "Boshqa",
    },
  });
  move();
  const { configVersion } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  await asked(turns, { migrate_to_chat_id: to });
  assert.equal(Number((await db.staffGroup.findFirstOrThrow({ where: { botId } })).chatId), to);
  assert.equal(
    (await db.tenant.findUniqueOrThrow({ where: { id: tenantId } })).configVersion,
    configVersion + 1,
  );
  const { id } = other.turns.config;
  assert.equal(Number((await db.staffGroup.findFirstOrThrow({ where: { botId: id } })).chatId), from);
});
