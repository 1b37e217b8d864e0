// What Telegram's trouble with one tenant's bot, its broadcast and its groups cost the bot of another tenant, which has the
// same people and groups: nothing. One real worker for both.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { addPeople, orderText, received } from "#test/broadcasting.ts";
import { until } from "#test/until.ts";
import { addNeighbour, neighbour } from "./fixtures/neighbour.ts";
import { BOT, makeWorld } from "./fixtures/world.ts";

const PERSON = 7;
/** Telegram's own words, for every call of the first tenant's bot. */
const FLOOD = {
  error_code: 429,
  description: "Too Many Requests: retry after 300",
  parameters: { retry_after: 300 },
};
const group = { id: -77, type: "supergroup", title: "Bozor" };
const member = { id: 31, first_name: "Dilnoza" };

const world = makeWorld({
  async prepare(world) {
    await addNeighbour(world);
    await world.startWorker();
  },
});

const tell = (bot: string, chat: object, text: string, from?: object) =>
  world.telegram("POST", "/messages", { bot, chat, text, ...(from && { from }) });
const said = async (bot: string, chat: number) =>
  (
    await world.telegram<{ messages: { text: string; out: boolean }[] }>("GET", `/chats/${bot}/${chat}`)
  ).messages
    .filter(({ out }) => out)
    .map(({ text }) => text ?? "");

/** The neighbour answers: within the patience of `until`, which is shorter than the flood wait. */
async function answered(chat: object & { id: number }, text: string, from?: object): Promise<void> {
  await tell(neighbour.username, chat, text, from);
  await until(`the neighbour answers ${text}`, async () =>
    (await said(neighbour.username, chat.id)).some((each) => each.includes(text.replace(/^@\w+ /, ""))),
  );
}

test("a flood wait of five minutes for all that one bot sends leaves another tenant's bot as it was, with the same person too", async () => {
  const methods = ["sendMessage", "sendMessageDraft", "editMessageText", "sendChatAction", "getMe"];
  await world.faults({ errors: methods.map((method) => ({ method, bot: BOT, times: 100_000, ...FLOOD })) });
  for (const chat of [PERSON, 8, 9, 10]) await tell(BOT, { id: chat }, `sabr ${chat}`);
  await until("Telegram has refused", async () => {
    const query = `/calls?bot=${BOT}&method=sendMessage&limit=100`;
    const { calls } = await world.telegram<{ calls: { status: number }[] }>("GET", query);
    return calls.some(({ status }) => status === 429);
  });
  for (const chat of [PERSON, 11]) await answered({ id: chat }, `qancha ${chat}`);
  assert.deepEqual(await said(BOT, PERSON), []);
  await world.faults({ errors: [] });
});

test("while one tenant's broadcast runs, and Telegram makes it wait, another tenant's people are answered and get nothing of it", async () => {
  const { id: botId } = await db.bot.findFirstOrThrow({ where: { tenantId: world.context.tenantId } });
  const chats = Array.from({ length: 150 }, (_, i) => 5_000 + i);
  await addPeople(world.sandbox, { tenantId: world.context.tenantId, botId, username: BOT }, chats);
  await answered({ id: 5_000 }, "salom");
  const run = await orderText(world.context, botId, "Yangi mahsulotlar");
  const sent = async () => (await db.broadcastRun.findUnique({ where: { broadcastId: run } }))?.sent ?? 0;
  await until("it has begun", async () => (await sent()) > 3);
  await answered({ id: 5_001 }, "narxi");
  await world.faults({ errors: [{ method: "sendMessage", bot: BOT, times: 100_000, ...FLOOD }] });
  await answered({ id: 5_002 }, "rangi");
  await world.faults({ errors: [] });
  assert.equal((await received(world.sandbox, neighbour.username, "Yangi mahsulotlar")).chats, 0);
  await db.broadcast.updateMany({ where: { id: run }, data: { state: "stopped" } });
});

test("a group with bots of two tenants: one bot's policy, chosen by the group's administrators, is not the other's", async () => {
  await world.faults({ flood: false });
  const owner = { status: "administrator" };
  for (const bot of [BOT, neighbour.username])
    await world.telegram("POST", "/rights", { bot, chat: group, from: member, rights: owner });
  const policies = async () =>
    new Map(
      (await db.lane.findMany({ where: { chatId: group.id }, include: { bot: true } })).map(
        ({ bot, groups }) => [bot.username, groups] as const,
      ),
    );
  // As an administrator who remains anonymous.
  const choice = { bot: BOT, chat: group, from: member, anonymous: true, text: `/groupmode@${BOT} off` };
  await world.telegram("POST", "/messages", choice);
  await until("the group is silent for the first", async () => (await policies()).get(BOT) === "off");
  await answered(group, `@${neighbour.username} bormi`, member);
  assert.equal((await policies()).get(neighbour.username) ?? null, null);
  await tell(BOT, group, `@${BOT} eshityapsanmi`, member);
  // Only of the group: what the first one was to send before waits for minutes.
  const open = { state: "waiting", lane: { chatId: group.id } } as const;
  await until("all of the group is settled", async () => (await db.update.count({ where: open })) === 0);
  assert.ok(!(await said(BOT, group.id)).some((text) => text.includes("eshityapsanmi")));
});
