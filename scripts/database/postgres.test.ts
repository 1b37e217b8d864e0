// The real embedded PostgreSQL, in folders private to their owner and after every kind of kill.
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { accountOf } from "./account.ts";
import { binariesFor, fromNpm } from "./binaries.ts";
import { type Postgres, startPostgres } from "./postgres.ts";

const home = mkdtempSync(join(tmpdir(), "botfactory-postgres-")); // of mode 0700
const directory = join(home, "postgres");
const copy = join(home, "copy");
const isRoot = process.getuid?.() === 0;
const rootOnly = { skip: isRoot ? false : "only root runs the database under another account" };
const linuxOnly = { skip: process.platform === "linux" ? false : "needs /proc" };
const nobody = 65_534;
const others: ChildProcess[] = [];

after(async () => {
  for (const child of others) child.kill("SIGKILL");
  for (const each of [directory, copy]) {
    if (existsSync(join(each, "postmaster.pid"))) await (await startPostgres(each, "test")).stop();
  }
  rmSync(home, { recursive: true, force: true });
});

const lockFile = (of = directory) => join(of, "postmaster.pid");
const lines = (of = directory) => readFileSync(lockFile(of), "utf8").split("\n");

async function ask(postgres: Postgres, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const start = () => startPostgres(directory, "test");
const notes = async (postgres: Postgres) =>
  (await ask(postgres, "SELECT text FROM note ORDER BY text")).map(({ text }) => text);

async function killServer(): Promise<void> {
  process.kill(Number(lines()[0]), "SIGKILL");
  await sleep(200);
}

test("a start that is killed while it creates the cluster leaves no partial cluster", async () => {
  const script = `import { startPostgres } from "./scripts/database/postgres.ts"; await startPostgres(process.argv[1], "test");`;
  const args = ["--input-type=module-typescript", "-e", script, directory];
  const isMaking = () => readdirSync(home).some((name) => existsSync(join(home, name, "PG_VERSION")));
  const isMade = () => existsSync(join(directory, "PG_VERSION"));
  /** @returns whether it was killed in time: a test that is stopped for a while may come too late */
  async function killWhileMaking(): Promise<boolean> {
    const child = spawn(process.execPath, args, { detached: true, stdio: "ignore" });
    const ended = once(child, "exit");
    while (!isMaking()) await sleep(5);
    const inTime = !isMade();
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await ended;
    return inTime;
  }
  for (let late = 0; !(await killWhileMaking()); late++) {
    assert.ok(late < 5, "it is never in the making");
    await (await start()).stop();
    rmSync(directory, { recursive: true });
  }
  assert.ok(!isMade());
  assert.equal((await start()).started, true);
  assert.deepEqual(readdirSync(home), ["postgres"]);
});

test("the database works in a folder of mode 0700, and its data remains there and private", async () => {
  const postgres = await start();
  assert.equal(postgres.started, false);
  await ask(postgres, "CREATE TABLE note (text text)");
  await ask(postgres, "INSERT INTO note VALUES ('first')");
  assert.equal(statSync(home).mode & 0o777, 0o700);
  assert.equal(statSync(home).uid, process.getuid?.());
  assert.equal(statSync(directory).mode & 0o777, 0o700);
  assert.equal(statSync(directory).uid === 0, false);
  await postgres.stop();
  assert.ok(!existsSync(lockFile()));
});

test("the server does not inherit secrets from the environment", linuxOnly, async () => {
  process.env.ENCRYPTION_KEY ??= "0".repeat(64);
  await start();
  const account = accountOf(directory);
  const read = spawnSync("cat", [`/proc/${lines()[0]}/environ`], { ...account, encoding: "utf8" });
  assert.match(read.stdout, /PATH=/);
  assert.ok(!read.stdout.includes("ENCRYPTION_KEY"));
});

test("a lock file with the pid of a process that works in the folder, but is no server, gives one error sentence", async () => {
  await killServer();
  const written = lines();
  const other = spawn("sleep", ["120"], { ...accountOf(directory), cwd: directory });
  others.push(other);
  writeFileSync(lockFile(), [other.pid, ...written.slice(1)].join("\n"));
  await assert.rejects(
    start(),
    /cannot be reached: the process .* is not its server\. .* remove .*postmaster\.pid/,
  );
  other.kill();
  await once(other, "exit");
  assert.deepEqual(await notes(await start()), ["first"]);
});

test("after kill -9 the next start finds the same data, even if another process of the user has the old pid", async () => {
  await killServer();
  const other = spawn("sleep", ["60"], accountOf(directory));
  others.push(other);
  const [, ...rest] = lines();
  writeFileSync(lockFile(), [other.pid, ...rest].join("\n"));
  assert.deepEqual(await notes(await start()), ["first"]);
  assert.equal(other.exitCode, null);
});

test("a copy of a checkout, made while it runs, gets its own server and data", linuxOnly, async () => {
  const original = await start();
  execFileSync("cp", ["-a", directory, copy]);
  const copied = await startPostgres(copy, "test");
  assert.equal(copied.started, true);
  await ask(copied, "INSERT INTO note VALUES ('in the copy')");
  assert.deepEqual(await notes(original), ["first"]);
  await copied.stop();
});

test("data that root restored, and so belongs to root, is usable", rootOnly, async () => {
  await (await start()).stop();
  execFileSync("chown", ["-R", "0:0", directory]);
  assert.deepEqual(await notes(await start()), ["first"]);
});

test(
  "root runs an ordinary user's data as that user, who can still use it afterwards",
  rootOnly,
  async () => {
    await (await start()).stop();
    execFileSync("chown", ["-R", `${nobody}:${nobody}`, directory]);
    const postgres = await start();
    assert.equal(statSync(lockFile()).uid, nobody);
    assert.deepEqual(await notes(postgres), ["first"]);
  },
);

test(
  "programs that the account cannot reach are copied, but never to a place that other users can write to",
  rootOnly,
  async () => {
    const programs = join(home, "programs/native");
    const root = dirname(dirname((await fromNpm()).pg_ctl));
    mkdirSync(programs, { recursive: true });
    execFileSync("cp", ["-a", `${root}/.`, programs]);
    execFileSync("cp", [join(root, "../package.json"), join(programs, "..")]);
    execFileSync("chmod", ["-R", "go=", programs]); // as npm unpacks them under root's umask of 077
    const from = { initdb: join(programs, "bin/initdb"), pg_ctl: join(programs, "bin/pg_ctl") };
    const reachable = mkdtempSync(join(tmpdir(), "botfactory-programs-"));
    try {
      chmodSync(reachable, 0o755);
      const places = ["anybody's", "private/here", "good"].map((name) => join(reachable, name));
      const [anybodys = "", hidden = "", good = ""] = places;
      mkdirSync(anybodys);
      chmodSync(anybodys, 0o777);
      mkdirSync(dirname(hidden), { mode: 0o700 });
      const account = { uid: nobody, gid: nobody };
      const first = await binariesFor(account, { from, copies: places });
      assert.equal(dirname(dirname(dirname(first.initdb))), good);
      assert.deepEqual(readdirSync(anybodys), []);
      assert.match(execFileSync(first.initdb, ["--version"], { ...account, encoding: "utf8" }), /PostgreSQL/);
      const made = statSync(first.initdb).ino;
      const second = await binariesFor(account, { from, copies: places });
      assert.equal(statSync(second.initdb).ino, made);
      await assert.rejects(binariesFor(account, { from, copies: [anybodys] }), /cannot reach its programs/);
    } finally {
      rmSync(reachable, { recursive: true, force: true });
    }
  },
);
