// `node bench/pages/pages.ts [--browser] [--rounds 30] [--only WORD] [--url http://…]`: how long the dashboard's pages take for the
// owner of the largest tenant of a seeded database (`npm run seed`), one at a time: first and last byte of the answer; with
// --browser, in Chromium, the largest paint, a tap on the navigation until its page is there, and a dropped model until it is
// saved. Without --url it starts the dashboard itself, on the database of DATA_DIR or DATABASE_URL; without workers, which
// nothing here needs. --only measures the pages whose names have that word, and "drop" the dropped model.
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startRollups, sumUpDays } from "#lib/analytics/rollup.ts";
import { closeDb, db } from "#lib/db.ts";
import { signInTo } from "#test/dashboard-client.ts";
import { freePort } from "#test/ports.ts";
import { startProcess } from "#test/processes.ts";
import { until } from "#test/until.ts";
import { seededSignIn } from "../../scripts/seed/fill.ts";
import { buildDashboard } from "../../scripts/start/build.ts";
import { openDatabase, prepareDatabase } from "../../scripts/start/database.ts";
import { prepareEnvironment } from "../../scripts/start/environment.ts";
import { machine, quantile, table } from "../figures.ts";
import { measureInBrowser } from "./in-browser.ts";
import { findProcessors, type Processors } from "./processors.ts";

const {
  rounds,
  only,
  browser,
  url: given,
} = parseArgs({
  options: {
    browser: { type: "boolean", default: false },
    rounds: { type: "string", default: "30" },
    only: { type: "string", default: "" },
    url: { type: "string" },
  },
}).values;

const { env, databasePassword } = prepareEnvironment();
const database = await openDatabase(env, databasePassword);
await prepareDatabase(null);
// What workers do in the first minutes.
await startRollups();
while (await sumUpDays());

/** It prints nothing when it is ready. */
async function startDashboard(): Promise<string> {
  await buildDashboard(new AbortController().signal);
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    NODE_ENV: "production",
    PORT: port,
    HOST: "127.0.0.1",
    PUBLIC_URL: url,
    NEXTAUTH_URL: url,
  };
  startProcess(["scripts/dashboard/serve.ts"], settings, /^never$/).catch((error: Error) =>
    console.error(error.message),
  );
  await until("the dashboard serves", async () => {
    const answer = await fetch(`${url}/api/health`).catch(() => null);
    return answer?.ok;
  });
  return url;
}

interface Measured {
  slug: string;
  /** Name and path. */
  paths: [string, string][];
}

/** The cursor of a list that is turned nearly to its end. */
async function lastPageOf(tenantId: string): Promise<string> {
  const { id, lastAt } = await db.conversation.findFirstOrThrow({
    where: { tenantId },
    orderBy: [{ lastAt: "asc" }, { id: "asc" }],
    skip: 40,
  });
  return `${lastAt.getTime()}_${id}`;
}

/** The pages of the largest tenant, with its busiest bot and an answer of it. */
async function pagesOf(): Promise<Measured> {
  const { email } = seededSignIn;
  const largest = await db.member.findFirst({ where: { user: { email } }, include: { tenant: true } });
  if (!largest) throw new Error("This database is not seeded: npm run seed.");
  const { tenantId, tenant } = largest;
  const answer = await db.answer.findFirstOrThrow({ where: { tenantId }, orderBy: { startedAt: "desc" } });
  const at = `/${tenant.slug}`;
  const paths: [string, string][] = [
    ["overview", at],
    ["bots", `${at}/bots`],
    ["a bot", `${at}/bots/${answer.botId}`],
    ["keys", `${at}/keys`],
    ["models", `${at}/models`],
    ["health", `${at}/health`],
    ["people", `${at}/people`],
    ["alerts", `${at}/alerts`],
    ["answers", `${at}/answers`],
    ["answers of a bot", `${at}/answers?bot=${answer.botId}`],
    ["apologies", `${at}/answers?state=apologised`],
    ["answers, searched: common", `${at}/answers?q=soʻm`],
    ["answers, searched: rare", `${at}/answers?q=fotosintez`],
    ["answers, searched: nothing", `${at}/answers?q=qwertyuiop`],
    ["apologies, searched: common", `${at}/answers?state=apologised&q=soʻm`],
    ["an answer", `${at}/answers/${answer.id}`],
    ["conversations", `${at}/conversations`],
    ["conversations, the last page", `${at}/conversations?after=${await lastPageOf(tenantId)}`],
    ["conversations, searched: common", `${at}/conversations?q=soʻm`],
    ["conversations, searched: rare", `${at}/conversations?q=fotosintez`],
    ["conversations, searched: nothing", `${at}/conversations?q=qwertyuiop`],
    ["a conversation", `${at}/conversations/${answer.conversationId}`],
    ["analytics, 24 hours", `${at}/analytics?range=24h`],
    ["analytics, 7 days", `${at}/analytics`],
    ["analytics, 30 days", `${at}/analytics?range=30d`],
  ];
  return { slug: tenant.slug, paths };
}

const url = given ?? (await startDashboard());
const client = await signInTo(url, seededSignIn.email, seededSignIn.password);

/** Milliseconds from the request to the first byte of the page, and to its last. */
async function visit(path: string): Promise<{ first: number; last: number; status: number }> {
  const from = performance.now();
  const { status, firstByteAt } = await client.get(path);
  return { first: firstByteAt - from, last: performance.now() - from, status };
}

/** "12 ms | 15 ms": median and 95th percentile. */
const spread = (sample: readonly number[]) => [0.5, 0.95].map((p) => `${Math.round(quantile(sample, p))} ms`);

const { slug, paths } = await pagesOf();
const chosen = paths.filter(([name]) => name.includes(only));
const count = Number(rounds);
const processors = await findProcessors();
/** A page's first requests compile it, which happens once in the life of a dashboard. */
const WARM_UP = 10;
const lines: string[][] = [];
for (const [name, path] of browser ? [] : chosen) {
  for (let i = 1; i < WARM_UP; i++) await visit(path);
  const { status } = await visit(path);
  const before = processors?.();
  const took: Awaited<ReturnType<typeof visit>>[] = [];
  for (let i = 0; i < count; i++) took.push(await visit(path));
  const after = processors?.();
  const mean = (of: keyof Processors) =>
    before && after ? `${Math.round(((after[of] - before[of]) * 1_000) / took.length)} ms` : "";
  const line = [name, String(status), ...spread(took.map(({ first }) => first))];
  lines.push([...line, ...spread(took.map(({ last }) => last)), mean("dashboard"), mean("postgres")]);
  console.log(lines.at(-1)?.join("  "));
}
const dropped = "drop".includes(only);
const seen = browser ? await measureInBrowser({ url, slug, paths: chosen, dropped, rounds: count }) : [];

console.log(`\n${machine()}, load ${loadavg()[0]?.toFixed(1)}; ${process.argv.slice(1).join(" ")}`);
console.log(
  `${(await db.answer.count()).toLocaleString("en")} answers, ${rounds} times each, one at a time\n`,
);
if (lines.length > 0)
  console.log(
    table(
      [
        ...["page", "status", "first byte, median", "p95", "whole page, median", "p95"],
        ...["processor time: dashboard", "Postgres"],
      ],
      lines,
    ),
  );
if (seen.length > 0)
  console.log(
    `\n${table(
      ["in the browser", "median", "p95"],
      seen.map(({ name, sample }) => [name, ...spread(sample)]),
    )}`,
  );
await closeDb();
await database.close();
process.exit();
