// A fault at each step of a message's way: the worker is killed there, or the answer to the step is lost. The steps are
// those that a recorded message takes, so a new statement or call is met too.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import test, { after } from "node:test";
import { db } from "#lib/db.ts";
import type { Cut } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { times } from "./form.ts";
import { assertPromise, Questions, together, type Verdict } from "./questions.ts";
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
const RECORD = "INSERT Answer";

const seen: string[] = [];
let place: Place | null = null;
let begun = false;
let metAt: number | null = null;
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

/** Asks in new groups; the fault happens at the place. @returns the verdict on these questions */
async function meet(next: Place, recover: () => Promise<void>, inGroups = 1): Promise<Verdict> {
  const questions = new Questions(world);
  [place, begun, metAt] = [next, false, null];
  await questions.askGroups(...Array.from({ length: inGroups }, () => --groups));
  await until("the fault happens", () => metAt !== null);
  await recover();
  return questions.verdict(metAt ?? Number.NaN);
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
  await world.startWorker(taps.env);
}

const kill = () => world.workers[0]?.child.kill("SIGKILL");
/** The window between the sending of a message and its record. */
const isSendWindow = (step: string, when: Cut) =>
  `${step} ${when}` === `${SEND} after` || `${step} ${when}` === `${RECORD} before`;

test("kill -9 before and after each step of a message's way: none is lost, one is repeated only in the send window", async (t) => {
  const steps = await stepsOfMessage();
  for (const needed of [POLL, STORE, SEND, RECORD]) assert.ok(steps.includes(needed), needed);
  onMet = kill;
  const verdicts: Verdict[] = [];
  for (const step of steps) {
    for (const when of step === POLL ? (["after"] as const) : (["before", "after"] as const)) {
      const verdict = await meet({ when, isAt: (each) => each === step }, restart);
      if (!isSendWindow(step, when)) assert.deepEqual(verdict.repeated, [], `${when} ${step}`);
      verdicts.push(verdict);
    }
  }
  await assertPromise(t, `kill -9 at each step (${verdicts.length} kills)`, together(verdicts), {
    repeats: true,
  });
});

test("kill -9 at any step, while four groups are answered", async (t) => {
  onMet = kill;
  const verdicts: Verdict[] = [];
  for (let kills = 0; kills < times(5, 200); kills++) {
    let after = randomInt(80);
    const when = randomInt(2) ? "before" : "after";
    verdicts.push(await meet({ when, isAt: () => after-- === 0 }, restart, 4));
  }
  await assertPromise(t, `kill -9 at any step (${verdicts.length} kills)`, together(verdicts), {
    repeats: true,
  });
});

test("the answer to each statement of a message is lost, its commit is not: each message is answered once", async (t) => {
  onMet = () => {};
  const steps = (await stepsOfMessage()).filter((step) => /^[A-Z]+ /.test(step));
  const verdicts: Verdict[] = [];
  for (const step of steps)
    verdicts.push(await meet({ when: "after", isAt: (each) => each === step }, async () => {}));
  await assertPromise(t, `COMMIT done, reply lost (${steps.length} statements)`, together(verdicts));
  assert.equal(await db.update.count({ where: { state: "waiting" } }), 0);
});
