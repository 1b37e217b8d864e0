// `node bench/chain/call.ts`: latency of one answer through each contender, with live keys, dead keys and an overloaded
// model.
import { startSandbox } from "../../test/processes.ts";
import { machine, quantile, table } from "../figures.ts";
import { type Contender, direct, loop, ours, portkey, type Setting, sdk } from "./contenders.ts";

const models = ["gemini-2.5-flash", "gemini-2.0-flash"] as const;
const names = (count: number) => Array.from({ length: count }, (_, i) => `AQ.bench-key-${i + 1}`);
const ROUNDS = 5;

interface Scenario {
  name: string;
  keys: string[];
  dead: string[];
  overloaded: string | null;
  /** Gemini's latency to its first word. */
  firstTokenMs?: number;
}
const scenarios: Scenario[] = [
  {
    name: "all keys alive, Gemini's first word after 200 ms",
    keys: names(4),
    dead: [],
    overloaded: null,
    firstTokenMs: 200,
  },
  { name: "all keys alive, Gemini at once", keys: names(4), dead: [], overloaded: null },
  { name: "2 dead keys first", keys: names(4), dead: names(2), overloaded: null },
  {
    name: "half of 20 keys dead",
    keys: names(20),
    dead: names(20).filter((_, i) => i % 2 === 0),
    overloaded: null,
  },
  { name: "first model overloaded", keys: names(4), dead: [], overloaded: models[0] },
];

const sandbox = await startSandbox();
await sandbox.control("PUT", "/gemini/reply", {
  mode: "fixed",
  text: "Ha, ertaga soat to‘qqizdan ochiqmiz.",
});
const upstream = async () => (await sandbox.control<{ last: number }>("GET", "/gemini/calls?limit=1")).last;

interface Measured {
  ms: number[];
  seconds: number;
  asked: number;
  attempts: number;
}

/** Asks `count` times with concurrency `atOnce`, and adds the results to `into`. */
async function measure(contender: Contender, count: number, atOnce: number, into: Measured): Promise<void> {
  const before = await upstream();
  const from = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const began = performance.now();
        await contender.ask("Ertaga ochiqmisiz?");
        into.ms.push(performance.now() - began);
      }
    }),
  );
  into.seconds += (performance.now() - from) / 1000;
  into.asked += count;
  into.attempts += (await upstream()) - before;
}

const added = (ms: number) => `${ms < 0 ? "−" : "+"}${Math.abs(ms).toFixed(2)}`;

console.log(`${machine()}\n`);
if (!process.env.PORTKEY_DIR) {
  console.log(
    "Portkey is skipped. To include it, run npm i @portkey-ai/gateway@1.15.2 in a folder and set PORTKEY_DIR to it.\n",
  );
}
for (const { name, keys, dead, overloaded, firstTokenMs = 0 } of scenarios) {
  await sandbox.control("PUT", "/gemini/faults", { firstTokenMs });
  const calls = firstTokenMs ? { 1: 50, 32: 640 } : { 1: 500, 32: 1600 };
  const state = (key: string) => ({ state: dead.includes(key) ? "invalid" : "ok" });
  await sandbox.control("PUT", "/gemini/keys", Object.fromEntries(keys.map((key) => [key, state(key)])));
  const stateOf = (model: string) => ({ state: model === overloaded ? "overloaded" : "ok" });
  await sandbox.control(
    "PUT",
    "/gemini/models",
    Object.fromEntries(models.map((model) => [model, stateOf(model)])),
  );
  const setting: Setting = { url: sandbox.url, models, keys };
  const alive = keys.find((key) => !dead.includes(key))!;
  const through = await portkey(setting);
  const working = models.find((model) => model !== overloaded)!;
  const contenders = [
    direct(setting, alive, working),
    sdk(setting, alive, working),
    ours(setting),
    loop(setting),
    ...(through ? [through] : []),
  ];
  const rows: (string | number)[][] = [];
  for (const atOnce of [1, 32] as const) {
    const measured = new Map(
      contenders.map((each) => [each, { ms: [], seconds: 0, asked: 0, attempts: 0 } as Measured]),
    );
    for (const contender of contenders) {
      await measure(contender, firstTokenMs ? 4 * atOnce : 100, atOnce, {
        ms: [],
        seconds: 0,
        asked: 0,
        attempts: 0,
      }); // warms up
    }
    // Interleaved, so that other load on the machine affects all contenders alike.
    for (let round = 0; round < ROUNDS; round++) {
      for (const [contender, into] of measured)
        await measure(contender, calls[atOnce] / ROUNDS, atOnce, into);
    }
    const [baseline] = measured.values();
    const base = quantile(baseline?.ms ?? [], 0.5);
    for (const [contender, { ms, seconds, asked, attempts }] of measured) {
      const median = quantile(ms, 0.5);
      rows.push([
        ...[atOnce, contender.name, median.toFixed(2), added(median - base), quantile(ms, 0.99).toFixed(2)],
        ...[Math.round(asked / seconds), (attempts / asked).toFixed(2)],
      ]);
    }
  }
  const head = ["at once", "", "median ms", "added ms", "p99 ms", "requests/s", "attempts/request"];
  console.log(`**${name}**\n\n${table(head, rows)}\n`);
  for (const contender of contenders) await contender.end();
}
await sandbox.end();
process.exit();
