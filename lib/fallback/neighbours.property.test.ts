// Two tenants on shared boards: whatever one does, and whatever happens to its keys and messages, the other is answered
// exactly as if it were alone.
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { compileChain } from "./chain.ts";
import { BoardCluster } from "./fixtures/boards.ts";
import { answers, FakeClock, google, type Step, scripted } from "./fixtures/world.ts";
import type { Candidate } from "./types.ts";
import { budget, callsLeft } from "./walk/budget.ts";
import { type Walk, walk } from "./walk/walk.ts";

const quiet = new AbortController().signal;

/** Results of the bad tenant's calls. */
const ways: Record<string, Step[]> = {
  internal: google.internal(),
  overloaded: google.overloaded(),
  unreachable: google.unreachable(),
  location: google.location(),
  unbilled: google.unbilled(),
  denied: google.denied(),
  leaked: google.leakedKey(),
  disabled: google.disabled(),
  capped: google.spendingCap(),
  missing: google.missing(),
  minute: google.minuteSpent(20, 10),
  day: google.daySpent(20),
  zero: google.minuteSpent(0),
  vague: google.vague(),
  odd: google.odd(),
  bad: google.badRequest(),
  blocked: [{ finish: null, block: "PROHIBITED_CONTENT" }],
  oddEnd: [{ text: "Sa" }, { finish: "OTHER" }],
  noEnd: [{ text: "Sa" }, { finish: null }],
  silent: [{ hang: true }],
  thinker: [{ wait: 12_000 }, { thought: true }, { wait: 12_000 }, ...answers()],
  good: answers(),
};
const names = Object.keys(ways);

const schedule = fc.record({
  /** The bad tenant's messages: when, on which worker, and the results of its calls in turn. */
  bad: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 120 }),
      worker: fc.nat(1),
      ways: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }),
    }),
    { maxLength: 30 },
  ),
  /** Storms: many of its messages within one second that all fail the same way, as in an outage of one tenant. */
  storms: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 120 }),
      way: fc.constantFrom(...names),
      count: fc.integer({ min: 3, max: 8 }),
    }),
    { maxLength: 3 },
  ),
  good: fc.array(fc.record({ at: fc.integer({ min: 0, max: 150 }), worker: fc.nat(1) }), {
    minLength: 1,
    maxLength: 15,
  }),
  /** Seconds at which the bad tenant's admin edits a key. */
  edits: fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 4 }),
  newsMs: fc.constantFrom(0, 100, 5_000),
});
type Schedule = typeof schedule extends fc.Arbitrary<infer S> ? S : never;

const key = (id: string, project: string) => ({ id, label: id, last4: "abcd", project });
const chainOf = (owner: string) => {
  const keys = ["1", "2", "3"].map((n) => key(`${owner}${n}`, `${owner}-p${n}`));
  return compileChain({ owner, models: ["m1", "m2"], keys });
};

/** Plays the schedule. @returns the result of each good tenant's message, and the calls of each bad one */
async function play({ bad, storms, good, edits, newsMs }: Schedule, withBad: boolean) {
  const clock = new FakeClock();
  const cluster = new BoardCluster({ clock, random: () => 0.5, workers: 2, newsMs, owners: 2 });
  const chains = { bad: chainOf("bad"), good: chainOf("good") };
  const calls = new Map<unknown, number>();
  const provider = scripted<{ ways: string[] } | null>(clock, (candidate: Candidate, _, request) => {
    calls.set(request, (calls.get(request) ?? 0) + 1);
    if (candidate.owner === "good" || !request) return [{ wait: 300 }, ...answers()];
    const way = request.ways[((calls.get(request) ?? 1) - 1) % request.ways.length] ?? "good";
    return [{ wait: 50 }, ...(ways[way] ?? answers())];
  }).provider;
  const ask = async (of: "bad" | "good", at: number, worker: number, request: { ways: string[] } | null) => {
    await clock.sleep(at * 1000, quiet);
    const message = request ?? {};
    let result: Walk | null = null;
    let spent = 0;
    const from = clock.now();
    for (let walks = 0; callsLeft({ walks, calls: spent }) > 0; walks++) {
      const board = cluster.boards[worker];
      assert.ok(board);
      const attempts = callsLeft({ walks, calls: spent });
      result = await walk({
        chain: chains[of],
        board,
        clock,
        provider,
        request,
        message,
        limits: { attempts },
      });
      spent += result.attempts.length;
      if (result.retryAt === null) break;
      await clock.sleep(Math.max(0, Math.min(result.retryAt - clock.now(), 600_000)), quiet);
    }
    const tried = result?.attempts.map(({ model, key: { id }, class: kind }) => `${model}/${id} ${kind}`);
    return { outcome: result?.outcome, tried, took: clock.now() - from, spent };
  };
  const mine = Promise.all(good.map(({ at, worker }) => ask("good", at, worker, null)));
  const theirs = withBad
    ? Promise.all([
        ...bad.map(({ at, worker, ways: each }) => ask("bad", at, worker, { ways: each })),
        ...storms.flatMap(({ at, way, count }) =>
          Array.from({ length: count }, (_, i) => ask("bad", at, i % 2, { ways: [way] })),
        ),
      ])
    : Promise.resolve([]);
  if (withBad) {
    for (const [i, at] of edits.entries()) {
      const edited = chains.bad.candidates[i % 3];
      if (edited) void clock.sleep(at * 1000, quiet).then(() => cluster.edit(edited.key));
    }
  }
  const [alone, others] = await clock.run(Promise.all([mine, theirs]));
  return { good: alone, bad: others, scopes: Math.max(...cluster.boards.map((board) => board.size)) };
}

test("whatever happens to one tenant's messages and keys, the other is answered as if it were alone", async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (plan) => {
      const [together, alone] = [await play(plan, true), await play(plan, false)];
      assert.deepEqual(together.good, alone.good);
      // 3 keys and 3 projects × 2 models of two tenants, and what they share.
      assert.ok(together.scopes <= 60, `${together.scopes} scopes`);
      for (const { spent } of together.bad)
        assert.ok(spent <= budget.calls, `${spent} calls for one message`);
    }),
    { numRuns: Number(process.env.NEIGHBOUR_RUNS ?? 300), seed: 20_261_125 },
  );
});
