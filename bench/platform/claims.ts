// `node bench/platform/claims.ts [--lanes 1000000] [--bots 10000] [--rounds 20] [--limit 64]`: what a claim costs in a database with
// so many lanes, of which few or many are ready, for 1 and 4 workers that claim at once.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { startProcess } from "#test/processes.ts";
import { migrate } from "../../scripts/database/migrate.ts";
import { startPostgres } from "../../scripts/database/postgres.ts";
import { machine, quantile, table } from "../figures.ts";
import { processorOfAll } from "./processor.ts";

const { values } = parseArgs({
  options: {
    lanes: { type: "string", default: "1000000" },
    bots: { type: "string", default: "10000" },
    ready: { type: "string", default: "10,1000,100000" },
    workers: { type: "string", default: "1,4" },
    rounds: { type: "string", default: "20" },
    /** Free places of each worker. */
    limit: { type: "string", default: "64" },
  },
});
const [lanes, bots, rounds, limit] = [values.lanes, values.bots, values.rounds, values.limit].map(Number) as [
  number,
  number,
  number,
  number,
];
const TENANT_BOTS = 10;

const directory = mkdtempSync(join(tmpdir(), "botfactory-claims-"));
chmodSync(directory, 0o711); // if root runs this, Postgres' user must be able to traverse it
const postgres = await startPostgres(join(directory, "postgres"), "bench", {
  flags: ["autovacuum=off", "checkpoint_timeout=1h", "max_wal_size=8GB", "synchronous_commit=off"],
});
const secret = "b".repeat(64);
Object.assign(process.env, { DATABASE_URL: postgres.url, ENCRYPTION_KEY: secret, LOG_LEVEL: "warn" });
await migrate(postgres.url, secret);
const owner = new pg.Client({ connectionString: postgres.url });
await owner.connect();
// Without the checks of foreign keys: a million of them take minutes.
await owner.query("SET session_replication_role = replica");
await owner.query(
  `INSERT INTO "Tenant" ("id", "slug", "name")
   SELECT md5('tenant' || n)::uuid, 'bench-' || n, 'Bench' FROM generate_series(0, ($1::int - 1) / ${TENANT_BOTS}) AS n`,
  [bots],
);
await owner.query(
  `INSERT INTO "Bot" ("id", "tenantId", "telegramId", "username", "name", "token", "tokenIndex", "tokenLast4", "webhookPath", "webhookSecret", "updatedAt")
   SELECT md5('bot' || n)::uuid, md5('tenant' || n / ${TENANT_BOTS})::uuid, n, 'bench_' || n, 'Bench', '', n, '', n, '', now() FROM generate_series(0, $1::int - 1) AS n`,
  [bots],
);
await owner.query(
  `INSERT INTO "Lane" ("tenantId", "botId", "chatId")
   SELECT md5('tenant' || n % $2 / ${TENANT_BOTS})::uuid, md5('bot' || n % $2)::uuid, n FROM generate_series(0, $1::int - 1) AS n`,
  [lanes, bots],
);
await owner.query(`VACUUM ANALYZE "Lane"`);
const { rows: pids } = await owner.query<{ pid: number }>(`SELECT pg_backend_pid() AS "pid"`);
const { readFileSync } = await import("node:fs");
const stat = readFileSync(`/proc/${pids[0]?.pid}/stat`, "utf8").replace(/^.*\) /, "");
const postmaster = Number(stat.split(" ")[1]);

/** Any of the lanes, of any bots. */
async function makeReady(count: number): Promise<void> {
  await owner.query(`DELETE FROM "Update"`);
  await owner.query(
    `UPDATE "Lane" SET "readyAt" = NULL, "until" = NULL, "workerId" = NULL WHERE "readyAt" IS NOT NULL`,
  );
  await owner.query(
    `WITH chosen AS (
       UPDATE "Lane" SET "readyAt" = now() - interval '1 minute'
       WHERE "id" = ANY(ARRAY(SELECT "id" FROM "Lane" ORDER BY hashint8("id") LIMIT $1)) RETURNING "id", "tenantId", "botId")
     INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload")
     SELECT "tenantId", "botId", "id", "id", '{"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": {"id": 1}}}' FROM chosen`,
    [count],
  );
  await owner.query(`VACUUM ANALYZE "Lane"`);
  await owner.query(`VACUUM ANALYZE "Update"`);
}

const { child, end } = await startProcess(
  ["bots/fixtures/claims-process.ts", String(limit)],
  { DATABASE_URL: postgres.url },
  /^ready/,
);
const tell = <T>(word: unknown) =>
  new Promise<T>((done) => {
    child.once("message", (said) => done(said as T));
    child.send(word as string);
  });

const figures: (string | number)[][] = [];
for (const ready of values.ready.split(",").map(Number)) {
  await makeReady(ready);
  for (const count of values.workers.split(",").map(Number)) {
    const tried: { ms: number; lanes: number }[] = [];
    let used = 0;
    for (let round = -2; round < rounds; round++) {
      const before = processorOfAll(postmaster);
      const claims = await tell<typeof tried>({ claim: count });
      if (round >= 0) {
        used += processorOfAll(postmaster) - before;
        tried.push(...claims);
      }
      await tell("give back");
    }
    const ms = tried.map((each) => each.ms);
    const lanesOf = tried.reduce((sum, { lanes }) => sum + lanes, 0) / tried.length;
    const [median, best] = [quantile(ms, 0.5), Math.min(...ms)].map((each) => each.toFixed(1));
    const cpu = (1_000 * used) / (rounds * count);
    figures.push([ready, count, median ?? "", best ?? "", cpu.toFixed(1), lanesOf.toFixed(1)]);
    console.error(figures.at(-1)?.join("  "));
  }
}
const head = [
  "ready lanes",
  "workers at once",
  "ms, median",
  "ms, best",
  "Postgres ms for a claim",
  "lanes for a claim",
];
console.log(`${machine()}, ${lanes} lanes of ${bots} bots, ${limit} places\n\n${table(head, figures)}`);
await owner.end();
await end();
await postgres.stop();
rmSync(directory, { recursive: true });
process.exit();
