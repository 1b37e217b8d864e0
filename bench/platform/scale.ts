// `node bench/platform/scale.ts [--workers 1,2,4] [--rounds 2] [--seconds 10] [--at-once 100] [--per-second 40]`: the same load on 1, 2 and
// 4 workers in turns, on one database and one sandbox: messages a second, waits, statements, rows and WAL, and what
// each message takes of the processor. Where the cores are full, the last is what scaling computes with.
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { db } from "#lib/db.ts";
import type { Running } from "#test/processes.ts";
import { until } from "#test/until.ts";
import { type Load, measure } from "../bots/load.ts";
import { machine, quantile, table } from "../figures.ts";
import { CostsWorld } from "./costs-world.ts";
import { processorOf, processorOfAll } from "./processor.ts";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "1,2,4" },
    rounds: { type: "string", default: "2" },
    seconds: { type: "string", default: "10" },
    /** People of the first load, who ask again as soon as they have their answer. */
    "at-once": { type: "string", default: "100" },
    /** Messages of the second load, which come at this pace. */
    "per-second": { type: "string", default: "40" },
  },
});
const sizes = values.workers.split(",").map(Number);
const seconds = Number(values.seconds);
const BOTS = 40;
/** Enough that nobody meets Telegram's flood limits. */
const chats = 800;
/** Backends hand their counts over when they have been idle for a second. */
const COUNTED_MS = 2_500;

const loads: Load[] = [
  {
    name: `${values["at-once"]} at once`,
    ...{ chats, seconds, pace: { atOnce: Number(values["at-once"]) } },
    gemini: { firstTokenMs: 0, tokenMs: 0 },
  },
  {
    name: `${values["per-second"]} a second`,
    ...{ chats, seconds, pace: { perSecond: Number(values["per-second"]) } },
    gemini: { firstTokenMs: 400, tokenMs: 20 },
  },
];

const world = await CostsWorld.start();
await world.grow(BOTS);
const counter = new pg.Client({ connectionString: process.env.DATABASE_URL });
await counter.connect();

interface Totals {
  statements: number;
  rows: number;
  wal: number;
  workers: number;
  postgres: number;
  sandbox: number;
  load: number;
}

async function totals(workers: readonly Running[]): Promise<Totals> {
  const { rows } = await counter.query<{ statements: number; rows: number; wal: number }>(
    `SELECT (SELECT sum("calls") FROM pg_stat_statements WHERE "query" NOT LIKE '%pg_stat_statements%')::float8 AS "statements",
       (SELECT "tup_inserted" + "tup_updated" + "tup_deleted" FROM pg_stat_database WHERE "datname" = current_database())::float8 AS "rows",
       (pg_current_wal_insert_lsn() - '0/0')::float8 AS "wal"`,
  );
  const [found = { statements: 0, rows: 0, wal: 0 }] = rows;
  const { user, system } = process.cpuUsage();
  return {
    ...found,
    workers: workers.reduce((sum, { child }) => sum + processorOf(child.pid ?? 0), 0),
    postgres: processorOfAll(world.postmaster),
    sandbox: processorOf(world.sandbox.child.pid ?? 0),
    load: (user + system) / 1e6,
  };
}

/** Resolves when each has its share of the bots. */
const untilShared = (count: number) =>
  until(
    `${count} workers share the bots`,
    async () => {
      const shares = await db.botLease.groupBy({
        by: ["workerId"],
        where: { state: "working" },
        _count: true,
      });
      const held = shares.filter(({ workerId }) => workerId !== null).map(({ _count }) => _count);
      return (
        held.length === count &&
        Math.max(...held) <= Math.ceil(BOTS / count) &&
        held.reduce((a, b) => a + b) === BOTS
      );
    },
    60,
  );

/** What the last load left would be paid for by the next one. */
const untilHandled = () =>
  until(
    "all messages are handled",
    async () => (await db.update.count({ where: { state: "waiting" } })) === 0,
  );

interface Run extends Totals {
  perSecond: number;
  waits: number[];
  lost: number;
}
const runs = new Map<string, Run[]>();

async function measureWith(count: number): Promise<void> {
  const workers: Running[] = [];
  for (let i = 0; i < count; i++) workers.push(await world.startWorker());
  await untilShared(count);
  // Each chat has its rows, and each connection its plans.
  await measure(world.sandbox.url, world.bots, {
    ...{ name: "", chats, pace: { perSecond: 80 }, seconds: chats / 80 },
    gemini: { firstTokenMs: 0, tokenMs: 0 },
  });
  for (const load of loads) {
    await untilHandled();
    await sleep(COUNTED_MS);
    const before = await totals(workers);
    const { perSecond, waits, lost } = await measure(world.sandbox.url, world.bots, load);
    await sleep(COUNTED_MS);
    const after = await totals(workers);
    const used = Object.fromEntries(
      (Object.keys(before) as (keyof Totals)[]).map((name) => [name, after[name] - before[name]]),
    ) as unknown as Totals;
    const key = `${load.name} ${count}`;
    runs.set(key, [...(runs.get(key) ?? []), { ...used, perSecond, waits, lost }]);
    console.error(key, perSecond.toFixed(0), quantile(waits, 0.5).toFixed(0), loadavg()[0]?.toFixed(1));
  }
  for (const worker of workers) await world.stopWorker(worker);
}

const loadBefore = loadavg()[0] ?? 0;
for (let round = 0; round < Number(values.rounds); round++)
  for (const count of round % 2 ? sizes.toReversed() : sizes) await measureWith(count);

console.log(`${machine()}, load before: ${loadBefore.toFixed(1)}\n`);
for (const { name } of loads) {
  const rows = sizes.map((count) => {
    const own = runs.get(`${name} ${count}`) ?? [];
    const waits = own.flatMap((run) => run.waits);
    const sum = (of: keyof Totals | "lost") => own.reduce((total, run) => total + run[of], 0);
    const each = (of: keyof Totals, factor = 1) => (factor * sum(of)) / waits.length;
    return [
      count,
      quantile(
        own.map(({ perSecond }) => perSecond),
        0.5,
      ).toFixed(0),
      ...[0.5, 0.99].map((p) => quantile(waits, p).toFixed(0)),
      each("statements").toFixed(1),
      each("rows").toFixed(1),
      each("wal", 1 / 1024).toFixed(1),
      ...(["workers", "postgres", "sandbox", "load"] as const).map((of) => each(of, 1_000).toFixed(2)),
      sum("lost"),
    ];
  });
  const head = ["workers", "messages/s", "median ms", "p99 ms", "statements/message", "rows", "WAL, KB"];
  head.push("workers' ms", "Postgres' ms", "sandbox's ms", "load's ms", "unanswered");
  console.log(`**${name}**\n\n${table(head, rows)}\n`);
}
await counter.end();
await world.close();
process.exit();
