// A worker with its own database, which counts statements and WAL, and any number of bots of the sandbox.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { closeDb, db } from "#lib/db.ts";
import { importKeys } from "#lib/keys/add.ts";
import { ensurePlatformModels } from "#lib/models/save.ts";
import { indexOf, last4, seal } from "#lib/secrets.ts";
import { type Running, type SandboxProcess, startProcess, startSandbox } from "#test/processes.ts";
import { migrate } from "../../scripts/database/migrate.ts";
import { startPostgres } from "../../scripts/database/postgres.ts";

/** What the server did since it was last reset. */
export interface Statement {
  query: string;
  calls: number;
  /** Bytes of WAL, and how many full-page images (the first change of a page after a checkpoint) are in them. */
  wal: number;
  images: number;
  /** Milliseconds of planning, and of execution. */
  planMs: number;
  ms: number;
}

const KEY = "AQ.bench-one";
const BOTS_PER_TENANT = 10;
// No checkpoint falls into a measurement, so that it contains no full-page images.
const flags = [
  "shared_preload_libraries=pg_stat_statements",
  "pg_stat_statements.track_utility=on",
  "pg_stat_statements.track_planning=on",
  "checkpoint_timeout=1h",
  "max_wal_size=4GB",
  "autovacuum=off",
];

const nameOf = (i: number) => `bench_${i}_bot`;
const tokenOf = (i: number) => `${3_003_000 + i}:benchmark-benchmark-benchmark`;

/** https in front of the sandbox. */
async function startTls(url: string, directory: string) {
  const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
  ];
  execFileSync("openssl", [...kind, "-keyout", key, "-out", certificate, ...subject], { stdio: "ignore" });
  const args = ["bench/platform/tls-proxy.ts", new URL(url).port, certificate, key];
  return { certificate, ...(await startProcess(args, {}, /^tls (https:\S+)/)) };
}

export class CostsWorld {
  readonly bots: string[] = [];
  readonly sandbox: SandboxProcess;
  /** The process of Postgres that starts all others. */
  readonly postmaster: number;
  readonly #counter: pg.Client;
  readonly #close: () => Promise<void>;

  private constructor(
    sandbox: SandboxProcess,
    postmaster: number,
    counter: pg.Client,
    close: () => Promise<void>,
  ) {
    this.sandbox = sandbox;
    this.postmaster = postmaster;
    this.#counter = counter;
    this.#close = close;
  }

  /**
   * @param counting whether statements and WAL are counted; else Postgres runs as on a user's machine
   * @param https whether workers reach Telegram over https
   */
  static async start({ counting = true, https = false } = {}): Promise<CostsWorld> {
    const directory = mkdtempSync(join(tmpdir(), "botfactory-costs-"));
    chmodSync(directory, 0o711); // if root runs this, Postgres' user must be able to traverse it
    const postgres = await startPostgres(join(directory, "postgres"), "bench", counting ? { flags } : {});
    const sandbox = await startSandbox();
    const tls = https ? await startTls(sandbox.url, directory) : null;
    await sandbox.control("PUT", "/gemini/keys", { [KEY]: { project: "one" } });
    await sandbox.control("PUT", "/gemini/reply", { mode: "echo" });
    const secret = "b".repeat(64);
    Object.assign(process.env, {
      NODE_ENV: "production",
      DATABASE_URL: postgres.url,
      ENCRYPTION_KEY: secret,
      NEXTAUTH_SECRET: secret,
      TELEGRAM_API_ROOT: tls?.match[1] ?? sandbox.url,
      ...(tls ? { NODE_EXTRA_CA_CERTS: tls.certificate } : {}),
      GEMINI_BASE_URL: sandbox.url,
      LOG_LEVEL: "warn",
    });
    await migrate(postgres.url, secret);
    await ensurePlatformModels();
    const counter = new pg.Client({ connectionString: postgres.url });
    await counter.connect();
    if (counting) await counter.query("CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_walinspect");
    const lock = readFileSync(join(directory, "postgres", "postmaster.pid"), "utf8");
    return new CostsWorld(sandbox, Number(lock.split("\n")[0]), counter, async () => {
      await counter.end();
      await closeDb();
      await sandbox.end();
      await tls?.end();
      await postgres.stop();
      rmSync(directory, { recursive: true });
    });
  }

  /** Adds bots until there are `count`, ten for each tenant. */
  async grow(count: number): Promise<void> {
    while (this.bots.length < count) {
      const tenantId = randomUUID();
      await db.tenant.create({ data: { id: tenantId, slug: tenantId, name: "Bench" } });
      await importKeys({ tenantId, role: "owner", actorId: null }, [KEY]);
      const some = Math.min(BOTS_PER_TENANT, count - this.bots.length);
      const indexes = Array.from({ length: some }, (_, i) => this.bots.length + i);
      const ids = indexes.map(() => randomUUID());
      await db.bot.createMany({ data: indexes.map((n, i) => this.#rowOf(n, ids[i] ?? "", tenantId)) });
      await db.botLease.createMany({ data: ids.map((botId) => ({ botId, tenantId })) });
      const bots = indexes.map((n) => ({ token: tokenOf(n), username: nameOf(n), name: `Bench ${n}` }));
      await this.sandbox.control("POST", "/telegram/bots", bots);
      this.bots.push(...indexes.map(nameOf));
    }
  }

  #rowOf(n: number, id: string, tenantId: string) {
    const place = { tenantId, table: "Bot", rowId: id } as const;
    return {
      id,
      tenantId,
      telegramId: 3_003_000 + n,
      username: nameOf(n),
      name: `Bench ${n}`,
      token: seal(tokenOf(n), { ...place, column: "token" }),
      tokenIndex: indexOf(tokenOf(n)),
      tokenLast4: last4(tokenOf(n)),
      webhookPath: id,
      webhookSecret: seal("hook", { ...place, column: "webhookSecret" }),
    };
  }

  /** Stores so many answers of the conversations that there are, as a platform that has run for long has them, and makes a checkpoint. */
  async storeAnswers(count: number): Promise<void> {
    await this.#counter.query(
      `INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "state", "question", "text", "receivedAt", "startedAt", "finishedAt")
       SELECT gen_random_uuid(), c."tenantId", c."botId", c."id", -n, 'answered', 'savol ' || n, 'javob', now(), now(), now()
       FROM generate_series(1, $1::int) AS n JOIN (
         SELECT *, row_number() OVER () AS "place", count(*) OVER () AS "all" FROM "Conversation") AS c ON c."place" = 1 + n % c."all"`,
      [count],
    );
    await this.#counter.query(
      `INSERT INTO "Attempt" ("tenantId", "answerId", "position", "model", "keyId", "keyLabel", "keyLast4", "class", "startedAt", "ms")
       SELECT "tenantId", "id", 0, 'm', "botId", 'Key 1', 'abcd', 'ok', "startedAt", 1 FROM "Answer" WHERE "updateId" < 0`,
    );
    await this.#counter.query("CHECKPOINT");
  }

  /** A worker that polls all bots. @param node further arguments of Node */
  async startWorker(node: readonly string[] = []): Promise<Running> {
    const worker = await startProcess(
      ["--max-semi-space-size=8", ...node, "bots/main.ts"], // as the supervisor starts it
      { WORKER_PORT: "0", LOG_LEVEL: "info" },
      /"msg":"worker ready"/,
    );
    while ((await db.botLease.count({ where: { state: "working" } })) < this.bots.length)
      await new Promise((done) => setTimeout(done, 500));
    return worker;
  }

  async stopWorker(worker: Running): Promise<void> {
    await worker.end();
    await db.botLease.updateMany({ data: { state: "off" } });
  }

  /** Runs `work`. @returns what all other connections did meanwhile, the most frequent statement first */
  async count(work: () => Promise<unknown>): Promise<Statement[]> {
    await this.#counter.query("SELECT pg_stat_statements_reset()");
    await work();
    const { rows } = await this.#counter.query<Statement>(
      `SELECT regexp_replace("query", '\\s+', ' ', 'g') AS "query", sum("calls")::int AS "calls",
         sum("wal_bytes")::float8 AS "wal", sum("wal_fpi")::int AS "images",
         sum("total_plan_time") AS "planMs", sum("total_exec_time") AS "ms"
       FROM pg_stat_statements WHERE "query" NOT LIKE '%pg_stat_statements%'
       GROUP BY 1 ORDER BY 2 DESC`,
    );
    return rows;
  }

  /** The position in the WAL, in bytes. */
  async walAt(): Promise<number> {
    const { rows } = await this.#counter.query<{ at: number }>(
      "SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS at",
    );
    return rows[0]?.at ?? Number.NaN;
  }

  /** Bytes of WAL since `from`, by what was changed how; the largest first. */
  async walBy(from: number): Promise<{ what: string; bytes: number; records: number }[]> {
    const { rows } = await this.#counter.query<{ what: string; bytes: number; records: number }>(
      `SELECT concat(coalesce(c."relname", ''), ' ', w."resource_manager", ' ', w."record_type") AS "what",
         sum(w."record_length")::float8 AS "bytes", count(*)::int AS "records"
       FROM pg_get_wal_block_info('0/0'::pg_lsn + $1::numeric, pg_current_wal_flush_lsn()) AS w
       LEFT JOIN pg_class AS c ON pg_relation_filenode(c."oid") = w."relfilenode"
       WHERE w."block_id" = 0 GROUP BY 1 ORDER BY 2 DESC`,
      [from],
    );
    return rows;
  }

  close(): Promise<void> {
    return this.#close();
  }
}
