// A connected account's draft from the customer's question to the answer: the worker is killed at each step, and the customer
// gets the answer; twice only if the worker died between sending and recording.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { db } from "#lib/db.ts";
import type { Cut } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { BOT, makeWorld } from "../bots/fixtures/world.ts";
import { isLong, ways } from "./form.ts";
import { startTaps, type Taps } from "./taps.ts";

interface Place {
  step: string;
  when: Cut;
}

interface Shown {
  message_id: number;
  text: string;
  out: boolean;
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
}

const OWNER = 5_900;
const POLL = "getUpdates";
const SEND = "sendMessage";
const RECORD = "UPDATE BusinessDraft";
/** Where a question, a draft and an answer are made safe. */
const needed = [SEND, "INSERT Update", RECORD];
const isNeeded = (step: string) => needed.some((each) => step.includes(each));

const seen: string[] = [];
let place: Place | null = null;
let isMet = false;
/** Whether a message may have been sent but not recorded when the worker died: typing is a call beside it. */
let inSendWindow = false;
let taps: Taps;
let connection = "";

function at(step: string): Cut | null {
  seen.push(step);
  if (place?.step !== step) return null;
  const { when } = place;
  place = null;
  return when;
}

const owner = { id: OWNER, first_name: "Sardor", language_code: "uz" };
const world = makeWorld({
  async prepare(world) {
    const cut = () => {
      isMet = true;
      world.workers[0]?.child.kill("SIGKILL");
    };
    taps = await startTaps({ sandbox: world.sandbox.url, at, cut });
    await world.telegram("POST", "/messages", { bot: BOT, chat: { id: OWNER }, from: owner, text: "/start" });
    const connected = await world.telegram<{ id: string }>("POST", "/connections", { bot: BOT, user: owner });
    connection = connected.id;
    await world.startWorker(taps.env);
    await until("the connection is known", () => db.businessConnection.findFirst());
    await db.businessConnection.updateMany({ data: { accepted: true } });
    const { configVersion } = await db.tenant.update({
      where: { id: world.context.tenantId },
      data: { configVersion: { increment: 1 } },
    });
    await world.live(configVersion);
  },
});
after(() => taps.end());

let customers = 7_000;
const chatOf = async (chat: number, query = ""): Promise<Shown[]> => {
  const { messages } = await world.telegram<{ messages: Shown[] }>("GET", `/chats/${BOT}/${chat}${query}`);
  return messages.filter(({ out }) => out);
};
const got = async (customer: number) => {
  const shown = await chatOf(customer, `?connection=${connection}`);
  return shown.map(({ text }) => text);
};

/** A customer asks, the owner approves as soon as the draft is there. @returns what the customer got */
async function sell(): Promise<string[]> {
  const customer = ++customers;
  const chat = { id: customer, first_name: `Mijoz ${customer}` };
  const text = `narxi ${customer}`;
  await world.telegram("POST", "/business", { bot: BOT, connection, chat, text });
  const draft = await until("the draft is posted", async () => {
    if (isMet) await restart();
    return (await chatOf(OWNER)).findLast(
      (shown) => shown.text.includes(text) && shown.reply_markup !== undefined,
    );
  });
  const data = draft.reply_markup?.inline_keyboard[0]?.[0]?.callback_data;
  // Twice, as an impatient owner does.
  for (let press = 0; press < 2; press++)
    await world.telegram("POST", "/buttons", {
      ...{ bot: BOT, chat: { id: OWNER }, from: owner, message_id: draft.message_id, data },
    });
  await until("it is sent and shown so", async () => {
    if (isMet) await restart();
    const drafts = await db.businessDraft.findMany({ where: { question: text } });
    return drafts.length === 1 && drafts[0]?.state === "sent" && !(await waits());
  });
  return got(customer);
}

const waits = async () => (await db.update.count({ where: { state: "waiting" } })) > 0;

/** The same, but the customer changes the question while its draft waits, and the owner presses below the old one too. */
async function sellChanged(): Promise<string[]> {
  const customer = ++customers;
  const chat = { id: customer, first_name: `Mijoz ${customer}` };
  const said = (text: string) => ({ bot: BOT, connection, chat, text });
  const [before, after] = [`narxi ${customer}`, `rangi ${customer}`];
  const posted = (text: string) =>
    until("the draft is posted", async () => {
      if (isMet) await restart();
      return (await chatOf(OWNER)).findLast(
        (shown) => shown.text.includes(text) && shown.reply_markup !== undefined,
      );
    });
  const press = ({ message_id, reply_markup }: Shown) =>
    world.telegram("POST", "/buttons", {
      ...{ bot: BOT, chat: { id: OWNER }, from: owner, message_id },
      data: reply_markup?.inline_keyboard[0]?.[0]?.callback_data,
    });
  const { message_id } = await world.telegram<{ message_id: number }>("POST", "/business", said(before));
  const old = await posted(before);
  await world.telegram("POST", "/business-edits", { ...said(after), message_id });
  const anew = await posted(after);
  await press(old);
  await press(anew);
  await until("it is sent and shown so", async () => {
    if (isMet) await restart();
    const drafts = await db.businessDraft.findMany({ where: { question: { in: [before, after] } } });
    const isOver =
      drafts.length === 2 &&
      drafts.every(({ question, state }) => state === (question === after ? "sent" : "expired"));
    return isOver && !(await waits());
  });
  return got(customer);
}

async function restart(): Promise<void> {
  isMet = false;
  await world.endWorkers("SIGKILL");
  // What it sent before it died arrives here later, on a busy machine much later.
  await taps.hungUp();
  const sent = seen.lastIndexOf(SEND);
  inSendWindow = sent >= 0 && !seen.slice(sent).some((step) => step.includes(RECORD));
  await world.startWorker(taps.env);
}

/** Each statement and call, with how often it comes. */
async function stepsOf(each: () => Promise<string[]>): Promise<string[]> {
  await each();
  seen.length = 0;
  await each();
  return [...new Set(seen)];
}

async function killAtEach(sale: () => Promise<string[]>, isKept: (step: string) => boolean): Promise<void> {
  const steps = await stepsOf(sale);
  for (const each of needed)
    assert.ok(
      steps.some((step) => step.includes(each)),
      `${each} in ${steps.join("; ")}`,
    );
  const moments: Cut[] = isLong ? ["before", "after"] : ["after"];
  for (const step of ways(steps, isKept))
    for (const when of step === POLL ? (["after"] as const) : moments) {
      place = { step, when };
      seen.length = 0;
      inSendWindow = false;
      const texts = await sale();
      place = null;
      const most = inSendWindow ? 2 : 1;
      assert.ok(texts.length >= 1 && texts.length <= most, `${when} ${step}: ${texts.join(" | ")}`);
      assert.equal(new Set(texts).size, 1);
    }
}

test("kill -9 after each step from a customer's question to the approved answer: it arrives, and twice only in the send window", () =>
  killAtEach(sell, isNeeded));

test("the same when the question changes while its draft waits: the old draft is never sent", () =>
  killAtEach(sellChanged, (step) => step.includes(RECORD)));
