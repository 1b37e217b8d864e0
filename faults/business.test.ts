// A connected account's draft from the customer's question to the answer: the worker is killed at each step, and the customer
// gets the answer; twice only if the worker died between sending and recording.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { db } from "#lib/db.ts";
import type { Cut } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { BOT, makeWorld } from "../bots/fixtures/world.ts";
import { further, isLong, ways } from "./form.ts";
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

const waits = async () => (await db.update.count({ where: { state: "waiting" } })) > 0;

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

/** A customer asks, the owner approves as soon as the draft is there. @returns what the customer got */
async function sell(): Promise<string[]> {
  const customer = ++customers;
  const chat = { id: customer, first_name: `Mijoz ${customer}` };
  const text = `narxi ${customer}`;
  await world.telegram("POST", "/business", { bot: BOT, connection, chat, text });
  const draft = await posted(text);
  // Twice, as an impatient owner does.
  for (let times = 0; times < 2; times++) await press(draft);
  await until("it is sent and shown so", async () => {
    if (isMet) await restart();
    const drafts = await db.businessDraft.findMany({ where: { question: text } });
    return drafts.length === 1 && drafts[0]?.state === "sent" && !(await waits());
  });
  return got(customer);
}

/** A customer's question with its draft, which the customer can change. */
async function asked() {
  const customer = ++customers;
  const chat = { id: customer, first_name: `Mijoz ${customer}` };
  const said = (text: string) => ({ bot: BOT, connection, chat, text });
  const [before, after] = [`narxi ${customer}`, `rangi ${customer}`];
  const { message_id } = await world.telegram<{ message_id: number }>("POST", "/business", said(before));
  return {
    customer,
    old: await posted(before),
    change: () => world.telegram("POST", "/business-edits", { ...said(after), message_id }),
    /** Approves the changed question's draft. @returns what the customer got */
    async end(): Promise<string[]> {
      await press(await posted(after));
      await until("it is sent and shown so", async () => {
        if (isMet) await restart();
        const drafts = await db.businessDraft.findMany({ where: { question: { in: [before, after] } } });
        const isOver =
          drafts.length === 2 &&
          drafts.every(({ question, state }) => state === (question === after ? "sent" : "expired"));
        return isOver && !(await waits());
      });
      return got(customer);
    },
  };
}

/** The same, but the customer changes the question while its draft waits, and the owner presses below the old one too. */
async function sellChanged(): Promise<string[]> {
  const { old, change, end } = await asked();
  await change();
  await posted(`rangi ${customers}`);
  await press(old);
  return end();
}

/** The same, but the owner has pressed below the old draft when the change comes, or just after it: neither is handled yet. */
async function sellRaced(first: "press" | "change"): Promise<string[]> {
  const { customer, old, change, end } = await asked();
  await until("all is handled", async () => {
    if (isMet) await restart();
    return !(await waits());
  });
  const where = { chatId: customer, workerId: null };
  await db.lane.updateMany({ where, data: { until: new Date(Date.now() + 50_000) } });
  const acts = [() => press(old), change];
  for (const [i, act] of (first === "press" ? acts : acts.reverse()).entries()) {
    await act();
    await until("it waits in the customer's lane", async () => {
      if (isMet) await restart();
      // Or the lane was not held for long enough, on a slow machine.
      const [waiting, ended] = await Promise.all([
        db.update.count({ where: { lane: { chatId: customer }, state: "waiting" } }),
        db.businessDraft.count({ where: { conversation: { chatId: customer }, state: "expired" } }),
      ]);
      return waiting > i || ended > 0;
    });
  }
  await db.lane.updateMany({ where, data: { until: null } });
  return end();
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
      const texts = await sale().catch((error: unknown) => {
        throw new Error(`${when} ${step}`, { cause: error });
      });
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

test("the same when the question changes behind the approval of its draft, before that is sent", () =>
  killAtEach(
    () => sellRaced("press"),
    (step) => step.includes(RECORD),
  ));

further("the same when the owner approves the old draft while the change waits", () =>
  killAtEach(
    () => sellRaced("change"),
    () => true,
  ),
);
