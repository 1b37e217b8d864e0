// `node bench/strangers/strangers.ts [--seconds 60]`: how long the dashboard's pages take for a signed-in admin, alone and
// while strangers do their worst, and the dashboard's memory. Everything runs on this machine.
import { fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type DashboardClient, signInTo } from "#test/dashboard-client.ts";
import { freePort } from "#test/ports.ts";
import { startProcess, startSandbox } from "#test/processes.ts";
import type { Attack, Outcomes } from "#test/strangers.ts";
import { machine, quantile, table } from "../figures.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
const seconds = Math.min(600, Number(values.seconds));
const pages = ["bots", "keys", "models", "answers", "analytics"];
const PAUSE_MS = 100;
const admin = { email: "bench@example.com", password: "bench-bench-bench" };

const dataDir = mkdtempSync(join(tmpdir(), "botfactory-bench-"));
chmodSync(dataDir, 0o711); // if root runs this, Postgres' user must be able to traverse it
const port = await freePort();
const sandbox = await startSandbox();
const settings = {
  ...{ NODE_ENV: "production", DATA_DIR: dataDir, LOG_LEVEL: "error" },
  ...{ PORT: String(port), WORKER_PORT: String(await freePort()) },
  ...{ TELEGRAM_API_ROOT: sandbox.url, GEMINI_BASE_URL: sandbox.url },
  ...{ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password },
};
const platform = await startProcess(["scripts/start.ts"], settings, /^ready /);

function dashboardPid(): number {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (Number(parent) === platform.child.pid && command.includes("dashboard/serve.ts")) return Number(pid);
    } catch {
      // ended meanwhile
    }
  }
  throw new Error("The dashboard is not running.");
}
const memoryOf = (pid: number, of: "VmRSS" | "VmHWM"): number =>
  Number(new RegExp(`^${of}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

const statuses: Record<number, number> = {};
/** Loads one page after the other. @returns milliseconds of each */
async function load(client: DashboardClient, ms: number): Promise<number[]> {
  const times: number[] = [];
  const endAt = Date.now() + ms;
  for (let i = 0; Date.now() < endAt; i++) {
    const from = performance.now();
    const { status } = await client.get(`/main/${pages[i % pages.length]}`);
    times.push(performance.now() - from);
    statuses[status] = (statuses[status] ?? 0) + 1;
    await sleep(PAUSE_MS);
  }
  return times;
}

const pid = dashboardPid();
const client = await signInTo(`http://127.0.0.1:${port}`, admin.email, admin.password);
await load(client, 5_000);
const calm = await load(client, 10_000);
const before = memoryOf(pid, "VmRSS");

const what: Attack = {
  port,
  ms: seconds * 1_000,
  bodies: 8,
  halves: 500,
  signInsPerSecond: 300,
  streams: 2_000,
};
const strangers = fork(new URL("./attack.ts", import.meta.url), {
  execArgv: ["--disable-warning=ExperimentalWarning"],
});
strangers.send(what);
const outcomes = once(strangers, "message");
await sleep(1_000);
const stormy = await load(client, what.ms - 1_000);
const during = memoryOf(pid, "VmRSS");
const [came] = (await outcomes) as [Outcomes];
await sleep(5_000);
const after = await load(client, 5_000);
if (dashboardPid() !== pid) throw new Error("The dashboard was restarted.");

const row = (name: string, times: readonly number[]) => [
  name,
  ...[0.5, 0.95, 1].map((p) => `${Math.round(quantile(times, p))} ms`),
  times.length,
];
console.log(`${machine()}, ${seconds} s\n`);
console.log(
  table(
    ["an admin's pages", "median", "p95", "longest", "n"],
    [row("alone", calm), row("while strangers do their worst", stormy), row("afterwards", after)],
  ),
);
console.log(`\nstatus of the admin's pages: ${JSON.stringify(statuses)}`);
const mb = (value: number) => `${Math.round(value)} MB`;
console.log(
  `dashboard's memory (RSS): ${mb(before)} before, ${mb(during)} at the end, peak ${mb(memoryOf(pid, "VmHWM"))}\n`,
);
console.log(table(["strangers'", "n"], Object.entries(came).sort()));
await platform.end();
await sandbox.end();
rmSync(dataDir, { recursive: true });
process.exit();
