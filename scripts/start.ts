// `npm start`: runs everything with one command. `--demo` adds the sandbox and made-up tenants, `--dev` reloads on change.
import { parseArgs } from "node:util";
import { addressOf, loginOf } from "#lib/database-roles.ts";
import { askedAt } from "./dashboard/own-address.ts";
import { addressesFor } from "./start/addresses.ts";
import { scheduleBackups } from "./start/backups.ts";
import { refuseDemoFolder } from "./start/beside-demo.ts";
import { buildDashboard, generateClient } from "./start/build.ts";
import { type Database, openDatabase } from "./start/database.ts";
import { type DemoSandbox, prepareDemo } from "./start/demo.ts";
import { fail, prepareEnvironment } from "./start/environment.ts";
import { portsOf, reachable, requireFreePort } from "./start/ports.ts";
import { prepare } from "./start/preparation.ts";
import { setupLines } from "./start/setup-link.ts";
import { type Supervised, supervise, untilServing } from "./start/supervise.ts";

const { demo, dev } = parseArgs({ options: { demo: { type: "boolean" }, dev: { type: "boolean" } } }).values;
Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV || (dev ? "development" : "production") });
/** Everything must stop within 30 s; the remaining 5 s are for the database, which stops last. */
const GRACE_MS = 25_000;
const next = "node_modules/next/dist/bin/next";
/** Megabytes of each half of the worker's young heap. By default V8 grows it to 64 MB while many bots start, and keeps it. */
const YOUNG_HEAP = "--max-semi-space-size=8";

const children: Supervised[] = [];
let database: Database | undefined;
let sandbox: DemoSandbox | null = null;
const stopping = new AbortController();

/** What serves never gets the password of the role that may change tables. */
function databaseLogin(roles: "on" | "off"): Record<string, string> {
  const { DATABASE_URL: url = "", DIRECT_DATABASE_URL: direct, ENCRYPTION_KEY: key = "" } = process.env;
  if (roles === "off") return { DATABASE_ROLES: roles };
  const login = loginOf("tenant", key);
  return {
    DATABASE_ROLES: roles,
    DATABASE_URL: addressOf(url, login),
    ...(direct ? { DIRECT_DATABASE_URL: addressOf(direct, login) } : {}),
  };
}

async function start(): Promise<void> {
  sandbox = demo ? await prepareDemo() : null;
  const { env, databasePassword } = prepareEnvironment();
  if (!demo) refuseDemoFolder(env.DATA_DIR);
  generateClient();
  database = await openDatabase(env, databasePassword);
  if (!(await database.own())) {
    throw new Error(
      `Another BotFactory already uses DATA_DIR ${env.DATA_DIR}. Stop it, or set DATA_DIR to another folder.`,
    );
  }
  await requireFreePort("PORT", env.PORT, env.HOST);
  const workerPorts = portsOf(env);
  for (const port of workerPorts) await requireFreePort("WORKER_PORT", port, env.WORKER_HOST);
  const [{ setupCode, roles, checkNewKeys }] = await Promise.all([
    prepare({ demo, embedded: database.isEmbedded }, stopping.signal),
    dev ? null : buildDashboard(stopping.signal),
  ]);
  if (stopping.signal.aborted) return;

  const login = databaseLogin(roles);
  const web = dev ? [next, "dev", "-p", String(env.PORT), "-H", env.HOST] : ["scripts/dashboard/serve.ts"];
  children.push(supervise("dashboard", web, { ...login, NEXT_TELEMETRY_DISABLED: "1" }));
  const worker = dev ? ["--watch", "bots/main.ts"] : [YOUNG_HEAP, "bots/main.ts"];
  for (const [i, port] of workerPorts.entries())
    children.push(
      supervise(i === 0 ? "worker" : `worker ${i + 1}`, worker, { ...login, WORKER_PORT: String(port) }),
    );

  const address = `http://${reachable(env.HOST)}:${env.PORT}`;
  await Promise.all([
    untilServing(`http://${askedAt(env.HOST)}:${env.PORT}/api/health`, stopping.signal),
    ...workerPorts.map((port) =>
      untilServing(`http://${askedAt(env.WORKER_HOST)}:${port}/health`, stopping.signal),
    ),
  ]);
  if (stopping.signal.aborted) return;
  if (setupCode) {
    const { HOST: host, PORT: port } = env;
    const addresses = addressesFor({ publicUrl: process.env.PUBLIC_URL, host, port });
    for (const line of setupLines(addresses, setupCode, process.stdout.isTTY === true)) console.log(line);
  }
  await sandbox?.introduce(address);
  console.log(`ready ${address}`);
  checkNewKeys();
  if (env.BACKUP_EVERY) scheduleBackups(stopping.signal, { login });
}

async function stop(): Promise<void> {
  stopping.abort();
  await Promise.all(children.map((child) => child.stop(GRACE_MS)));
  await database?.close();
  await sandbox?.stop();
}

function end(): void {
  if (!stopping.signal.aborted) void stop().then(() => process.exit(0));
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, end);
// npm signals only its shell, which exits without forwarding the signal; a changed parent pid tells us.
const shell = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== shell && end(), 500).unref();

start().catch(async (error) => {
  if (stopping.signal.aborted) return; // errors after the stop signal are expected
  await stop();
  fail(error);
});
