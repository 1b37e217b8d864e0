// Random schedules of faults, messages and workers, judged by an oracle that knows the true state of the world.
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Board, type Change } from "./board.ts";
import { compileChain } from "./chain.ts";
import { scopeOf } from "./classify.ts";
import { answers, FakeClock, google, type Step, scripted } from "./fixtures/world.ts";
import type { Candidate, Park, Scope } from "./types.ts";
import { type Walk, walk } from "./walk.ts";

const seconds = 1000;
const models = ["m1", "m2", "m3"];

type Kind =
  | "minute"
  | "day"
  | "invalid"
  | "disabled"
  | "retired"
  | "overloaded"
  | "internal"
  | "vague"
  | "unreachable";

interface Fault {
  kind: Kind;
  from: number;
  /** Faults that need an admin or a day last to the end of the schedule. */
  to: number;
  key: number;
  model: number;
}

interface Schedule {
  projects: number[];
  faults: Fault[];
  messages: { at: number; worker: number }[];
}

const lasting = new Set<Kind>(["day", "invalid", "disabled", "retired"]);
const scopeOfKind: Record<Kind, Scope> = {
  minute: "project_model",
  day: "project_model",
  invalid: "key",
  disabled: "project",
  retired: "model",
  overloaded: "model",
  internal: "model",
  vague: "key_model",
  unreachable: "egress",
};
/** Longest that a park of ours can outlast its fault: five minutes of backoff and its jitter. */
const memory = 340 * seconds;
const end = 1200 * seconds;

const schedules: fc.Arbitrary<Schedule> = fc.record({
  projects: fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }),
  faults: fc.array(
    fc
      .record({
        kind: fc.constantFrom<Kind>(
          "minute",
          "day",
          "invalid",
          "disabled",
          "retired",
          "overloaded",
          "internal",
          "vague",
          "unreachable",
        ),
        from: fc.integer({ min: 0, max: 600 }),
        lasts: fc.integer({ min: 1, max: 120 }),
        key: fc.nat(3),
        model: fc.nat(2),
      })
      .map(({ kind, from, lasts, key, model }) => ({
        kind,
        from: from * seconds,
        to: lasting.has(kind) ? end : (from + lasts) * seconds,
        key,
        model,
      })),
    { maxLength: 8 },
  ),
  messages: fc.array(fc.record({ at: fc.integer({ min: 0, max: 900 }), worker: fc.nat(1) }), {
    minLength: 1,
    maxLength: 15,
  }),
});

/** The world as it really is. */
function truth({ projects, faults }: Schedule, start: number) {
  const project = (key: number) => projects[key % projects.length]!;
  const keyIndex = (candidate: Candidate) => Number(candidate.key.id.slice(1));
  const hits = (fault: Fault, candidate: Candidate): boolean => {
    const key = keyIndex(candidate);
    const faulty = fault.key % projects.length;
    const sameModel = candidate.model === models[fault.model];
    switch (scopeOfKind[fault.kind]) {
      case "project_model":
        return sameModel && project(key) === project(faulty);
      case "project":
        return project(key) === project(faulty);
      case "key":
        return key === faulty;
      case "model":
        return sameModel;
      case "key_model":
        return sameModel && key === faulty;
      case "egress":
        return true;
    }
  };
  const at = (candidate: Candidate, from: number, to = from) =>
    faults.filter((fault) => fault.from + start <= to && fault.to + start > from && hits(fault, candidate));
  return { at };
}

function stepsOf(fault: Fault, now: number, start: number): Step[] {
  switch (fault.kind) {
    case "minute":
      return google.minuteSpent(Math.ceil((fault.to + start - now) / seconds));
    case "day":
      return google.daySpent();
    case "invalid":
      return google.invalidKey();
    case "disabled":
      return google.disabled();
    case "retired":
      return google.missing();
    case "overloaded":
      return google.overloaded();
    case "internal":
      return google.internal();
    case "vague":
      return google.vague();
    case "unreachable":
      return google.unreachable();
  }
}

/** Two workers that tell each other what they learn, and share who probes. */
function fleet(clock: FakeClock, random: () => number): Board[] {
  const held = new Set<Park>();
  const name = (park: Park) => [...held].find(({ scope, id }) => scope === park.scope && id === park.id);
  const claims = {
    claim: async (park: Park) => !name(park) && !!held.add(park),
    release: (park: Park) => void held.delete(name(park)!),
  };
  const boards = [new Board({ random, claims }), new Board({ random, claims })];
  for (const [i, board] of boards.entries()) {
    const other = boards[1 - i]!;
    board.subscribe((change) => {
      if (change.kind !== "released") held.delete(name(change.park)!);
      if (change.kind === "parked" && !change.merged) other.merge(change.park, clock.now());
      if (change.kind === "closed" && !change.merged) {
        other.mergeClosed(change.park.scope, change.park.id, change.park.at);
      }
    });
  }
  return boards;
}

async function play(schedule: Schedule, randoms: number[]) {
  const clock = new FakeClock();
  const start = clock.now();
  const { projects } = schedule;
  const keys = projects.map((project, i) => ({ id: `k${i}`, label: "", last4: "", project: `p${project}` }));
  const chain = compileChain({ owner: "tenant", models, keys });
  const world = truth(schedule, start);
  let drawn = 0;
  const boards = fleet(clock, () => randoms[drawn++ % randoms.length]!);
  const parked: Park[] = [];
  for (const board of boards) {
    board.subscribe((change: Change) => {
      if (change.kind === "parked" && !change.merged) parked.push(change.park);
    });
  }

  /** Calls of candidates that a board knew to be parked. */
  const trespasses: string[] = [];
  /** Parks for which the world holds no fault of that scope. */
  const slanders: string[] = [];
  const { provider } = scripted(clock, (candidate) => {
    const now = clock.now();
    const index = chain.candidates.indexOf(candidate);
    for (const board of boards) {
      for (const { scope, id, until } of board.covering(chain, index)) {
        if (until === null || until > now)
          trespasses.push(`${candidate.model}/${candidate.key.id}: ${scope} ${id}`);
      }
    }
    const fault = world.at(candidate, now)[0];
    return fault ? stepsOf(fault, now, start) : answers();
  });
  const ask = (board: Board) =>
    walk({ chain, board, clock, provider, request: null, limits: { attempts: 40, firstTokenMs: 60_000 } });

  const walks = schedule.messages.map(async ({ at, worker }) => {
    await clock.sleep(at * seconds, new AbortController().signal);
    const from = clock.now();
    const result = await ask(boards[worker]!);
    return { from, to: clock.now(), result };
  });
  const done: { from: number; to: number; result: Walk }[] = await clock.run(Promise.all(walks));

  const named = (candidate: Candidate, { scope, id }: Park) =>
    scopeOf(scope, candidate).id === id || id === `tenant/${candidate.model}`;
  for (const park of parked) {
    const covered = chain.candidates.filter((candidate) => named(candidate, park));
    const proven = covered
      .flatMap((candidate) => world.at(candidate, park.at))
      .some(({ kind }) => {
        const narrower = kind === "retired" && park.scope === "project_model";
        const single = kind === "unreachable" && park.scope === "key_model";
        return scopeOfKind[kind] === park.scope || narrower || single;
      });
    if (!proven) slanders.push(`${park.scope} ${park.id} ${park.class}`);
  }

  await clock.pass(Math.max(0, start + end - memory - clock.now()));
  await clock.pass(memory);
  const settled = [];
  for (let i = 0; i < 4; i++) settled.push(await clock.run(ask(boards[i % 2]!)));
  return { chain, world, done, settled, trespasses, slanders };
}

test("in random schedules: nothing parked is called, nothing is parked too widely, and nobody goes unanswered who need not", async () => {
  const randoms = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(schedules, randoms, async (schedule, draws) => {
      const { chain, world, done, trespasses, slanders } = await play(schedule, draws);
      assert.deepEqual(trespasses, []);
      assert.deepEqual(slanders, []);
      for (const { from, to, result } of done) {
        assert.ok(to - from <= 60 * seconds);
        if (result.outcome === "answered") continue;
        const able = chain.candidates.filter((each) => world.at(each, from - memory, to).length === 0);
        assert.deepEqual(
          able.map(({ model, key }) => `${model}/${key.id}`),
          [],
          "could have answered",
        );
      }
    }),
    { numRuns: 300 },
  );
});

test("in random schedules: once the world is quiet, a message costs one attempt", async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      // Only what lasts: the world stays as it is.
      const faults = schedule.faults.filter(({ kind }) => lasting.has(kind));
      const { settled } = await play({ ...schedule, faults }, [0.5]);
      for (const { outcome, attempts } of settled.slice(1)) {
        assert.equal(attempts.length, outcome === "answered" ? 1 : 0);
      }
    }),
    { numRuns: 100 },
  );
});
