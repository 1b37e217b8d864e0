import assert from "node:assert/strict";
import test from "node:test";
import { spanOf } from "../../gemini/clocks.ts";
import { compileChain } from "../chain.ts";
import { FakeClock, google, key, type Step, scripted } from "../fixtures/world.ts";
import { Board } from "../parks/board.ts";
import type { Candidate, Failure, Key } from "../types.ts";
import { walk } from "../walk/walk.ts";
import { type Limit, Quotas } from "./quotas.ts";

const now = Date.parse("2026-07-15T12:00:00Z");
const pair = { owner: "tenant", project: "k1", model: "m1" };
const perMinute = (limit: number, at = now, project = "k1"): Limit => ({
  ...pair,
  project,
  window: "minute",
  metric: "requests",
  limit,
  at,
});
const perDay = (limit: number, at = now): Limit => ({ ...perMinute(limit, at), window: "day" });
const answer = (inputTokens = 1): Step[] => [{ text: "Salom" }, { finish: "STOP", inputTokens }];

/** Projects with limits per minute, by name of the key; a key without a limit always answers. */
function world(limits: Record<string, number>, setup: { models?: string[]; keys?: Key[] } = {}) {
  const clock = new FakeClock(now);
  const keys = setup.keys ?? [key("k1"), key("k2")];
  const chain = compileChain({ owner: "tenant", models: setup.models ?? ["m1"], keys });
  const board = new Board({ random: () => 0 });
  const used = new Map<string, number>();
  const provided = scripted(clock, ({ model, key, project }: Candidate) => {
    const minute = `${project}/${model} ${Math.floor(clock.now() / 60_000)}`;
    const count = (used.get(minute) ?? 0) + 1;
    const limit = limits[key.id] ?? Infinity;
    if (count > limit) return google.minuteSpent(60 - ((clock.now() / 1000) % 60), limit);
    used.set(minute, count);
    return answer();
  });
  const start = () => walk({ chain, board, clock, provider: provided.provider, request: null });
  return { clock, board, chain, start, ask: () => clock.run(start()), ...provided };
}

test("calls count towards a limit that a refusal named: a candidate that would be refused is skipped", async () => {
  const { ask, clock, board, names } = world({ k1: 3 });
  for (let i = 0; i < 4; i++) await ask();
  assert.deepEqual(names().slice(3), ["m1/k1", "m1/k2"]);
  await clock.pass(60_000);
  const before = names().length;
  for (let i = 0; i < 6; i++) assert.equal((await ask()).attempts.length, 1);
  assert.deepEqual(names().slice(before), ["m1/k1", "m1/k1", "m1/k1", "m1/k2", "m1/k2", "m1/k2"]);
  assert.deepEqual(board.all(), []);
});

test("keys of one project share its counts", async () => {
  const { ask, clock, names } = world(
    { k1: 2, k2: 2 },
    { keys: [key("k1", "p"), key("k2", "p"), key("k3")] },
  );
  for (let i = 0; i < 3; i++) await ask();
  await clock.pass(60_000);
  const before = names().length;
  for (let i = 0; i < 3; i++) await ask();
  assert.deepEqual(names().slice(before), ["m1/k1", "m1/k1", "m1/k3"]);
});

test("concurrent messages do not exceed the limit together", async () => {
  const { start, clock, board, calls } = world({ k1: 10 });
  board.quotas.mergeLimits([perMinute(10)]);
  const walks = await clock.run(Promise.all(Array.from({ length: 200 }, start)));
  assert.ok(walks.every(({ outcome, attempts }) => outcome === "answered" && attempts.length === 1));
  assert.equal(calls.filter(({ name }) => name === "m1/k1").length, 10);
});

test("if nobody else is left, a candidate over its limit is called by one message at a time", async () => {
  const { start, clock, board, calls } = world({ k1: 3 }, { keys: [key("k1")] });
  board.quotas.mergeLimits([perMinute(3)]);
  await clock.pass(30_000);
  const walks = await clock.run(Promise.all(Array.from({ length: 6 }, start)));
  assert.ok(walks.every(({ outcome }) => outcome === "answered"));
  // Three in each of two minutes, and one that found the first of them spent.
  assert.equal(calls.length, 6 + 1);
});

test("an answer beyond a limit disproves it, here and for the other workers", async () => {
  const { ask, board, names } = world({}, { keys: [key("k1")] });
  const learned: Limit[] = [];
  board.quotas.mergeLimits([perMinute(2)]);
  board.quotas.subscribe((limit) => learned.push(limit));
  for (let i = 0; i < 3; i++) await ask();
  assert.deepEqual(
    learned.map(({ window, limit }) => [window, limit]),
    [["minute", null]],
  );
  assert.deepEqual(board.quotas.limits(), []);
  board.quotas.mergeLimits([perMinute(2, now - 1)]);
  assert.deepEqual(board.quotas.limits(), []);
  assert.equal(names().length, 3);
});

test("an old limit is tried again by one call, since plans change", async () => {
  const { ask, clock, board, names } = world({});
  board.quotas.mergeLimits([perMinute(1, now - 25 * 3_600_000), perDay(2, now - 24 * 3_600_000)]);
  for (let i = 0; i < 3; i++) await ask();
  // The minute's limit is old and disproved; the day's is not, and holds.
  assert.deepEqual(names(), ["m1/k1", "m1/k1", "m1/k2"]);
  await clock.pass(8 * 24 * 3_600_000);
  for (let i = 0; i < 4; i++) await ask();
  assert.deepEqual(names().slice(3), ["m1/k1", "m1/k1", "m1/k1", "m1/k1"]);
});

test("windows are the provider's: Google's day ends at midnight in Los Angeles, its minute with the clock's minute", async () => {
  const quotas = new Quotas({ spanOf });
  const meter = quotas.meterOf(pair);
  const midnight = Date.parse("2026-07-16T07:00:00Z");
  quotas.mergeLimits([perDay(2), perMinute(1)]);
  quotas.begun(meter, midnight - 61_000);
  quotas.begun(meter, midnight - 1);
  assert.equal(meter.roomAt(midnight - 1), "over");
  assert.equal(meter.roomAt(midnight), "free");
  quotas.begun(meter, midnight);
  assert.equal(meter.roomAt(midnight + 59_999), "over");
  assert.equal(meter.roomAt(midnight + 60_000), "free");
});

test("tokens count towards limits of tokens", async () => {
  const quotas = new Quotas();
  const meter = quotas.meterOf(pair);
  quotas.mergeLimits([{ ...perMinute(1000), metric: "tokens" }]);
  quotas.spent(meter, 999, now);
  assert.equal(meter.roomAt(now), "free");
  quotas.spent(meter, 1, now);
  assert.equal(meter.roomAt(now), "over");
});

test("refused calls do not count as used, and a limit of zero is not counted towards", async () => {
  const { ask, board } = world({ k1: 0 });
  await ask();
  assert.deepEqual(board.quotas.limits(), []);
  assert.equal(board.quotas.meterOf(pair).day.used("requests", now), 0);
});

test("workers share their counts; sharing twice, late, or out of order does no harm", async () => {
  const [a, b, c] = ["a", "b", "c"].map((worker) => new Quotas({ worker }));
  for (const each of [a!, b!, c!]) each.mergeLimits([perMinute(4)]);
  const stored: Parameters<Quotas["merge"]>[0][] = [];
  const share = async (each: Quotas) => each.drain(now, async (counts) => void stored.push(counts));
  for (const each of [a!, b!, a!, b!]) {
    each.begun(each.meterOf(pair), now);
    await share(each);
  }
  await share(a!);
  assert.equal(stored.length, 4);
  for (const counts of [...stored, ...stored].reverse())
    for (const each of [a!, b!, c!]) each.merge(counts, now);
  for (const each of [a!, b!, c!]) {
    assert.equal(each.meterOf(pair).minute.used("requests", now), 4);
    assert.equal(each.meterOf(pair).roomAt(now), "over");
  }
  const late = stored[0]!;
  c!.merge(late, now + 60_000);
  assert.equal(c!.meterOf(pair).minute.used("requests", now + 60_000), 0);
  assert.equal(c!.meterOf(pair).hour.used("requests", now + 60_000), 4);
});

test("counts that the store rejected are handed over again", async () => {
  const quotas = new Quotas({ worker: "a" });
  quotas.begun(quotas.meterOf(pair), now);
  await assert.rejects(
    quotas.drain(now, async () => {
      throw new Error("down");
    }),
    /down/,
  );
  let told = 0;
  await quotas.drain(now, async (counts) => {
    told = counts.find(({ window }) => window === "day")!.requests;
  });
  assert.equal(told, 1);
});

test("of two limits for the same window the newer holds, in any order of arrival", () => {
  for (const limits of [
    [perMinute(10, now), perMinute(15, now + 1)],
    [perMinute(15, now + 1), perMinute(10, now)],
  ]) {
    const quotas = new Quotas();
    quotas.mergeLimits(limits);
    assert.deepEqual(
      quotas.limits().map(({ limit }) => limit),
      [15],
    );
  }
});

test("an edit of a key forgets its project's limits", () => {
  const quotas = new Quotas();
  quotas.mergeLimits([perMinute(10), perDay(250), perMinute(5, now, "k2")]);
  quotas.forget("k1", now + 1);
  assert.deepEqual(
    quotas.limits().map(({ project }) => project),
    ["k2"],
  );
});

const counted = (quotas: Quotas, at = now) =>
  quotas
    .counts(at)
    .map(({ window, requests, refused, tokens }) => `${window} ${requests} ${refused} ${tokens}`);

test("what a process counted is told for each window that has something, refused calls apart", () => {
  const quotas = new Quotas();
  const meter = quotas.meterOf(pair);
  assert.deepEqual(counted(quotas), []);
  for (let i = 0; i < 3; i++) quotas.begun(meter, now);
  quotas.refused(meter, now, now);
  assert.deepEqual(counted(quotas), ["minute 3 1 0", "hour 3 1 0", "day 3 1 0"]);
  quotas.spent(meter, 50, now + 60_000);
  assert.deepEqual(counted(quotas, now + 60_000), ["minute 0 0 50", "hour 3 1 50", "day 3 1 50"]);
});

test("a refusal is taken out of the windows in which the call began, and of no later one", () => {
  const quotas = new Quotas();
  const meter = quotas.meterOf(pair);
  quotas.begun(meter, now + 59_999);
  quotas.begun(meter, now + 60_000);
  quotas.refused(meter, now + 59_999, now + 60_001);
  const used = (window: "minute" | "hour") => meter[window].used("requests", now + 60_001);
  assert.deepEqual([used("minute"), used("hour")], [1, 1]);
});

test("only what changed since the last time is handed over, refusals included", async () => {
  const quotas = new Quotas();
  const meter = quotas.meterOf(pair);
  const handed = async () => {
    let rows = 0;
    await quotas.drain(now, async (counts) => {
      rows = counts.length;
    });
    return rows;
  };
  quotas.begun(meter, now);
  assert.deepEqual([await handed(), await handed()], [3, 0]);
  quotas.spent(meter, 0, now);
  assert.equal(await handed(), 0);
  quotas.refused(meter, now, now);
  assert.equal(await handed(), 3);
});

test("other processes' counts add up: requests without the refused ones, and tokens; the greater of two holds", () => {
  const quotas = new Quotas({ worker: "a" });
  quotas.mergeLimits([{ ...perMinute(100), metric: "tokens" }]);
  const row = { ...pair, worker: "b", window: "minute", startsAt: now } as const;
  quotas.merge([{ ...row, requests: 5, refused: 2, tokens: 40 }], now);
  quotas.merge([{ ...row, requests: 4, refused: 1, tokens: 30 }], now);
  quotas.merge([{ ...row, worker: "c", requests: 1, refused: 0, tokens: 7 }], now);
  quotas.merge([{ ...row, worker: "a", requests: 90, refused: 0, tokens: 90 }], now);
  const { minute } = quotas.meterOf(pair);
  assert.deepEqual([minute.used("requests", now), minute.used("tokens", now)], [4, 47]);
});

test("an answer disproves a limit only within its window, and only if nothing newer is known", () => {
  const learned = (begunAt: number, then: (quotas: Quotas) => void = () => {}) => {
    const quotas = new Quotas();
    const meter = quotas.meterOf(pair);
    quotas.mergeLimits([perMinute(1)]);
    quotas.begun(meter, now);
    const beyond = quotas.begun(meter, now);
    const limits: unknown[] = [];
    const unsubscribe = quotas.subscribe(({ limit }) => limits.push(limit));
    then(quotas);
    quotas.served(meter, beyond, begunAt, now + 1000);
    unsubscribe();
    quotas.forget("k1", now + 2000);
    return limits;
  };
  assert.deepEqual(learned(now), [null]);
  assert.deepEqual(learned(now - 1), []);
  assert.deepEqual(
    learned(now, (quotas) => quotas.mergeLimits([perMinute(9, now + 1)])),
    [],
  );
});

test("limits are learned from refusals for a quota only, of requests and of tokens side by side", () => {
  const quotas = new Quotas();
  const [candidate] = compileChain({ owner: "tenant", models: ["m1"], keys: [key("k1")] }).candidates;
  const quota = (
    quotaId: string,
    value: number | null,
    window: "minute" | "day" | null,
    quotaMetric = "",
  ) => ({
    ...{ quotaId, quotaMetric, value, window },
  });
  const failure = (httpStatus: number, ...named: ReturnType<typeof quota>[]) =>
    quotas.learn(candidate!, { httpStatus, quotas: named } as unknown as Failure, now);
  failure(403, quota("RequestsPerDay", 9, "day"));
  assert.deepEqual(quotas.limits(), []);
  failure(
    429,
    quota("RequestsPerDay", 250, "day"),
    quota("RequestsPerMinute", 10, "minute"),
    quota("PerMinute", 1000, "minute", "input_token_count"),
    quota("TokensPerDay", null, "day"),
    quota("Requests", 7, null),
    quota("Odd", 7, "day"),
  );
  assert.deepEqual(
    quotas.limits().map(({ window, metric, limit }) => `${window} ${metric} ${limit}`),
    ["day requests 250", "minute requests 10", "minute tokens 1000"],
  );
  failure(429, quota("RequestsPerMinute", 15, "minute"));
  assert.deepEqual(
    quotas.limits().map(({ limit }) => limit),
    [250, 1000, 15],
  );
});

test("projects and models that an owner has no more are forgotten, limits and counts; others' stay", async () => {
  const quotas = new Quotas();
  const pairs = [pair, { ...pair, project: "gone" }, { ...pair, owner: "other", project: "theirs" }];
  for (const each of pairs) {
    quotas.mergeLimits([{ ...perMinute(10, now, each.project), owner: each.owner }]);
    quotas.begun(quotas.meterOf(each), now);
  }
  quotas.retain("tenant", new Set(["k1/m1"]));
  const left = ["k1", "theirs"];
  const projects = (rows: readonly { project: string }[]) => [...new Set(rows.map(({ project }) => project))];
  assert.deepEqual(projects(quotas.limits()), left);
  assert.deepEqual(projects(quotas.counts(now)), left);
  await quotas.drain(now, async (counts) => assert.deepEqual(projects(counts), left));
  // Their news is gone too: an older limit is news again.
  quotas.mergeLimits([perMinute(5, now - 1, "gone"), perMinute(5, now - 1)]);
  assert.deepEqual(
    quotas.limits().map(({ project, limit }) => `${project} ${limit}`),
    ["k1 10", "theirs 10", "gone 5"],
  );
});
