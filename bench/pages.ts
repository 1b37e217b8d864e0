// `node bench/pages.ts [--rounds 30] [--url http://…]`: how long the dashboard's pages take to their first byte and their last,
// for the owner of the largest tenant of a seeded database (`npm run seed`), one request at a time. Without --url it starts
// the dashboard itself, on the database of DATA_DIR or DATABASE_URL; without workers, which nothing here needs.
import { parseArgs } from "node:util";
import { closeDb, db } from "#lib/db.ts";
import { signInTo } from "#test/dashboard-client.ts";
import { freePort } from "#test/ports.ts";
import { startProcess } from "#test/processes.ts";
import { until } from "#test/until.ts";
import { seededSignIn } from "../scripts/seed/fill.ts";
import { buildDashboard } from "../scripts/start/build.ts";
import { openDatabase, prepareDatabase } from "../scripts/start/database.ts";
import { prepareEnvironment } from "../scripts/start/environment.ts";
import { machine, quantile, table } from "./figures.ts";

const { rounds, url: given } = parseArgs({
  options: { rounds: { type: "string", default: "30" }, url: { type: "string" } },
}).values;

const { env, databasePassword } = prepareEnvironment();
const database = await openDatabase(env, databasePassword);
await prepareDatabase();

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

/** Paths to measure, with the largest tenant's busiest bot and an answer of it. */
async function pathsOf(): Promise<[string, string][]> {
  const { email } = seededSignIn;
  const largest = await db.member.findFirst({ where: { user: { email } }, include: { tenant: true } });
  if (!largest) throw new Error("This database is not seeded: npm run seed.");
  const { tenantId, tenant } = largest;
  const answer = await db.answer.findFirstOrThrow({ where: { tenantId }, orderBy: { startedAt: "desc" } });
  const at = `/${tenant.slug}`;
  return [
    ["overview", at],
    ["bots", `${at}/bots`],
    ["a bot", `${at}/bots/${answer.botId}`],
    ["keys", `${at}/keys`],
    ["models", `${at}/models`],
    ["health", `${at}/health`],
    ["people", `${at}/people`],
    ["answers", `${at}/answers`],
    ["answers of a bot", `${at}/answers?bot=${answer.botId}`],
    ["apologies", `${at}/answers?state=apologised`],
    ["answers, searched: common", `${at}/answers?q=soʻm`],
    ["answers, searched: rare", `${at}/answers?q=fotosintez`],
    ["answers, searched: nothing", `${at}/answers?q=qwertyuiop`],
    ["an answer", `${at}/answers/${answer.id}`],
    ["analytics, 24 hours", `${at}/analytics?range=24h`],
    ["analytics, 30 days", `${at}/analytics?range=30d`],
  ];
}

const url = given ?? (await startDashboard());
const client = await signInTo(url, seededSignIn.email, seededSignIn.password);

/** Milliseconds from the request to the first byte of the page, and to its last. */
async function visit(path: string): Promise<{ first: number; last: number; status: number }> {
  const from = performance.now();
  const { status, firstByteAt } = await client.get(path);
  return { first: firstByteAt - from, last: performance.now() - from, status };
}

const lines: (string | number)[][] = [];
for (const [name, path] of await pathsOf()) {
  const { status } = await visit(path);
  const took: Awaited<ReturnType<typeof visit>>[] = [];
  for (let i = 0; i < Number(rounds); i++) took.push(await visit(path));
  const ms = (of: "first" | "last", p: number) =>
    `${Math.round(
      quantile(
        took.map((each) => each[of]),
        p,
      ),
    )} ms`;
  const line = [name, status, ms("first", 0.5), ms("first", 0.95), ms("last", 0.5), ms("last", 0.95)];
  console.log(line.join("  "));
  lines.push(line);
}
const answers = await db.answer.count();
console.log(
  `\n${machine()}; ${answers.toLocaleString("en")} answers, ${rounds} requests each, one at a time\n`,
);
console.log(table(["page", "status", "first byte, median", "p95", "whole page, median", "p95"], lines));
await closeDb();
await database.close();
process.exit();
