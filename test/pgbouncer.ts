// Debian's PgBouncer in transaction mode before the test's database, which the process then uses through it. Import it after
// test/database.ts.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

const PROGRAM = "/usr/sbin/pgbouncer";
/** Postgres' connections for each role. */
export const POOL_SIZE = 2;

/** Why there is none; false: there is one. */
export const noPooler: string | false =
  spawnSync(PROGRAM, ["--version"]).status === 0
    ? false
    : "pgbouncer is not installed (apt-get install pgbouncer)";

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  const connected = client.connect().then(
    () => true,
    () => false,
  );
  return connected.finally(() => client.end().catch(() => undefined));
}

interface PoolerSettings {
  mode?: "transaction" | "session";
  /** False: it knows nobody but the owner. */
  looksUp?: boolean;
  /** Port of the database, if the pooler shall look for it at another one than where it is. */
  upstreamPort?: string;
}

/**
 * Starts it, and sets DATABASE_URL and DIRECT_DATABASE_URL.
 * @param direct the database; its user may read pg_shadow, where the pooler looks up whoever connects
 */
export async function startPooler(
  direct: string,
  size = POOL_SIZE,
  { mode = "transaction", looksUp = true, upstreamPort }: PoolerSettings = {},
): Promise<{ pid: number; stop(): Promise<void> }> {
  const url = new URL(direct);
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), "botfactory-pgbouncer-"));
  chmodSync(directory, 0o755);
  const users = join(directory, "users.txt");
  writeFileSync(users, `"${url.username}" "${decodeURIComponent(url.password)}"\n`);
  const settings = join(directory, "pgbouncer.ini");
  writeFileSync(
    settings,
    `[databases]
* = host=${url.hostname} port=${upstreamPort ?? url.port} ${looksUp ? `auth_user=${url.username}` : ""}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = ${size}
max_client_conn = 500
`,
  );
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child: ChildProcess = spawn(PROGRAM, ["-q", ...user, settings], { stdio: "ignore" });
  process.once("exit", () => child.kill("SIGKILL"));
  const ended = new Promise((done) => child.once("exit", done));
  const pooled = new URL(direct);
  Object.assign(pooled, { hostname: "127.0.0.1", port: String(port) });
  // One that does not find the database lets nobody in.
  if (!upstreamPort) await until("the pooler answers", () => answers(pooled.href));
  Object.assign(process.env, { DATABASE_URL: pooled.href, DIRECT_DATABASE_URL: direct });
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}
