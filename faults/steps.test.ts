// A fault at each step of a message's way: the worker is killed there, or the answer to the step is lost. The steps are
// those that a recorded message takes, so a new statement or call is met too.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import test, { after } from "node:test";
import type { Cut } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { isBrief, isLong, times, ways } from "./form.ts";
import { assertPromise, type FaultVerdict, Questions, together } from "./questions.ts";
import { startTaps, type Taps } from "./taps.ts";

/** Where the next fault happens. */
interface Place {
  when: Cut;
  /** Whether it is at this step; called from the poll that brings the message on. */
  isAt(step: string): boolean;
}

const STORE = "UPDATE BotLease, INSERT Lane, INSERT Update";
const POLL = "getUpdates";
const SEND = "sendMessage";
const DRAFT = "sendMessageDraft";
const RECORD = "INSERT Answer";
const needed = [POLL, STORE, SEND, RECORD];
/** It records the last message too, if nothing is changed after that was sent. */
const isSettlement = (step: string) => step.includes("INSERT Attempt");
/** The steps after the record of the message. */
const isLater = (step: string) => step === "editMessageText" || isSettlement(step);

const seen: string[] = [];
let place: Place | null = null;
let begun = false;
let metAt: number | null = null;
/** Whether a message may have been sent but not recorded when the worker died: chores mix with a message's steps. */
let inSendWindow = false;
let onMet = () => {};

function at(step: string): Cut | null {
  seen.push(step);
  begun ||= step === POLL;
  if (!begun || !place?.isAt(step)) return null;
  const { when } = place;
  place = null;
  return when;
}

let taps: Taps;
const world = makeWorld({
  async prepare(world) {
    const cut = () => {
      metAt = Date.now();
      onMet();
    };
    taps = await startTaps({ sandbox: world.sandbox.url, at, cut });
    await world.gemini("models", { [models.first]: { firstTokenMs: 30, tokenMs: 30 } });
    await world.startWorker(taps.env);
    await world.state("working");
  },
});
after(() => taps.end());

let groups = 0;

const newGroups = (count: number) => (questions: Questions) =>
  questions.askGroups(...Array.from({ length: count }, () => --groups));
/** A question in a private chat of its own, whose answer grows as a draft. */
const privately = (questions: Questions) => {
  groups--;
  return questions.ask(-groups, `yakka ${-groups}`);
};

/**
 * Asks, in a new group; the fault happens at the place.
 * @returns the verdict on these questions; null: they came to no such place
 */
async function meet(
  next: Place,
  recover: () => Promise<void>,
  ask: (questions: Questions) => Promise<void> = newGroups(1),
): Promise<FaultVerdict | null> {
  const questions = new Questions(world);
  [place, begun, metAt] = [next, false, null];
  seen.length = 0;
  await ask(questions);
  await until("the fault happens, or all is answered", async () => metAt !== null || questions.isSettled());
  const happenedAt = metAt;
  if (happenedAt === null) return null;
  await recover();
  return questions.verdict(happenedAt);
}

/** The steps of two messages in a row, without those of the worker's own chores as far as they do not mix in. */
async function stepsOfMessage(): Promise<string[]> {
  const questions = new Questions(world);
  await questions.askGroups(--groups);
  await questions.settled();
  seen.length = 0;
  await questions.askGroups(--groups);
  await questions.settled();
  return [...new Set(seen.slice(seen.indexOf(POLL)))];
}

async function restart(): Promise<void> {
  await world.endWorkers("SIGKILL");
  // What it sent before it died arrives here later, on a busy machine much later.
  await taps.hungUp();
  const sent = seen.lastIndexOf(SEND);
  inSendWindow = sent >= 0 && !seen.slice(sent).some(isLater);
  await world.startWorker(taps.env);
}

const kill = () => world.workers[0]?.child.kill("SIGKILL");

/**
 * What a step has left when the worker dies before it hears of it is what there is before the next one: the long form
 * asks both all the same, since steps of chores come between.
 */
const moments = isLong ? (["before", "after"] as const) : (["after"] as const);

test(`kill -9 ${isLong ? "before and after" : "after"} each step of a message's way: none is lost, one is repeated only in the send window`, async (t) => {
  const steps = await stepsOfMessage();
  onMet = kill;
  const verdicts: FaultVerdict[] = [];
  const met = new Set<string>();
  for (const step of ways(steps, (each) => needed.includes(each))) {
    for (const when of step === POLL ? (["after"] as const) : moments) {
      const verdict = await meet({ when, isAt: (each) => each === step }, restart);
      if (!verdict) continue;
      met.add(step);
      verdicts.push(verdict);
      const isRecorded = step === RECORD && when === "after";
      if (!inSendWindow || isRecorded) assert.deepEqual(verdict.repeated, [], `${when} ${step}`);
    }
  }
  for (const each of needed) assert.ok(met.has(each), each);
  await assertPromise(t, `kill -9 at each step (${verdicts.length} kills)`, together(verdicts), {
    repeats: true,
  });
});

test("kill -9 while a private answer grows as a draft, and around its message: a draft is never repeated, nothing is lost", async (t) => {
  onMet = kill;
  const verdicts: FaultVerdict[] = [];
  const is = (step: string) => (each: string) => each === step;
  const places: [name: string, isStep: (step: string) => boolean, nth: number][] = [
    [DRAFT, is(DRAFT), 0],
    [DRAFT, is(DRAFT), 1],
    [SEND, is(SEND), 0],
    ["the settlement", isSettlement, 0],
  ];
  for (const [name, isStep, nth] of ways(places, ([, isStep, nth]) => nth === 1 || isStep === isSettlement)) {
    let after = nth;
    const isAt = (each: string) => isStep(each) && after-- === 0;
    const verdict = await meet({ when: "after", isAt }, restart, privately);
    assert.ok(verdict, `the fault met ${name}`);
    verdicts.push(verdict);
    if (name !== SEND) assert.deepEqual(verdict.repeated, [], name);
  }
  const fault = `kill -9 at each step of a draft (${verdicts.length} kills)`;
  await assertPromise(t, fault, together(verdicts), { repeats: true });
});

test("kill -9 at any step, while four groups and a person are answered", async (t) => {
  onMet = kill;
  const verdicts: FaultVerdict[] = [];
  const kills = isBrief ? 1 : times(5, 200);
  for (let tries = 0; verdicts.length < kills && tries < 2 * kills; tries++) {
    // The same one each time in the brief form: a failure can be seen again.
    let after = isBrief ? 20 : randomInt(80);
    const when = isBrief || randomInt(2) ? "after" : "before";
    const verdict = await meet({ when, isAt: () => after-- === 0 }, restart, async (questions) => {
      await newGroups(4)(questions);
      await privately(questions);
    });
    if (verdict) verdicts.push(verdict);
  }
  assert.equal(verdicts.length, kills);
  await assertPromise(t, `kill -9 at any step (${kills} kills)`, together(verdicts), { repeats: true });
});

test("the answer to each statement of a message is lost, its commit is not: each message is answered once", async (t) => {
  onMet = () => {};
  const verdicts: FaultVerdict[] = [];
  const met = new Set<string>();
  const statements = (await stepsOfMessage()).filter((each) => /^[A-Z]+ /.test(each));
  for (const step of ways(statements, (each) => needed.includes(each))) {
    const verdict = await meet({ when: "after", isAt: (each) => each === step }, async () => {});
    if (!verdict) continue;
    met.add(step);
    verdicts.push(verdict);
  }
  for (const each of [STORE, RECORD]) assert.ok(met.has(each), each);
  // Where the settlement alone records the message.
  for (const when of ["before", "after"] as const) {
    const verdict = await meet({ when, isAt: isSettlement }, async () => {}, privately);
    assert.ok(verdict, `the fault met the settlement, ${when}`);
    verdicts.push(verdict);
  }
  await assertPromise(t, `COMMIT done, reply lost (${met.size} statements)`, together(verdicts));
});
