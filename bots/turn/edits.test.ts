// Edited messages: asked as they are now, and the answer that stands already is edited.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { forget } from "#lib/conversations/conversations.ts";
import { db } from "#lib/db.ts";
import { answers, google, type Step } from "#lib/fallback/fixtures/world.ts";
import { makeTurns } from "../fixtures/turns.ts";
import type { Claim } from "../queue/claims.ts";

type Turns = Awaited<ReturnType<typeof makeTurns>>;
const lastOf = ({ requests }: Turns) => requests.at(-1)?.history.map(({ parts }) => parts);
const asked = async (turns: Turns) => (await turns.answers()).map(({ question, text }) => [question, text]);
const inOrder = { script: (call: number) => answers(`javob ${call + 1}`) };

test("the last question, edited, is asked anew without its old answer, which is edited; the record is one", async () => {
  const turns = await makeTurns(inOrder);
  for (const text of ["bir", "ikki"]) {
    await turns.write(text);
    await turns.turn();
  }
  await turns.edit(2, { text: "ikki emas, uch" });
  await turns.turn();
  assert.deepEqual(turns.said(), ["javob 1", "javob 2", "102: javob 3"]);
  assert.deepEqual(lastOf(turns), [[{ text: "bir" }], [{ text: "javob 1" }], [{ text: "ikki emas, uch" }]]);
  assert.deepEqual(await asked(turns), [
    ["bir", "javob 1"],
    ["ikki emas, uch", "javob 3"],
  ]);
  const [, answer] = await turns.answers();
  assert.deepEqual([answer?.sent, answer?.attempts.length], [[102], 2]);
  assert.deepEqual((await turns.history()).slice(2), ["ikki emas, uch", "javob 3"]);
});

test("an edit changes nothing if more was said since, after /new, or if the words are the same", async () => {
  const turns = await makeTurns(inOrder);
  for (const text of ["bir", "ikki"]) {
    await turns.write(text);
    await turns.turn();
  }
  await turns.edit(1, { text: "boshqa" });
  await turns.edit(2, { text: "ikki" });
  await turns.edit(2, { text: "/new" });
  await turns.edit(2, { location: { latitude: 1, longitude: 1 } });
  await turns.edit(77, { text: "hech qachon" });
  await turns.turn();
  const { tenantId, id: botId } = turns.config;
  const { chatId } = await turns.conversation();
  await forget({ tenantId, botId, chatId: Number(chatId), threadId: 0 });
  await turns.edit(2, { text: "uch" });
  await turns.turn();
  assert.deepEqual(turns.said(), ["javob 1", "javob 2"]);
  assert.ok((await turns.updates()).every(({ state }) => state === "done"));
});

test("of a question in several messages, the one that was edited is asked as it is now, again and again", async () => {
  const turns = await makeTurns(inOrder);
  await turns.write("bir", "ikki", "uch");
  await turns.turn();
  await turns.edit(2, { text: "IKKI" });
  await turns.turn();
  await turns.edit(3, { text: "UCH" });
  await turns.turn();
  assert.deepEqual(await asked(turns), [["bir\nIKKI\nUCH", "javob 3"]]);
  assert.deepEqual(turns.said(), ["javob 1", "101: javob 2", "101: javob 3"]);
});

test("a message that is edited before it is answered is asked once, as it is now", async () => {
  const turns = await makeTurns(inOrder);
  await turns.write("bir");
  await turns.edit(1, { text: "birr" });
  await turns.edit(1, { text: "bir!" });
  await turns.turn();
  assert.deepEqual(await asked(turns), [["bir!", "javob 1"]]);
  assert.deepEqual(turns.said(), ["javob 1"]);
  assert.deepEqual(
    (await turns.updates()).map(({ state }) => state),
    ["done", "done", "done"],
  );
});

/** Text, then the edit arrives, as the turn hears of it. */
const editedMeanwhile =
  (edited_message: object) =>
  (_: number, claim: Claim): Step[] => {
    const late: Step = {
      get text() {
        for (const hear of claim.listeners) hear({ update_id: 9, edited_message } as unknown as Update);
        return " davomi";
      },
    };
    return [{ text: "boshi" }, { wait: 50 }, late, { wait: 1 }, ...answers(" oxiri")];
  };

test("an edit while the answer is written ends it: the new question's answer takes its place in the same message", async () => {
  const changed = { message_id: 1, text: "ikki" };
  const turns = await makeTurns({
    script: (call, claim) => (call === 0 ? editedMeanwhile(changed)(call, claim) : answers("yangi")),
  });
  await turns.write("bir");
  await turns.turn();
  assert.deepEqual(turns.said(), ["boshi"]);
  const [update] = await turns.updates();
  assert.deepEqual([update?.state, update?.failures, update?.calls], ["waiting", 0, 1]);
  await turns.edit(1, { text: "ikki" });
  await turns.turn();
  assert.deepEqual(turns.said(), ["boshi", "101: yangi"]);
  assert.deepEqual(await asked(turns), [["ikki", "yangi"]]);
});

test("a link's preview or another message's edit does not end the answer that is written", async () => {
  for (const changed of [
    { message_id: 1, text: "bir" },
    { message_id: 5, text: "ikki" },
  ]) {
    const turns = await makeTurns({ script: editedMeanwhile(changed) });
    await turns.write("bir");
    await turns.turn();
    assert.equal((await turns.answers())[0]?.state, "answered");
  }
});

test("in a group a person's last question is asked anew though others asked since; the mention must stay", async () => {
  const group = { type: "supergroup", title: "Sinf" };
  const turns = await makeTurns({ ...inOrder, chat: group });
  const entities = [{ type: "mention", offset: 0, length: 9 }];
  const from = (id: number) => ({ id, is_bot: false, first_name: `${id}`, language_code: "en" });
  const asks = (id: number, text: string) => ({ text: `@shop_bot ${text}`, entities, from: from(id) });
  for (const message of [asks(1, "bir"), asks(2, "ikki")]) {
    await turns.write(message);
    await turns.turn();
  }
  await turns.edit(1, { text: "bir, lekin botsiz", from: from(1) });
  await turns.turn();
  assert.equal(turns.requests.length, 2);
  await turns.edit(1, asks(1, "uch"));
  await turns.turn();
  assert.deepEqual(turns.said().at(-1), "101: javob 3");
  assert.deepEqual(await asked(turns), [
    ["uch", "javob 3"],
    ["ikki", "javob 2"],
  ]);
  await turns.write(asks(1, "toʻrt"));
  await turns.turn();
  await turns.edit(1, asks(1, "besh"));
  await turns.turn();
  assert.equal(turns.requests.length, 4, "stale");
});

test("a question that was promised an answer is asked as it was edited, and its apology becomes the answer", async () => {
  const turns = await makeTurns({
    script: (call) => (call < 2 ? google.minuteSpent(3_600) : answers("mana")),
  });
  await turns.write("bir");
  await turns.turn();
  const [answer] = await turns.answers();
  assert.equal(answer?.state, "apologised");
  await turns.edit(1, { text: "ikki" });
  const config = { ...turns.config, chain: turns.rested() };
  await turns.turn(() => config);
  assert.deepEqual(turns.said().slice(1), ["101: mana"]);
  assert.deepEqual(await asked(turns), [["ikki", "mana"]]);
  assert.equal((await turns.answers())[0]?.againAt, null);
});

test("an edit counts among what a person may ask", async () => {
  const turns = await makeTurns(inOrder);
  const allowances = { ...turns.config.allowances, person: { ...turns.config.allowances.person, perDay: 2 } };
  const config = { ...turns.config, allowances };
  await turns.write("bir");
  await turns.turn(() => config);
  for (const text of ["ikki", "uch"]) {
    await turns.edit(1, { text });
    await turns.turn(() => config);
  }
  assert.equal(turns.requests.length, 2);
  assert.equal(await db.update.count({ where: { botId: config.id, state: "waiting" } }), 0);
});
