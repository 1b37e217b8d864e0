// `node bench/platform/hot-path.ts [--rounds 6] [--messages 400] [--pooler]`: the statements of a message alone, without Telegram and
// Gemini, with and without row-level security, in turns: the difference is what the second lock costs. With --pooler instead
// directly and through PgBouncer in transaction mode.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { startPooler } from "#test/pgbouncer.ts";
import { startProcess } from "#test/processes.ts";
import { migrate } from "../../scripts/database/migrate.ts";
import { startPostgres } from "../../scripts/database/postgres.ts";
import { machine, quantile, table } from "../figures.ts";
import { processorOf, processorOfAll } from "./processor.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "6" },
    messages: { type: "string", default: "400" },
    pooler: { type: "boolean" },
  },
});
const messages = Number(values.messages);
const directory = mkdtempSync(join(tmpdir(), "botfactory-hot-path-"));
chmodSync(directory, 0o711); // if root runs this, Postgres' user must be able to traverse it
const secret = "b".repeat(64);

/** Its own database and process. @param locked with row-level security */
async function contender(name: string, { locked = true, pooled = false }) {
  const postgres = await startPostgres(join(directory, name), "bench", { flags: ["autovacuum=off"] });
  const env = { DATABASE_URL: postgres.url, ENCRYPTION_KEY: secret, LOG_LEVEL: "warn" };
  Object.assign(process.env, env);
  await migrate(postgres.url, secret);
  const owner = new pg.Client({ connectionString: postgres.url });
  await owner.connect();
  const { rows } = await owner.query<{ pid: number; name: string }>(
    `SELECT pg_backend_pid() AS "pid", relname AS "name" FROM pg_class WHERE relrowsecurity`,
  );
  if (!locked)
    for (const { name } of rows)
      await owner.query(`ALTER TABLE "${name}" DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY`);
  await owner.end();
  const pooler = pooled ? await startPooler(postgres.url, 4) : null;
  if (pooler)
    Object.assign(env, { DATABASE_URL: process.env.DATABASE_URL, DIRECT_DATABASE_URL: postgres.url });
  const running = await startProcess(
    ["bots/fixtures/messages-process.ts", locked ? "locked" : "open", String(messages)],
    env,
    /^ready (\d+)/,
  );
  const postmaster = Number(running.match[1]);
  const { child } = running;
  return {
    name,
    /** Runs a round. @returns milliseconds for a message: of Postgres' processor, the process's, and by the clock */
    async round(): Promise<number[]> {
      const cpu = () => [
        processorOfAll(postmaster),
        processorOf(child.pid ?? 0),
        pooler ? processorOf(pooler.pid) : 0,
      ];
      const [before, startedAt] = [cpu(), performance.now()];
      await new Promise((done) => {
        child.once("message", done);
        child.send("go");
      });
      const ms = performance.now() - startedAt;
      const after = cpu();
      return [...after.map((seconds, i) => (1_000 * (seconds - (before[i] ?? 0))) / messages), ms / messages];
    },
    async end() {
      await running.end();
      await pooler?.stop();
      await postgres.stop();
    },
  };
}

const contenders = values.pooler
  ? [await contender("directly", {}), await contender("pooled", { pooled: true })]
  : [await contender("open", { locked: false }), await contender("locked", {})];
const titles: Record<string, string> = {
  ...{ open: "without", locked: "with row-level security" },
  ...{ directly: "directly", pooled: "through PgBouncer" },
};
for (const each of contenders) await each.round();
const measured = new Map<string, number[][]>();
for (let i = 0; i < Number(values.rounds); i++)
  for (const each of i % 2 ? contenders : contenders.toReversed()) {
    const { name } = each;
    measured.set(name, [...(measured.get(name) ?? []), await each.round()]);
  }
const rows = contenders.map(({ name }) => [
  titles[name] ?? name,
  ...[0, 1, 2, 3].flatMap((of) => {
    const sample = (measured.get(name) ?? []).map((round) => round[of] ?? Number.NaN);
    return [quantile(sample, 0.5).toFixed(3), Math.min(...sample).toFixed(3)];
  }),
]);
const head = [
  "",
  "Postgres ms/message",
  "best",
  "process ms/message",
  "best",
  "pooler",
  "best",
  "by the clock",
  "best",
];
console.log(`${machine()}\n\n${table(head, rows)}`);
for (const { end } of contenders) await end();
rmSync(directory, { recursive: true });
process.exit();
