import assert from "node:assert/strict";
import test from "node:test";
import { BoardCluster } from "../fallback/fixtures/boards.ts";
import { Google, type Trouble as Truth } from "../fallback/fixtures/oracle/google.ts";
import { FakeClock, scripted } from "../fallback/fixtures/world.ts";
import {
  type Candidate,
  type Chain,
  errorClasses,
  type Limit,
  meanings,
  scopeOf,
  walk,
} from "../fallback/index.ts";
import { changed, limitsOf, newKeys, noChange } from "./change.ts";
import { chain, chainOf, flash, from, hour, keys, nothing, pro, to } from "./fixtures/day.ts";
import type { History, Outage, RecordedQuestion } from "./history.ts";
import { madeUp, Schedule } from "./made-up.ts";
import { outagesOf, type Recorded } from "./outages.ts";
import { replay } from "./replay.ts";
import { ends, replyOf, understandReply } from "./replies.ts";

const second = 1000;
const quiet = new AbortController().signal;
const question = (at: number, rest: Partial<RecordedQuestion> = {}): RecordedQuestion => ({
  ...{ at, botId: "b", inputTokens: 1000, outputTokens: 100, faults: [] },
  ...rest,
});
const play = (history: Partial<History>, of: Chain = chain, promiseMs = 6 * hour) =>
  replay({
    history: { ...nothing, questions: [], ...history },
    chainOf: () => of,
    prices: new Map(),
    promiseMs,
  });
const servedBy = (served: Awaited<ReturnType<typeof replay>>["served"]) =>
  Object.fromEntries(served.map(({ model, key, answers }) => [`${model}/${key.id}`, answers]));
const candidate = (model: string, id: string): Candidate =>
  chain.candidates.find((each) => each.model === model && each.key.id === id)!;
const limit = (project: string, model: string, window: "minute" | "day", value: number): Limit => ({
  ...{ owner: "tenant", project, model, window, metric: "requests", limit: value, at: from },
});

/** Plays the day with known limits against the simulated Google. @returns what the database would have recorded */
async function live(of: Chain, truths: Truth[], asks: readonly number[]) {
  const clock = new FakeClock(from);
  const plans = new Map(["p0", "p1"].map((project) => [project, { perMinute: 6, perDay: 150 }]));
  const projects = new Map(keys.map(({ id, project }) => [id, project!]));
  const google = new Google({ clock, troubles: truths, plans, projects, random: () => 0.3 });
  const cluster = new BoardCluster({ clock, random: () => 0.5, workers: 2 });
  for (const board of cluster.boards) board.quotas.mergeLimits(limits);
  const { provider } = scripted<"plain">(clock, (each, _, message) => google.says(each, message));
  for (const { kind, key, to: end } of truths) {
    if (kind !== "leaked") continue;
    void clock.sleep(end - from, quiet).then(() => cluster.edit(keys.find(({ id }) => id === key)!));
  }
  const recorded: Recorded[] = [];
  const served: Record<string, number> = {};
  let answered = 0;
  const ask = async (at: number, i: number) => {
    await clock.sleep(at - from, quiet);
    const result = await walk({
      chain: of,
      board: cluster.boards[i % 2]!,
      provider,
      clock,
      request: "plain",
    });
    for (const { model, key, class: kind, parks, startedAt, ms } of result.attempts) {
      recorded.push({ candidate: candidate(model, key.id), class: kind, parks, startedAt, ms });
    }
    await cluster.share(i % 2);
    if (!result.candidate) return;
    answered++;
    const name = `${result.candidate.model}/${result.candidate.key.id}`;
    served[name] = (served[name] ?? 0) + 1;
  };
  await clock.run(Promise.all(asks.map(ask)));
  const attempts = recorded.toSorted((a, b) => a.startedAt - b.startedAt);
  return { recorded: attempts, served, answered, attempts: attempts.length };
}

const asks = Array.from(
  { length: 500 },
  (_, i) => from + Math.floor((i * 24 * hour) / 500) + (i % 7) * second,
);
const truths: Truth[] = [
  { kind: "leaked", key: "k0", project: "p0", model: flash, from: from + 2 * hour, to: from + 5 * hour },
  {
    kind: "overloaded",
    key: "k0",
    project: "p0",
    model: flash,
    from: from + 7 * hour,
    to: from + 7.5 * hour,
  },
  { kind: "odd", key: "k1", project: "p1", model: flash, from: from + 6 * hour, to: from + 6.2 * hour },
];
const limits = ["p0", "p1"].flatMap((project) =>
  [flash, pro].flatMap((model) => [limit(project, model, "minute", 6), limit(project, model, "day", 150)]),
);
/** Questions that may differ: an edit of a key forgets its limits, which is not recorded. */
const close = (actual: number, expected: number, percent: number, what: string) =>
  assert.ok(
    Math.abs(actual - expected) <= (asks.length * percent) / 100,
    `${what}: ${actual}, not ${expected}`,
  );

test("a day replayed unchanged gives the recorded figures", async () => {
  const truly = await live(chain, truths, asks);
  const troubles = outagesOf(truly.recorded, [], () => true);
  const again = await play({ questions: asks.map((at) => question(at)), troubles, limits });
  assert.equal(again.asked, asks.length);
  assert.equal(again.answered, truly.answered);
  close(again.attempts, truly.attempts, 1, "attempts");
  const served = servedBy(again.served);
  for (const [name, count] of Object.entries(truly.served)) close(served[name] ?? 0, count, 2, name);
});

test("a replay of another order gives what that order would have given on that day", async () => {
  const before = await live(chain, truths, asks);
  const troubles = outagesOf(before.recorded, [], () => true);
  const questions = asks.map((at) => question(at));
  for (const other of [chainOf([pro, flash]), chainOf([flash, pro], keys.slice(1)), chainOf([flash])]) {
    const truly = await live(other, truths, asks);
    const said = await play({ questions, troubles, limits }, other, 0);
    close(said.answered, truly.answered, 2, "answered at once");
    const served = servedBy(said.served);
    for (const [name, count] of Object.entries(truly.served)) close(served[name] ?? 0, count, 4, name);
  }
});

test("each replayed class is understood as itself, with its scope and deadline", () => {
  for (const kind of errorClasses) {
    const reply = replyOf(kind);
    if (!reply) {
      const evidence = { kind: "end", hasText: false, ...ends[kind as keyof typeof ends] } as const;
      assert.equal(understandReply(evidence, from).class, kind);
      continue;
    }
    const { httpStatus, body, networkCode } = reply;
    const evidence = { kind: "error", httpStatus, body, networkCode } as const;
    const understood = understandReply(evidence, from);
    assert.equal(understood.class, kind);
    assert.equal(understood.deadline !== null, meanings[kind].parks !== null);
  }
});

test("a used-up minute ends with the clock's minute", () => {
  const { httpStatus = null, body = null } = replyOf("rate_minute") ?? {};
  const evidence = { kind: "error", httpStatus, body, networkCode: null } as const;
  assert.deepEqual(understandReply(evidence, from + 17 * second).deadline, { at: from + 60 * second });
});

test("a trouble holds from its beginning up to, not including, its end", async () => {
  const blocked = { class: "key_blocked", scope: "key", id: "k0", mended: true } as const;
  const troubles: Outage[] = [{ ...blocked, from: from + hour, to: from + 2 * hour }];
  const firstKey = async (at: number) => {
    const { served, attempts } = await play({ questions: [question(at)], troubles });
    return `${served[0]!.key.id} after ${attempts}`;
  };
  assert.equal(await firstKey(from + hour - 1), "k0 after 1");
  assert.equal(await firstKey(from + hour), "k1 after 2");
  assert.equal(await firstKey(from + 2 * hour - 1), "k1 after 2");
  assert.equal(await firstKey(from + 2 * hour), "k0 after 1");
});

test("where nobody answers in time, a call ends as one that was refused or as one that was silent, as it was", async () => {
  const one = chainOf([flash], keys.slice(0, 1));
  const silence = (scope: "key" | "egress", id: string): Outage => ({
    ...{ class: "timeout", scope, id, from, to: from + hour, mended: true },
  });
  const waited = async (trouble: Outage) =>
    (await play({ questions: [question(from)], troubles: [trouble] }, one, 0)).attempts;
  // A silent call takes its 15 s, a connection that fails is over at once: more of these fit into a minute.
  assert.ok((await waited(silence("key", "k0"))) < (await waited(silence("egress", "egress"))));
});

test("an answer that is promised comes within the time of the promise, to the millisecond", async () => {
  const one = chainOf([flash], keys.slice(0, 1));
  const spent: Outage = {
    ...{ class: "rate_day", ...scopeOf("project_model", candidate(flash, "k0")), from, to, mended: false },
  };
  const at = to - 3 * hour;
  const within = (ms: number) => play({ questions: [question(at)], troubles: [spent] }, one, ms);
  const { later } = await within(3 * hour + hour);
  assert.equal(later, 1);
  assert.equal((await within(3 * hour - 1)).later, 0);
});

test("questions of bots that are not counted use up what they use, and are in no figure", async () => {
  const questions = [question(from, { botId: "other" }), question(from + second, { botId: "mine" })];
  const limits = [limit("p0", flash, "day", 1)];
  const figures = await replay({
    history: { ...nothing, questions, limits },
    chainOf: () => chain,
    prices: new Map(),
    counted: (botId) => botId === "mine",
    promiseMs: 0,
  });
  assert.deepEqual([figures.asked, servedBy(figures.served)], [1, { [`${flash}/k1`]: 1 }]);
});

test("who answered most comes first", async () => {
  const questions = Array.from({ length: 5 }, (_, i) => question(from + i * 60 * second));
  const { served } = await play({ questions, limits: [limit("p0", flash, "day", 1)] });
  assert.deepEqual(
    served.map(({ answers }) => answers),
    [4, 1],
  );
});

test("a candidate over a known limit is skipped without a refusal, and the next answers", async () => {
  const questions = Array.from({ length: 30 }, (_, i) => question(from + i * 60 * second));
  const tight = [limit("p0", flash, "day", 10)];
  const { attempts, served } = await play({ questions, limits: tight });
  assert.equal(attempts, 30);
  assert.deepEqual(servedBy(served), { [`${flash}/k0`]: 10, [`${flash}/k1`]: 20 });
});

test("use from before the period counts", async () => {
  const counts = [
    { ...limit("p0", flash, "day", 0), worker: "before", startsAt: from, requests: 9, refused: 0, tokens: 0 },
  ];
  const questions = [question(from + second), question(from + 60 * second)];
  const { served } = await play({ questions, limits: [limit("p0", flash, "day", 10)], counts });
  assert.deepEqual(servedBy(served), { [`${flash}/k0`]: 1, [`${flash}/k1`]: 1 });
});

test("a question promised within six hours is answered then; one that stays impossible is not", async () => {
  const one = chainOf([flash], keys.slice(0, 1));
  const spent = (until: number): Outage[] => [
    {
      class: "rate_day",
      ...scopeOf("project_model", candidate(flash, "k0")),
      from,
      to: until,
      mended: false,
    },
  ];
  const evening = question(to - 2 * hour);
  const soon = await play({ questions: [evening], troubles: spent(to) }, one);
  assert.deepEqual([soon.answered, soon.later, soon.unanswered], [0, 1, 0]);
  const morning = await play({ questions: [question(from + hour)], troubles: spent(to) }, one);
  assert.deepEqual([morning.answered, morning.later, morning.unanswered], [0, 0, 1]);
});

test("a question refused by two models is refused by all; one refused by one model is not", async () => {
  const refusing = (...models: string[]) => models.map((model) => ({ model, class: "blocked" as const }));
  const other = chainOf(["gemini-2.0-flash", flash, pro]);
  const all = await play({ questions: [question(from, { faults: refusing(flash, pro) })] }, other);
  assert.deepEqual([all.refused, all.answered], [1, 0]);
  const one = await play({ questions: [question(from, { faults: refusing(flash) })] });
  assert.deepEqual([one.refused, servedBy(one.served)], [0, { [`${pro}/k1`]: 1 }]);
});

test("costs follow the model that answers: $0.30 and $2.50 a million for flash, $1.25 and $10 for pro", async () => {
  const questions = [question(from), question(from + second)];
  assert.equal((await play({ questions })).costMicros, 2 * (1000 * 0.3 + 100 * 2.5));
  assert.equal((await play({ questions }, chainOf([pro]))).costMicros, 2 * (1000 * 1.25 + 100 * 10));
  assert.equal((await play({ questions }, chainOf(["gemini-unheard-of"]))).costMicros, null);
});

test("models answer at their recorded pace", async () => {
  const pace = new Map([
    [flash, [{ firstTokenMs: 300, ms: 1000 }]],
    [pro, [{ firstTokenMs: 4000, ms: 40_000 }]],
  ]);
  const questions = [question(from)];
  assert.equal((await play({ questions, pace })).medianMs, 1000);
  assert.equal((await play({ questions, pace }, chainOf([pro]))).medianMs, 40_000);
});

test("keys left out do not answer; new keys do, with the lowest known limits", async () => {
  const without = changed(chain, { ...noChange, without: ["k0"], more: 2 });
  assert.deepEqual(
    without.candidates.slice(0, 4).map(({ key }) => key.id),
    ["k1", "k2", "new:1", "new:2"],
  );
  assert.equal(new Set(without.candidates.map(({ project }) => project)).size, 3);
  const known = [limit("p0", flash, "day", 20), limit("p1", flash, "day", 5)];
  assert.deepEqual(
    limitsOf(known, 2).map(({ project, model, limit }) => [project, model, limit]),
    [
      ["new:1", flash, 5],
      ["new:2", flash, 5],
    ],
  );
  assert.equal(newKeys(0).length, 0);
  // One that was disproved is none.
  const disproved = { ...limit("p1", flash, "day", 1), limit: null };
  assert.deepEqual(
    limitsOf([...known, disproved], 1).map(({ limit }) => limit),
    [5],
  );
});

test("a made-up day has its messages and outages, and lasting outages stay", async () => {
  const schedule = Schedule.parse({
    messages: 200,
    troubles: [{ class: "overloaded", model: flash, fromHour: 0, hours: 12 }],
    limits: [{ key: "Shop", model: pro, perDay: 40 }],
  });
  const dead: Outage = {
    class: "key_invalid",
    scope: "key",
    id: "k1",
    from: -Infinity,
    to: Infinity,
    mended: false,
  };
  const recorded: History = { ...nothing, to: from + hour, questions: [question(from)], troubles: [dead] };
  const day = madeUp(schedule, recorded, ["b"], chain);
  assert.deepEqual([day.from, day.to, day.questions.length], [from, to, 200]);
  assert.ok(day.questions.every(({ at }, i, all) => at >= (all[i - 1]?.at ?? from) && at < to));
  const { asked, answered, served } = await play(day);
  assert.deepEqual([asked, answered], [200, 200]);
  const by = servedBy(served);
  assert.equal(by[`${pro}/k0`], 40);
  assert.ok(by[`${pro}/k2`]! > 40 && by[`${flash}/k0`]! > 20 && by[`${flash}/k1`] === undefined);
});

const one = chainOf([flash], keys.slice(0, 1));

test("the times are those in which half of the answers came, and nineteen of twenty", async () => {
  const paces = Array.from({ length: 20 }, (_, i) => ({
    firstTokenMs: 300,
    ms: (((i * 7) % 20) + 1) * 1000,
  }));
  const questions = paces.map((_, i) => question(from + i * 60 * second));
  const { medianMs, p95Ms } = await play({ questions, pace: new Map([[flash, paces]]) });
  assert.deepEqual([medianMs, p95Ms], [11_000, 20_000]);
  const single = await play({ questions: questions.slice(0, 1), pace: new Map([[flash, paces]]) });
  assert.deepEqual([single.medianMs, single.p95Ms], [1000, 1000]);
  const none = await play({});
  assert.deepEqual([none.medianMs, none.p95Ms], [null, null]);
});

test("a model without a recorded pace is as fast as the others; without any, as usual", async () => {
  const pace = new Map([[pro, [{ firstTokenMs: 4000, ms: 6000 }]]]);
  assert.equal((await play({ questions: [question(from)], pace })).medianMs, 6000);
  assert.ok((await play({ questions: [question(from)] })).medianMs);
});

test("what was parked or used up before the period is not called in it", async () => {
  const park = {
    ...scopeOf("key", candidate(flash, "k0")),
    class: "key_invalid",
    reason: "",
    until: null,
  } as const;
  const parks = [{ ...park, strikes: 1, since: from, at: from }];
  const parked = await play({ questions: [question(from)], parks });
  assert.deepEqual([parked.attempts, servedBy(parked.served)], [1, { [`${flash}/k1`]: 1 }]);
  const count = {
    owner: "tenant",
    project: "p0",
    model: flash,
    worker: "before",
    window: "day",
    startsAt: from,
  } as const;
  const counts = [{ ...count, requests: 5, refused: 0, tokens: 0 }];
  const used = await play({ questions: [question(from)], counts, limits: [limit("p0", flash, "day", 5)] });
  assert.deepEqual([used.attempts, servedBy(used.served)], [1, { [`${flash}/k1`]: 1 }]);
});

test("an outage that was mended ends its park; another is probed at the park's own end", async () => {
  for (const mended of [true, false]) {
    const scope = scopeOf("key", candidate(flash, "k0"));
    const trouble: Outage = { class: "key_blocked", ...scope, from, to: from + hour, mended };
    const questions = [question(from + hour / 2), question(from + hour + second)];
    const { served } = await play({ questions, troubles: [trouble] });
    assert.deepEqual(
      servedBy(served),
      mended ? { [`${flash}/k1`]: 1, [`${flash}/k0`]: 1 } : { [`${flash}/k1`]: 2 },
    );
  }
});

test("a question is promised an answer at most twice, and only within the time of a promise", async () => {
  const scope = scopeOf("project", candidate(flash, "k0"));
  const all: Outage = { class: "spend_rate", ...scope, from, to, mended: false };
  const again = await play({ questions: [question(from)], troubles: [all] }, one);
  assert.deepEqual([again.unanswered, again.attempts], [1, 3]);
  // Two minutes' quota: beyond the time of one walk.
  const spent: Outage = { class: "spend_rate", ...scope, from, to: from + 1, mended: false };
  const later = async (promiseMs: number) =>
    (await play({ questions: [question(from)], troubles: [spent] }, one, promiseMs)).later;
  const waits = 10 * 60 * second + 100;
  assert.deepEqual([await later(hour), await later(waits - 101)], [1, 0]);
});

test("beyond a limit a call is refused until its own window ends, by requests and by tokens", async () => {
  const twice = [question(from), question(from + 5 * second)];
  const tokens = { ...limit("p0", flash, "minute", 1000), metric: "tokens" } as const;
  for (const known of [limit("p0", flash, "minute", 1), tokens]) {
    const { answered, attempts } = await play({ questions: twice, limits: [known] }, one);
    assert.deepEqual([answered, attempts], [2, 3], known.metric);
  }
  const daily = await play({ questions: twice, limits: [limit("p0", flash, "day", 1)] }, one, 0);
  assert.deepEqual([daily.answered, daily.unanswered], [1, 1]);
});

test("the third walk of a question begins two minutes after the second, as for a bot", async () => {
  const alone = chainOf([flash], keys.slice(0, 1));
  const overloaded = scopeOf("project_model", candidate(flash, "k0"));
  // Walks of a minute each fail; a moment after the second everything works.
  const down: Outage = { class: "overloaded", ...overloaded, from, to: from + 130 * second, mended: false };
  const later = async (promiseMs: number) =>
    (await play({ questions: [question(from)], troubles: [down] }, alone, promiseMs)).later;
  assert.deepEqual([await later(220 * second), await later(280 * second)], [0, 1]);
});

test("a model's own fault does not pass to others, unless two models refused the question", async () => {
  const other = chainOf(["gemini-2.0-flash", flash, pro]);
  const faulty = async (kind: "empty" | "bad_request" | "blocked") => {
    const faults = [flash, pro].map((model) => ({ model, class: kind }));
    const { answered, refused } = await play({ questions: [question(from, { faults })] }, other);
    return [answered, refused];
  };
  assert.deepEqual(await faulty("empty"), [1, 0]);
  assert.deepEqual(await faulty("bad_request"), [0, 1]);
  assert.deepEqual(await faulty("blocked"), [0, 1]);
});

test("a long answer is not taken for silence, and text comes in between", async () => {
  const pace = new Map([[flash, [{ firstTokenMs: 1000, ms: 50_000 }]]]);
  const { medianMs, attempts } = await play({ questions: [question(from)], pace });
  assert.deepEqual([medianMs, attempts], [50_000, 1]);
});

test("a replayed failure tells its class; what is no replayed one is understood as Google's", () => {
  assert.equal(replyOf("blocked"), null);
  assert.equal(replyOf("timeout")?.networkCode, "ETIMEDOUT");
  const error = (body: unknown) =>
    understandReply({ kind: "error", httpStatus: 418, body, networkCode: null }, from);
  assert.equal(error({ replayed: "key_blocked" }).reason, "Replayed: key_blocked");
  for (const body of [null, "replayed", {}, { replayed: "odd" }]) assert.equal(error(body).class, "unknown");
  assert.equal(understandReply({ kind: "silence", afterMs: 1, proven: true }, from).class, "timeout");
  const vague = understandReply(
    { kind: "error", httpStatus: 429, body: { replayed: "rate_unknown" }, networkCode: null },
    from,
  );
  assert.deepEqual(vague.deadline, { base: 30_000, cap: 900_000 });
});
