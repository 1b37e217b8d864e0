// A worker is killed on the way of an edited question, and of a file that is read in a process of its own: each is answered once.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { db } from "#lib/db.ts";
import type { Cut } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { docxOf, paragraphOf } from "../bots/fixtures/office.ts";
import { BOT, makeWorld } from "../bots/fixtures/world.ts";
import { isBrief, isLong } from "./form.ts";
import { startTaps, type Taps } from "./taps.ts";

const seen: string[] = [];
let fatal: string | null = null;
let met = false;

function at(step: string): Cut | null {
  seen.push(step);
  if (fatal === null || !step.endsWith(fatal)) return null;
  fatal = null;
  return "after";
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

const isWaiting = async () =>
  (await world.telegram<{ pending: number }>("GET", `/bots/${BOT}`)).pending > 0 ||
  (await db.update.count({ where: { state: "waiting" } })) > 0;

let chat = 0;

interface Way {
  /** Before it; @returns the id of what was asked. */
  prepare?(chat: number): Promise<number>;
  go(chat: number, before: number): Promise<unknown>;
  /** The steps at which workers always die here, in the brief form after the first; in the long form at each. */
  steps: readonly string[];
  answer(chat: number): string;
  /** Steps after which the message may be sent again: nobody knows that it was sent. */
  mayRepeat: readonly string[];
}

/** Goes the way in a new chat; the worker dies after the step. @returns the bot's texts */
async function dieAfter(step: string | null, { prepare, go }: Way): Promise<string[]> {
  const before = (await prepare?.(++chat)) ?? (prepare ? 0 : ++chat);
  await until("nothing waits", async () => !(await isWaiting()));
  seen.length = 0;
  [fatal, met] = [step, false];
  await go(chat, before);
  await until("it is met, or nothing waits", async () => met || (seen.length > 3 && !(await isWaiting())));
  fatal = null;
  if (met) await restart();
  await until("nothing waits", async () => !(await isWaiting()));
  return (await world.texts(chat)).map((text) => text.replace(/^gemini-[\w.-]+: /, ""));
}

async function holdsAtEach(way: Way): Promise<void> {
  assert.deepEqual(await dieAfter(null, way), [way.answer(chat)]);
  const all = [...new Set(seen)].filter((step) => step !== "getUpdates");
  let kills = 0;
  const steps = isLong ? all : isBrief ? way.steps.slice(1) : way.steps;
  for (const step of steps) {
    const texts = await dieAfter(step, way);
    if (met) kills++;
    const answer = way.answer(chat);
    assert.equal(texts.at(-1), answer, `${step}: ${texts.join(" / ")}`);
    // What was sent and not recorded stands there as far as it had come.
    const others = texts.slice(0, -1);
    const most = way.mayRepeat.includes(step) ? 1 : 0;
    assert.ok(others.length <= most && others.every((text) => answer.startsWith(text)), texts.join(" / "));
  }
  assert.ok(kills >= Math.min(3, steps.length), `${kills} kills, of ${all.join(", ")}`);
}

test("killed on the way of an edited question, its one answer is that to the question as it is now", () =>
  holdsAtEach({
    async prepare(chat) {
      const id = await world.write(chat, `bir ${chat}`);
      await world.answers(chat, 1);
      return id;
    },
    go: (chat, message_id) =>
      world.telegram("POST", "/edits", { bot: BOT, chat: { id: chat }, message_id, text: `ikki ${chat}` }),
    steps: ["UPDATE ChatMessage", "streamGenerateContent", "editMessageText"],
    answer: (chat) => `ikki ${chat}`,
    mayRepeat: [],
  }));

test("killed on the way of a document, it is read again and answered", () =>
  holdsAtEach({
    go: (chat) =>
      world.write(chat, {
        document: {
          data: Buffer.from(docxOf(paragraphOf(`narx ${chat}`))).toString("base64"),
          file_name: "a.docx",
        },
      }),
    steps: ["getFile", "documents", "streamGenerateContent", "sendMessage"],
    answer: () => "[a.docx]",
    mayRepeat: ["sendMessage"],
  }));
