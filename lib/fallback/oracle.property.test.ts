// Random schedules of troubles, quotas, messages and workers, judged by an oracle that knows the true state of
// every key and model. A failure prints the seed and the smallest schedule that shows it.
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { type Chain, compileChain } from "./chain.ts";
import { spanOf } from "./clocks.ts";
import { Fleet } from "./fixtures/fleet.ts";
import { allKinds, edited, Google, type Kind, kinds, type Message, type Plan } from "./fixtures/google.ts";
import { FakeClock, scripted } from "./fixtures/world.ts";
import { Hedging } from "./hedging.ts";
import type { Candidate, Park } from "./types.ts";
import { type Walk, walk } from "./walk.ts";

const second = 1000;
const runs = Number(process.env.FALLBACK_RUNS ?? 10_000);
const quiet = new AbortController().signal;
/** Troubles that stay until an admin helps, or for good. */
const lasting = new Set<Kind>([...edited, "retired", "unknownHere"]);
/** After it no trouble begins; what was made of one may be remembered a while. */
const end = 1800 * second;

const limit = (most: number) => fc.option(fc.integer({ min: 1, max: most }), { freq: 1 });
const troubles = fc.record({
  kind: fc.constantFrom(...allKinds),
  from: fc.integer({ min: 0, max: 600 }),
  lasts: fc.integer({ min: 1, max: 150 }),
  lastsOn: fc.boolean(),
  key: fc.nat(3),
  model: fc.nat(2),
});
const messages = fc.record({
  at: fc.integer({ min: 0, max: 900 }),
  worker: fc.nat(2),
  crowd: fc.integer({ min: 1, max: 4 }),
  says: fc.oneof(
    { weight: 6, arbitrary: fc.constant("plain" as const) },
    { weight: 1, arbitrary: fc.constant("bad" as const) },
    { weight: 1, arbitrary: fc.nat(2).map((model) => ({ refusedBy: `m${model}` })) },
  ),
  cancelledAfter: fc.option(fc.integer({ min: 0, max: 20_000 }), { freq: 9, nil: null }).map((ms) => ms),
});
const schedules = fc.record({
  seed: fc.integer(),
  start: fc.constantFrom("2026-07-15T12:00:00Z", "2026-07-15T06:52:13.5Z", "2026-11-01T06:55:00Z"),
  projects: fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }),
  models: fc.integer({ min: 1, max: 3 }),
  lastResort: fc.boolean(),
  balanced: fc.boolean(),
  hedges: fc.boolean(),
  workers: fc.integer({ min: 1, max: 3 }),
  plans: fc.array(fc.record({ perMinute: limit(5), perDay: limit(25) }), { minLength: 3, maxLength: 3 }),
  troubles: fc.array(troubles, { maxLength: 8 }),
  messages: fc.array(messages, { minLength: 1, maxLength: 12 }),
});
type Schedule = typeof schedules extends fc.Arbitrary<infer T> ? T : never;

/** Deterministic, so that a schedule plays the same again. */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function worldOf(schedule: Schedule) {
  const clock = new FakeClock(Date.parse(schedule.start));
  const start = clock.now();
  const random = randomOf(schedule.seed);
  const models = ["m0", "m1", "m2"].slice(0, schedule.models);
  const keys = schedule.projects.map((project, i) => ({
    id: `k${i}`,
    label: "",
    last4: "",
    project: `p${project}`,
    lastResort: schedule.lastResort && i === 0,
  }));
  const order = schedule.balanced ? "balanced" : "priority";
  const chain = compileChain({ owner: "tenant", models, keys, order });
  const plans = new Map<string, Plan>(schedule.plans.map((plan, i) => [`p${i}`, plan]));
  let silences = 0;
  const troubles = schedule.troubles
    .map(({ kind, from, lasts, lastsOn, key, model }) => {
      const hit = keys[key % keys.length]!;
      const to = lasting.has(kind) && lastsOn ? Infinity : start + (from + lasts) * second;
      const ends = kind === "retired" || kind === "unknownHere" ? Infinity : to;
      const where = { key: hit.id, project: hit.project, model: `m${model}` };
      return { kind, from: start + from * second, to: ends, ...where };
    })
    // Each silence costs a message 15 of its 60 s: with more than two, it may rightly come to nothing.
    .filter(({ kind }) => kind !== "silent" || ++silences <= 2);
  const google = new Google({ clock, troubles, plans, random });
  const fleet = new Fleet({ clock, random, workers: schedule.workers });
  for (const { kind, key, to } of troubles) {
    if (!edited.has(kind) || to === Infinity) continue;
    void clock.sleep(to - start, quiet).then(() => fleet.edit(keys.find(({ id }) => id === key)!));
  }
  return { clock, start, random, chain, google, fleet };
}

const nameOf = ({ model, key }: Candidate) => `${model}/${key.id}`;
const covers = ({ scope, id }: Park, { model, key, project }: Candidate): boolean =>
  scope === "egress" ||
  id ===
    { key: key.id, project, project_model: `${project}/${model}`, key_model: `${key.id}/${model}` }[
      scope as "key"
    ] ||
  (scope === "model" && (id === `*/${model}` || id === `tenant/${model}`));

/** Whether the park says no more than was true, of nobody else, and for no longer than Google said. */
function isProven(park: Park, chain: Chain, google: Google): boolean {
  const hit = chain.candidates.filter((candidate) => covers(park, candidate));
  // Said up to 15 s after it was so.
  const true_ = (candidate: Candidate) => google.troubling(candidate, park.at - 16 * second, park.at);
  if (park.class === "rate_minute" || park.class === "rate_day") {
    const window = park.class === "rate_day" ? "day" : "minute";
    const { endsAt } = spanOf(window, park.at - (window === "minute" ? 1 : 0));
    const soon = window === "day" ? park.until === endsAt : park.until! <= endsAt + 500;
    return soon && park.scope === "project_model" && !google.hadRoom(hit[0]!, park.at - second, park.at);
  }
  const troubled = hit.filter((each) => true_(each).some(({ kind }) => kinds[kind].class === park.class));
  if (park.class === "model_missing" && park.scope === "model") {
    const projects = new Set(troubled.map(({ project }) => project)).size;
    return projects >= Math.min(2, chain.projects);
  }
  return troubled.some((candidate) =>
    true_(candidate).some(({ kind }) => {
      if (kinds[kind].class !== park.class) return false;
      if (kinds[kind].scope === park.scope) return true;
      return (
        (kind === "retired" && park.scope === "project_model") ||
        (kind === "unreachable" && park.scope === "key_model")
      );
    }),
  );
}

/** @returns everything that was not as it should be */
async function play(schedule: Schedule): Promise<string[]> {
  const { clock, start, chain, google, fleet } = worldOf(schedule);
  const wrong: string[] = [];
  const at = () => `${((clock.now() - start) / second).toFixed(1)} s`;
  const hedging = new Hedging();
  for (let i = 0; i < 100; i++) {
    hedging.asked();
    for (const model of ["m0", "m1", "m2"]) hedging.heard(model, 1000);
  }

  /** Parks past their deadline that someone is probing. */
  const probed = new Set<string>();
  for (const board of fleet.boards) {
    board.subscribe((change) => {
      if (change.kind !== "released" && change.merged) return;
      const { park } = change;
      probed.delete(`${park.scope} ${park.id}`);
      if (change.kind === "parked" && !isProven(park, chain, google)) {
        wrong.push(`${at()}: parked without proof: ${park.class} ${park.scope} ${park.id}`);
      }
    });
  }
  const providers = fleet.boards.map(
    (board) =>
      scripted<Message>(clock, (candidate, _, message) => {
        for (const { scope, id, until } of board.covering(chain, chain.candidates.indexOf(candidate))) {
          if (until === null || until > clock.now()) {
            wrong.push(`${at()}: called ${nameOf(candidate)} though parked: ${scope} ${id}`);
          }
          if (probed.has(`${scope} ${id}`)) wrong.push(`${at()}: ${scope} ${id} is probed twice`);
          probed.add(`${scope} ${id}`);
        }
        return google.says(candidate, message);
      }).provider,
  );

  const ask = async (worker: number, request: Message, signal = quiet, hedges = false): Promise<Walk> => {
    let shown = "";
    const result = await walk({
      ...{ chain, clock, request, signal, board: fleet.boards[worker]!, provider: providers[worker]! },
      ...(hedges ? { hedging } : {}),
      limits: { attempts: 60 },
      onText: (text) => {
        if (!text.startsWith(shown)) wrong.push(`${at()}: "${text}" shown over "${shown}"`);
        shown = text;
      },
      onRestart: () => {
        shown = "";
      },
    });
    if (result.outcome === "answered" && shown !== result.text) {
      wrong.push(`${at()}: "${result.text}" answered, "${shown}" shown`);
    }
    void clock.sleep(50, quiet).then(() => fleet.share(worker));
    return result;
  };

  const walks = schedule.messages.flatMap(({ at: due, worker, crowd, says, cancelledAfter }) =>
    Array.from({ length: crowd }, async () => {
      await clock.sleep(due * second, quiet);
      const from = clock.now();
      const cancelled = new AbortController();
      if (cancelledAfter !== null) {
        void clock.sleep(cancelledAfter, quiet).then(() => cancelled.abort());
      }
      const result = await ask(worker % schedule.workers, says, cancelled.signal, schedule.hedges);
      return { from, to: clock.now(), says, result };
    }),
  );
  for (const { from, to, says, result } of await clock.run(Promise.all(walks))) {
    const { outcome, attempts } = result;
    const when = `${(from - start) / second}–${(to - start) / second} s`;
    if (to - from > 60 * second) wrong.push(`${when}: took too long`);
    if (outcome === "answered" || outcome === "cancelled") continue;
    const able = chain.candidates.filter((candidate) => google.wasAble(candidate, says, from, to));
    const tried = attempts.map(({ model, key, class: kind }) => `${model}/${key.id} ${kind}`);
    if (able.length) wrong.push(`${when}: ${outcome}, but ${able.map(nameOf)} could; tried ${tried}`);
  }

  // What was made of all troubles is over: from the second message on, each costs one call.
  await clock.run(clock.sleep(end + 16 * 60 * second - (clock.now() - start), quiet));
  for (let i = 0; i < 6 * schedule.workers; i++) {
    const { outcome, attempts } = await clock.run(ask(i % schedule.workers, "plain"));
    await clock.run(clock.sleep(300, quiet));
    const free = schedule.plans.every(({ perMinute, perDay }) => perMinute === null && perDay === null);
    // A balanced chain may come upon a dead key for the first time now.
    if (i < schedule.workers || !free || schedule.balanced) continue;
    const calls = outcome === "answered" ? 1 : 0;
    if (attempts.length !== calls) wrong.push(`steady: ${attempts.length} calls, ${outcome}`);
  }
  return wrong;
}

test("the oracle finds nothing: no parked candidate called, no scope parked wider than proven, nobody unanswered who need not be, one call a message when all is quiet", async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      assert.deepEqual(await play(schedule), []);
    }),
    { numRuns: runs },
  );
});
