// `node bench/bots/contenders.ts [--rounds 2] [--seconds 5] [--only NAME]`: one worker beside the simplest bots of two
// frameworks, under the same loads, in turns. docs/benchmarks.md has the results.
import { parseArgs } from "node:util";
import { startProcess } from "#test/processes.ts";
import { machine, quantile, table } from "../figures.ts";
import { CostsWorld } from "../platform/costs-world.ts";
import { processorOf, processorOfAll } from "../platform/processor.ts";
import { type Load, type Measured, measure } from "./load.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "2" },
    seconds: { type: "string", default: "5" },
    /** Measures only this contender. */
    only: { type: "string" },
    /** Measures only the load of this name. */
    load: { type: "string" },
    /** Arguments of Node for the worker, such as `--cpu-prof`. */
    node: { type: "string", default: "" },
  },
});
const seconds = Number(values.seconds);
const BOTS = 40;

const atOnce = { firstTokenMs: 0, tokenMs: 0 };
const asReal = { firstTokenMs: 400, tokenMs: 20 };
/** Enough chats that nobody meets Telegram's flood limits. */
const chats = 800;
const loads: Load[] = [
  ...[1, 50, 200].map((n) => ({ name: `${n} at once`, chats, pace: { atOnce: n }, seconds, gemini: atOnce })),
  ...[20, 80].map((n) => ({ name: `${n} a second`, chats, pace: { perSecond: n }, seconds, gemini: asReal })),
];

const world = await CostsWorld.start({ counting: false });
const { sandbox } = world;
await world.grow(BOTS);

interface Contender {
  name: string;
  bots: readonly string[];
  /** Processor seconds so far: of its own process, and of its database. */
  processor(): [own: number, database: number];
  end(): Promise<unknown>;
}

async function simple(name: string, file: string, first: number): Promise<Contender> {
  const bots = Array.from({ length: BOTS }, (_, i) => ({
    token: `${first + i}:benchmark-benchmark-benchmark`,
    username: `${name}_${i}_bot`,
    name,
  }));
  await sandbox.control("POST", "/telegram/bots", bots);
  const env = {
    TOKENS: bots.map(({ token }) => token).join(),
    GEMINI_API_KEY: "AQ.bench-one",
    GEMINI_MODEL: "gemini-2.5-flash",
  };
  const { child, end } = await startProcess([`bench/bots/${file}`], env, /^ready$/);
  child.stderr?.pipe(process.stderr);
  return {
    name,
    bots: bots.map(({ username }) => username),
    processor: () => [processorOf(child.pid ?? 0), 0],
    end,
  };
}

async function ours(): Promise<Contender> {
  const worker = await world.startWorker(values.node.split(" ").filter(Boolean));
  worker.child.stdout?.pipe(process.stderr);
  return {
    name: "ours",
    bots: world.bots,
    processor: () => [processorOf(worker.child.pid ?? 0), processorOfAll(world.postmaster)],
    end: () => world.stopWorker(worker),
  };
}

const contenders = [
  await ours(),
  await simple("Telegraf", "telegraf.ts", 4_000_000),
  await simple("grammY", "grammy.ts", 5_000_000),
].filter(({ name }) => !values.only || name === values.only);

const chosen = loads.filter(({ name }) => !values.load || name === values.load);
interface Run extends Measured {
  /** Processor seconds that it used. */
  own: number;
  database: number;
}
const measured = new Map<string, Run[]>();
for (const { bots } of contenders)
  await measure(sandbox.url, bots, {
    name: "",
    chats,
    pace: { perSecond: 80 },
    seconds: chats / 80,
    gemini: atOnce,
  });
for (let round = 0; round < Number(values.rounds); round++)
  for (const load of chosen)
    for (const i of contenders.keys()) {
      const contender = contenders[(i + round) % contenders.length];
      if (!contender) continue;
      const key = `${load.name} ${contender.name}`;
      const before = contender.processor();
      const result = await measure(sandbox.url, contender.bots, load);
      const after = contender.processor();
      const run = { ...result, own: after[0] - before[0], database: after[1] - before[1] };
      measured.set(key, [...(measured.get(key) ?? []), run]);
      console.error(
        key,
        result.perSecond.toFixed(0),
        quantile(result.waits, 0.5).toFixed(0),
        quantile(result.waits, 0.99).toFixed(0),
        `${((1_000 * run.own) / result.waits.length).toFixed(2)} ms`,
      );
    }

console.log(`${machine()}\n`);
for (const load of chosen) {
  const rows = contenders.map(({ name }) => {
    const runs = measured.get(`${load.name} ${name}`) ?? [];
    const waits = runs.flatMap((run) => run.waits);
    const ms = (p: number) => quantile(waits, p).toFixed(0);
    const rate = quantile(
      runs.map((run) => run.perSecond),
      0.5,
    );
    const sum = (of: "calls" | "lost" | "own" | "database") =>
      runs.reduce((total, run) => total + run[of], 0);
    const each = (of: "calls" | "own" | "database") => sum(of) / waits.length;
    return [
      name,
      rate.toFixed(1),
      ms(0.5),
      ms(0.95),
      ms(0.99),
      (1_000 * each("own")).toFixed(2),
      (1_000 * each("database")).toFixed(2),
      each("calls").toFixed(2),
      sum("lost"),
    ];
  });
  const head = ["", "messages/s", "median ms", "p95 ms", "p99 ms"];
  head.push("processor ms/message", "Postgres' ms/message", "calls to Telegram/message", "unanswered");
  console.log(`**${load.name}**\n\n${table(head, rows)}\n`);
}
for (const { end } of contenders) await end();
await world.close();
process.exit();
