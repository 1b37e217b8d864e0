// `node bench/platform/platform.ts`: measures the whole platform against the sandbox: starts, memory, answers, saves.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addBot } from "#lib/bots/add.ts";
import { freePort } from "#test/ports.ts";
import { startProcess, startSandbox } from "#test/processes.ts";
import { machine, quantile, table } from "../figures.ts";
import { measureAnswers } from "./answering.ts";
import { memoryOf } from "./memory.ts";
import { measureParks } from "./parks.ts";
import { measurePublishing, measureSaves, openPlatform } from "./saves.ts";

const bots = Array.from({ length: 25 }, (_, i) => ({
  token: `${3003000 + i}:benchmark-benchmark-benchmark`,
  username: `bench_${i}_bot`,
  name: `Bench ${i}`,
}));
const usernames = bots.map(({ username }) => username);
const firstTokenMs = 400;
const tokenMs = 20;
const words = 60;

const sandbox = await startSandbox();
await sandbox.control("POST", "/telegram/bots", bots);
await sandbox.control("PUT", "/gemini/keys", { "AQ.bench-one": { project: "one" } });
await sandbox.control("PUT", "/gemini/reply", { mode: "echo" });

const dataDir = mkdtempSync(join(tmpdir(), "botfactory-bench-"));
chmodSync(dataDir, 0o711); // if root runs this, Postgres' user must be able to traverse it
const settings = {
  NODE_ENV: "production",
  DATA_DIR: dataDir,
  PORT: String(await freePort()),
  WORKER_PORT: String(await freePort()),
  TELEGRAM_API_ROOT: sandbox.url,
  GEMINI_BASE_URL: sandbox.url,
  TELEGRAM_BOT_TOKEN: bots[0]!.token,
  GEMINI_API_KEY: "AQ.bench-one",
  ADMIN_EMAIL: "bench@example.com",
  ADMIN_PASSWORD: "bench-bench-bench",
  LOG_LEVEL: "warn",
};
const start = () => startProcess(["scripts/start.ts"], settings, /^ready /);
const ms = (values: readonly number[], p: number) => `${Math.round(quantile(values, p))} ms`;
const row = (name: string, values: readonly number[]) => [
  name,
  ms(values, 0.5),
  ms(values, 0.99),
  values.length,
];

// The first start may have to build the dashboard; only the next two are reported.
await (await start()).end();
rmSync(join(dataDir, "postgres"), { recursive: true });
const startedAt: number[] = [];
let platform: Awaited<ReturnType<typeof start>> | undefined;
for (let i = 0; i < 2; i++) {
  await platform?.end();
  const from = performance.now();
  platform = await start();
  startedAt.push(performance.now() - from);
}
if (!platform) throw new Error("unreachable");

await sleep(60_000);
const postmaster = Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
const memory = { ...memoryOf(platform.child.pid!), ...memoryOf(postmaster) };

Object.assign(process.env, settings);
const { context, close } = await openPlatform();
for (const { token } of bots.slice(1)) await addBot(context, token);
await measureAnswers(sandbox, { bots: usernames, count: 100, atOnce: 4, words: 5 }, 1); // warms up
await sandbox.control("PUT", "/gemini/faults", { firstTokenMs, tokenMs });
const alone = await measureAnswers(sandbox, { bots: usernames, count: 100, atOnce: 2, words }, 1_000);
const many = await measureAnswers(sandbox, { bots: usernames, count: 500, atOnce: 50, words }, 10_000);
const saves = await measureSaves(context, 200);
const published = await measurePublishing(context, 200);
const parks = await measureParks(context, 200);
await close();

const [empty = Number.NaN, again = Number.NaN] = startedAt;
console.log(`${machine()}\n`);
console.log(
  table(
    ["start to `ready`", ""],
    [
      ["on an empty DATA_DIR, dashboard built", `${(empty / 1000).toFixed(1)} s`],
      ["again", `${(again / 1000).toFixed(1)} s`],
    ],
  ),
);
console.log();
console.log(
  table(
    ["memory after a minute idle (PSS)", ""],
    Object.entries(memory).map(([name, mb]) => [name, `${Math.round(mb)} MB`]),
  ),
);
console.log();
console.log(
  table(
    ["", "median", "p99", "n"],
    [
      row("message → first text, beyond Gemini; 2 chats at once", alone.first),
      row("message → whole answer, beyond Gemini; 2 chats at once", alone.whole),
      row("message → first text, beyond Gemini; 50 chats of 25 bots at once", many.first),
      row("message → whole answer, beyond Gemini; 50 chats of 25 bots at once", many.whole),
      row("order of models saved → live on the worker", saves),
      row("prompt published, or rolled back → live on the worker", published),
      row("a key parked by one worker → known to four others", parks),
    ],
  ),
);

await platform.end();
await sandbox.end();
rmSync(dataDir, { recursive: true });
process.exit();
