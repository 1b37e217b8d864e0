// 👍 and 👎 on a bot's messages: stored on the answer that the message belongs to.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { db } from "#lib/db.ts";
import { makeTurns } from "../fixtures/turns.ts";
import { store } from "../queue/inbox.ts";
import { isUpdate } from "../queue/payload.ts";
import { isWanted } from "../telegram/intake/intake.ts";

type Turns = Awaited<ReturnType<typeof makeTurns>>;
const emoji = (given: string) => [...given].map((each) => ({ type: "emoji", emoji: each }));
let updates = 1_000;

/** As Telegram tells of it. */
function reaction(turns: Turns, messageId: number, after: string, more: object = {}): Update {
  const { message } = turns.update("") as { message: { chat: object; from: object } };
  return {
    update_id: ++updates,
    message_reaction: {
      ...{ chat: message.chat, message_id: messageId, user: message.from, date: 1_700_000_000 + updates },
      ...{ old_reaction: [], new_reaction: emoji(after) },
      ...more,
    },
  } as unknown as Update;
}

async function react(
  turns: Turns,
  ...given: Parameters<typeof reaction> extends [Turns, ...infer R] ? R : never
) {
  const update = reaction(turns, ...given);
  assert.ok(isUpdate(update));
  await store(turns.config.id, [update], null);
  await turns.turn();
}

const ratingOf = async (turns: Turns) =>
  (await turns.answers()).map(({ liked, disliked }) => [liked, disliked]);

test("a reaction counts on the answer whose message it is on: set, changed, removed, and repeated by Telegram", async () => {
  const turns = await makeTurns();
  for (const text of ["salom", "narxi qancha?"]) {
    await turns.write(text);
    await turns.turn();
  }
  const [first, second] = await turns.answers();
  assert.ok(first && second);
  const [sent] = first.sent;
  assert.ok(sent !== undefined);
  await react(turns, sent, "👍");
  assert.deepEqual(await ratingOf(turns), [
    [1, 0],
    [0, 0],
  ]);
  await react(turns, sent, "👎");
  await react(turns, sent, "👎");
  assert.deepEqual(await ratingOf(turns), [
    [0, 1],
    [0, 0],
  ]);
  await react(turns, second.sent[0] ?? 0, "👍👎");
  await react(turns, sent, "");
  assert.deepEqual(await ratingOf(turns), [
    [0, 0],
    [1, 1],
  ]);
  assert.deepEqual(new Set((await turns.updates()).map(({ state }) => state)), new Set(["done"]));
});

test("a reaction says nothing to the person and costs no call; one on a message of nobody's answer is forgotten", async () => {
  const turns = await makeTurns();
  await turns.write("salom");
  await turns.turn();
  const [calls, requests] = [turns.calls.length, turns.requests.length];
  const { botId } = await turns.conversation();
  await react(turns, 9_999, "👍");
  assert.deepEqual([turns.calls.length, turns.requests.length], [calls, requests]);
  assert.equal(await db.reaction.count({ where: { answer: { botId } } }), 0);
  assert.deepEqual(await ratingOf(turns), [[0, 0]]);
});

test("in a group each person counts once, an anonymous admin as their chat, and late news change nothing", async () => {
  const turns = await makeTurns({ chat: { type: "supergroup", title: "Oila" } });
  await turns.write({ text: "@shop_bot salom", entities: [{ type: "mention", offset: 0, length: 9 }] });
  await turns.turn();
  const [answer] = await turns.answers();
  const sent = answer?.sent[0] ?? 0;
  await react(turns, sent, "👍", { user: { id: 1 } });
  await react(turns, sent, "👍", { user: { id: 2 } });
  await react(turns, sent, "👎", { user: undefined, actor_chat: { id: -5 } });
  assert.deepEqual(await ratingOf(turns), [[2, 1]]);
  await react(turns, sent, "👎", { user: { id: 2 }, date: 1 });
  assert.deepEqual(await ratingOf(turns), [[2, 1]]);
});

test("of reactions only those are stored that change a 👍 or a 👎", async () => {
  const turns = await makeTurns();
  const wanted = (before: string, after: string) =>
    isWanted(reaction(turns, 1, after, { old_reaction: emoji(before) }));
  assert.deepEqual([wanted("", "👍"), wanted("👍", ""), wanted("👎", "👍")], [true, true, true]);
  assert.deepEqual([wanted("", "🔥"), wanted("👍", "👍🔥"), wanted("🔥", "")], [false, false, false]);
  const broken = { update_id: 1, message_reaction: { chat: {} } } as unknown as Update;
  assert.equal(isWanted(broken), false);
  assert.equal(isWanted(turns.update("salom")), true);
});
