// A worker is killed at each step at which it remembers: nothing that was said is lost, and nothing is remembered twice.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { db } from "#lib/db.ts";
import { usualMemory } from "#lib/memory/usual.ts";
import type { Cut } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { makeWorld } from "../bots/fixtures/world.ts";
import { ways } from "./form.ts";
import { startTaps, type Taps } from "./taps.ts";

/** Where the worker is killed. */
let place: { when: Cut; isAt(step: string): boolean } | null = null;
let met = false;
let isSumming = false;

const CALL = "streamGenerateContent";
const writes = (table: string) => (step: string) => new RegExp(`(INSERT|UPDATE) ${table}\\b`).test(step);

function at(step: string): Cut | null {
  isSumming ||= step.startsWith("INSERT Summary");
  if (!place?.isAt(step)) return null;
  const { when } = place;
  place = null;
  return when;
}

let taps: Taps;
const world = makeWorld({
  async prepare(world) {
    taps = await startTaps({
      sandbox: world.sandbox.url,
      at,
      cut() {
        met = true;
        world.workers[0]?.child.kill("SIGKILL");
      },
    });
    await db.bot.updateMany({ data: { memory: { ...usualMemory, tokens: 500 } } });
    await world.startWorker(taps.env);
    await world.state("working");
  },
});
after(() => taps.end());

async function restart(): Promise<void> {
  await world.endWorkers("SIGKILL");
  await taps.hungUp();
  await world.startWorker(taps.env);
}

/** Kills the worker there, and starts another. */
async function killAt(
  when: Cut,
  isAt: (step: string) => boolean,
  act: () => Promise<unknown>,
): Promise<void> {
  [met, isSumming] = [false, false];
  place = { when, isAt };
  // What it asks meanwhile is answered by the next worker.
  const acting = act();
  await until("the worker is killed", async () => met);
  await restart();
  await acting;
}

let chat = 900;

test("kill -9 before and after what a person asked to remember is stored: it is, once", async () => {
  for (const when of ["before", "after"] as const) {
    chat++;
    await killAt(when, writes("PersonFact"), () => world.write(chat, `eslab qol: kalit ${chat}`));
    await world.settled();
    const facts = await db.personFact.findMany({ where: { personId: chat } });
    assert.deepEqual(
      facts.map(({ text }) => text),
      [`kalit ${chat}`],
      when,
    );
    assert.equal(await db.answer.count({ where: { conversation: { chatId: chat }, state: "answered" } }), 1);
  }
});

const filler = "bugun nima pishiramiz va qanday masalliq kerak boʻladi ".repeat(4);
/** Asks until older messages are to be summed up. */
async function talk(): Promise<void> {
  await world.ask(chat, `Kelishdik: toʻyga ${chat} kishilik tort`);
  for (let i = 0; i < 3; i++) await world.ask(chat, `${i} ${filler}`);
}
const summaryOf = () =>
  db.summary.findFirst({ where: { conversation: { chatId: chat }, upTo: { not: null } } });

test("kill -9 at each step of a summary: each question is answered once, and what was agreed is known afterwards", async () => {
  const steps: [name: string, when: Cut, isAt: (step: string) => boolean][] = [
    ["claimed", "after", writes("Summary")],
    ["asked", "before", (step) => isSumming && step.endsWith(CALL)],
    ["answered", "after", (step) => isSumming && step.endsWith(CALL)],
    ["made, not stored", "before", (step) => isSumming && step === "UPDATE Summary"],
    ["stored, not heard", "after", (step) => isSumming && step === "UPDATE Summary"],
  ];
  for (const [name, when, isAt] of ways(steps, ([name]) => /^(asked|stored)/.test(name))) {
    chat++;
    await killAt(when, isAt, talk);
    await world.settled();
    // The claim of the dead ends by itself; the test does not wait for it.
    await db.summary.updateMany({ where: { conversation: { chatId: chat } }, data: { until: null } });
    await until(`a summary is made (${name})`, async () => {
      if (await summaryOf()) return true;
      await world.ask(chat, filler);
      return false;
    });
    const [answer] = await world.ask(chat, `[[recall:${chat} kishilik]]`);
    assert.match(answer ?? "", new RegExp(`${chat} kishilik tort`), name);
    const asked = await db.answer.findMany({
      where: { conversation: { chatId: chat } },
      select: { state: true },
    });
    assert.ok(
      asked.every(({ state }) => state === "answered"),
      name,
    );
    assert.deepEqual(await db.update.findMany({ where: { state: "dead" } }), []);
  }
});
