// Telegram refuses, answers nonsense, hangs, loses replies, delivers twice, and delivers what nobody expects.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { BOT, makeWorld, models } from "../bots/fixtures/world.ts";
import { isLong, times, ways } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

const world = makeWorld({
  workers: 1,
  prepare: (world) => world.gemini("models", { [models.first]: { firstTokenMs: 100, tokenMs: 10 } }).then(),
});
const calm = { errors: [], drops: [], stolenPolls: [] };
afterEach(() => world.faults(calm));

const FAULT_MS = times(4_000, 30_000);
let group = 0;
const some = () => Array.from({ length: times(4, 12) }, () => --group);
const error = (error_code: number, description: string, parameters?: object) => ({
  ...{ error_code, description, times: 100_000 },
  ...(parameters ? { parameters } : {}),
});
const lost = (when: "before" | "after", as: string, status?: number) => ({
  ...{ when, as, times: 100_000 },
  ...(status ? { status } : {}),
});
const sends = ["sendMessage", "editMessageText"];
const ofSends = (fault: object) => sends.map((method) => ({ method, ...fault }));

interface Fault {
  name: string;
  faults: object;
  /** The answers whose replies are lost may be there twice. */
  repeats?: true;
}

const faults: Fault[] = [
  { name: "500 to every call", faults: { errors: [error(500, "Internal Server Error")] } },
  { name: "502 as a page to every call", faults: { drops: [lost("before", "page", 502)] } },
  { name: "a page with status 200 to every call", faults: { drops: [lost("before", "page")] } },
  { name: "401 to every call", faults: { errors: [error(401, "Unauthorized")] } },
  { name: "409 to every poll", faults: { stolenPolls: [BOT] } },
  {
    name: "429 to every send of the bot",
    faults: { errors: ofSends(error(429, "Too Many Requests: retry after 2", { retry_after: 2 })) },
  },
  { name: "sends hang", faults: { drops: ofSends(lost("before", "silence")) } },
  // A poll that hangs is given up after 65 s.
  ...(isLong ? [{ name: "all calls hang", faults: { drops: [lost("before", "silence")] } }] : []),
  { name: "connections break", faults: { drops: [lost("before", "broken")] } },
  {
    name: "one reply to each chat is lost",
    faults: { drops: [{ method: "sendMessage", when: "after", as: "broken", times: times(4, 12) }] },
    repeats: true,
  },
  {
    name: "one reply to each chat is a page",
    faults: {
      drops: [{ method: "sendMessage", when: "after", as: "page", status: 502, times: times(4, 12) }],
    },
    repeats: true,
  },
];

/** Of the brief form: all calls refused, all sends refused, and replies lost. */
const brief = [
  "502 as a page to every call",
  "429 to every send of the bot",
  "one reply to each chat is lost",
];
for (const { name, faults: given, repeats = false } of ways(faults, ({ name }) => brief.includes(name)))
  test(`Telegram: ${name}: all is answered afterwards`, async (t) => {
    await world.state("working");
    const questions = new Questions(world);
    await world.faults(given);
    await questions.askGroups(...some());
    await sleep(FAULT_MS);
    await world.faults(calm);
    // A call that hangs is given up after half a minute.
    const backWithinMs = name.includes("hang") ? 75_000 : 15_000;
    await assertPromise(t, `Telegram: ${name}`, await questions.verdict(Date.now()), {
      repeats,
      backWithinMs,
    });
    assert.equal(await db.park.count(), 0, "no model is to blame");
  });

test("Telegram: an update that is delivered twice is answered once", async (t) => {
  const questions = new Questions(world);
  // The reply with the updates is lost, so the next poll gets them again.
  await world.faults({ drops: [{ method: "getUpdates", ...lost("after", "broken"), times: 3 }] });
  await questions.askGroups(...some());
  await assertPromise(t, "Telegram: updates delivered twice", await questions.verdict(Date.now()));
});

test("Telegram: odd updates, and what is asked among them is answered in order", async (t) => {
  const chat = { id: 900, type: "private" };
  const message = (more: object) => ({
    message: { message_id: 1, date: 0, chat, from: { id: 900 }, ...more },
  });
  const enormous = "x".repeat(2 ** 20);
  const odd: Record<string, unknown>[] = [
    { message: null },
    { message: {} },
    { message: "salom" },
    message({ chat: null }),
    message({ chat: { id: "900" } }),
    message({ from: null, text: null }),
    message({ text: 5, entities: "none" }),
    message({ text: "savol", entities: [{ type: "bot_command", offset: -5, length: 1e9 }] }),
    message({ photo: [] }),
    message({ photo: [{}], document: null }),
    message({ sticker: { file_id: 1 } }),
    message({ "a\0b": { "\ud800": "c\0d" }, text: "\0" }),
    message({ text: enormous }),
    message({ reply_to_message: message({ text: enormous }).message }),
    { callback_query: { id: "1", from: { id: 900 }, data: "\0" } },
    { callback_query: {} },
    { my_chat_member: { chat, from: { id: 900 } } },
  ];
  const questions = new Questions(world);
  for (const update of odd) {
    await world.telegram("POST", "/updates", { bot: BOT, update });
    await questions.ask(--group, `savol ${-group}`);
  }
  const verdict = await questions.verdict(Date.now());
  const letters = await db.deadLetter.findMany();
  assert.deepEqual(
    letters.filter(({ reason }) => reason !== "unreadable").map(({ reason }) => reason),
    [],
  );
  assert.ok(letters.length > 0);
  await db.deadLetter.deleteMany();
  await db.update.deleteMany({ where: { state: "dead" } });
  await assertPromise(t, "Telegram: odd updates", verdict);
});
