import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { now } from "#lib/chain-state/shared-clock.ts";
import { db } from "#lib/db.ts";
import type { Walk } from "#lib/fallback/index.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { textUpdate } from "./fixtures/updates.ts";
import { answered, report } from "./metrics.ts";
import { store } from "./queue/inbox.ts";

const figure = (text: string, name: string) => {
  const line = text.split("\n").find((each) => each.startsWith(`botfactory_${name} `));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
};
const walk = (attempts: object[], waitedMs = 0) => ({ attempts, waitedMs }) as unknown as Walk;

test("an answer counts with its calls; its times are in seconds, and ours are without Gemini's and the waiting", async (t) => {
  const at = now();
  t.mock.method(performance, "now", () => at - performance.timeOrigin);
  const failed = { model: "m1", class: "overloaded", ms: 2_000, firstTokenMs: null };
  const ok = { model: "m1", class: "ok", ms: 4_000, firstTokenMs: 1_000 };
  answered(
    "answered",
    walk([failed, { ...failed, ms: 0 }, ok], 500),
    new Date(at - 10_000),
    new Date(at - 5_000),
  );
  // Stopped before any text: it has no time of a first text.
  answered("cancelled", walk([]), new Date(at - 1_000), null);
  const text = await report();
  for (const [name, value] of [
    ['answers_total{state="answered"}', 1],
    ['answers_total{state="cancelled"}', 1],
    ['attempts_total{model="m1",class="overloaded"}', 2],
    ['attempts_total{model="m1",class="ok"}', 1],
    ["answer_seconds_sum", 11],
    ["answer_seconds_count", 2],
    // 10 s less 0.5 of waiting, 2 of the failed call, 4 of the last; and 1 s.
    ["answer_overhead_seconds_sum", 4.5],
    ["first_text_seconds_sum", 5],
    ["first_text_seconds_count", 1],
    // 5 s less 2.5 and the second to the first token.
    ["first_text_overhead_seconds_sum", 1.5],
  ] as const) {
    const found = figure(text, name);
    assert.ok(found !== undefined && Math.abs(found - value) < 0.05, `${name}: ${found}`);
  }
});

test("time that Gemini took beyond ours is not negative time of ours", async (t) => {
  const at = now();
  t.mock.method(performance, "now", () => at - performance.timeOrigin);
  const before = await report();
  const slow = { model: "m1", class: "ok", ms: 9_000, firstTokenMs: null };
  answered("answered", walk([slow]), new Date(at - 1_000), new Date(at - 500));
  const after = await report();
  for (const name of ["answer_overhead_seconds_sum", "first_text_overhead_seconds_sum"])
    assert.equal(figure(after, name), figure(before, name), name);
});

test("conversations that wait and bots by state are those of all workers, as they are now", async () => {
  const context = await createTenant();
  const [botId] = [await createBot(context), await createBot(context)];
  await store(botId, [textUpdate(1, 1), textUpdate(2, 2)], null);
  const { state } = await db.botLease.findFirstOrThrow();
  const text = await report();
  assert.equal(figure(text, "lanes_waiting"), 2);
  assert.equal(figure(text, `bots{state="${state}"}`), 2);
  await db.botLease.updateMany({ where: { botId }, data: { state: "conflict" } });
  await db.lane.updateMany({ data: { readyAt: new Date(Date.now() + 60_000) } });
  const later = await report();
  assert.equal(figure(later, "lanes_waiting"), 0);
  assert.deepEqual(
    [figure(later, `bots{state="${state}"}`), figure(later, 'bots{state="conflict"}')],
    [1, 1],
  );
  await db.botLease.updateMany({ data: { state: "conflict" } });
  assert.equal(figure(await report(), `bots{state="${state}"}`), undefined);
});

test("what waits, rests and was given up is told, of all workers and tenants", async () => {
  const context = await createTenant();
  const botId = await createBot(context);
  await store(botId, [textUpdate(1, 1)], null);
  await db.lane.updateMany({ where: { botId }, data: { readyAt: new Date(Date.now() - 90_000) } });
  const [before, dead] = [await report(), { state: "dead" as const }];
  assert.ok((figure(before, "oldest_waiting_seconds") ?? 0) >= 89);
  await db.update.updateMany({ where: { botId }, data: dead });
  const park = { scope: "model" as const, class: "overloaded" as const, reason: "", since: new Date() };
  await db.park.createMany({
    data: [
      { ...park, id: "*/metrics-a", until: new Date(Date.now() + 60_000) },
      { ...park, id: "*/metrics-b", until: new Date(Date.now() - 1) },
    ],
  });
  await db.worker.create({ data: { id: randomUUID(), host: "h", pid: 1 } });
  const after = await report();
  assert.equal(figure(after, "dead_letters"), (figure(before, "dead_letters") ?? 0) + 1);
  assert.equal(figure(after, "workers"), (figure(before, "workers") ?? 0) + 1);
  assert.equal(figure(after, 'parks{class="overloaded"}'), 1);
});

test("the names of the metrics stay, since people's dashboards and alerts use them", async () => {
  const text = await report();
  const counts = [
    "updates_total",
    "answers_total",
    "attempts_total",
    "lanes_busy",
    "bots_held",
    "lanes_waiting",
    "oldest_waiting_seconds",
    "dead_letters",
    "workers",
    "parks",
  ];
  const times = ["first_text", "answer", "first_text_overhead", "answer_overhead"].map(
    (name) => `${name}_seconds`,
  );
  for (const name of [...counts, "bots", ...times])
    assert.match(text, new RegExp(`^# HELP botfactory_${name} \\S`, "m"), name);
  assert.match(text, /^process_cpu_seconds_total/m);
});
