// `npm start` end to end: a wrong setting gets one error sentence, and kills lose no data.
import "#test/database.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import pg from "pg";
import { freePort, isFree } from "#test/ports.ts";
import { type Running, type SandboxProcess, startProcess, startSandbox } from "#test/processes.ts";
import { until } from "#test/until.ts";
import { startPostgres } from "./database/postgres.ts";

const scratch = mkdtempSync(join(tmpdir(), "botfactory-start-"));
let sandbox: SandboxProcess;
let ports: { PORT: string; WORKER_PORT: string };
let dataDir = join(scratch, "data");

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  NODE_ENV: "production",
  DATABASE_URL: "",
  ENCRYPTION_KEY: "",
  NEXTAUTH_SECRET: "",
  DATA_DIR: dataDir,
  TELEGRAM_API_ROOT: sandbox.url,
  GEMINI_BASE_URL: sandbox.url,
  GEMINI_API_KEY: "AQ.start-test",
  TELEGRAM_BOT_TOKEN: "2002:AAstarttest",
  LOG_LEVEL: "info",
  ...ports,
  ...more,
});

const start = (more?: Record<string, string>) =>
  startProcess(["scripts/start.ts"], environment(more), /^ready (\S+)/);

/** The error output of a start that fails. */
async function refusal(more: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "scripts/start.ts"], {
    env: { ...process.env, ...environment(more) },
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  const lines = said
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("ENCRYPTION_KEY or NEXTAUTH_SECRET is not set"));
  return { code, said: lines.join("\n") };
}

async function ask(text: string): Promise<void> {
  await sandbox.control("POST", "/telegram/messages", { bot: "start_bot", chat: { id: 5 }, text });
}
async function answers(count: number): Promise<string[]> {
  const path = `/telegram/wait?bot=start_bot&chat=5&count=${count}&timeout=120000`;
  const { messages } = await sandbox.control<{ messages: { text: string }[] }>("GET", path);
  return messages.map(({ text }) => text);
}

/** How many texts the bot has sent so far. */
async function told(): Promise<number> {
  const { messages } = await sandbox.control<{ messages: { out: boolean }[] }>(
    "GET",
    "/telegram/chats/start_bot/5",
  );
  return messages.filter(({ out }) => out).length;
}

before(async () => {
  sandbox = await startSandbox();
  ports = { PORT: String(await freePort()), WORKER_PORT: String(await freePort()) };
  await sandbox.control("POST", "/telegram/bots", {
    token: "2002:AAstarttest",
    username: "start_bot",
    name: "Start",
  });
  await sandbox.control("PUT", "/gemini/keys", { "AQ.start-test": { project: "p1" } });
  await sandbox.control("PUT", "/gemini/reply", { mode: "echo" });
});

after(async () => {
  await sandbox.end();
  for (const folder of ["data", "restored"].map((name) => join(scratch, name, "postgres"))) {
    if (!existsSync(join(folder, "postmaster.pid"))) continue;
    const secrets = readFileSync(join(folder, "..", "secrets.json"), "utf8");
    const { stop } = await startPostgres(folder, JSON.parse(secrets).DATABASE_PASSWORD);
    await stop().catch(() => undefined);
  }
  rmSync(scratch, { recursive: true, force: true });
});

test("an invalid variable gives one error sentence that names it", async () => {
  const { code, said } = await refusal({ PORT: "eighty" });
  assert.equal(code, 1);
  assert.equal(said, "PORT is not usable: expected a whole number from 0 to 65535.");
});

test("a damaged secrets.json gives one error sentence that says what to do", async () => {
  const damaged = mkdtempSync(join(scratch, "damaged-"));
  for (const text of ['{"ENCRYPTION_KEY": "a', "{}", ""]) {
    writeFileSync(join(damaged, "secrets.json"), text);
    const { code, said } = await refusal({ DATA_DIR: damaged });
    assert.deepEqual([code, said.split("\n").length], [1, 1]);
    assert.match(said, /secrets\.json is damaged: restore it from your backup/);
  }
});

test("a database in which the role may not create tables gives one error sentence", async () => {
  const owner = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await owner.connect();
  const name = `limited_${process.pid}`;
  await owner.query(`CREATE ROLE ${name} LOGIN PASSWORD 'limited'`);
  await owner.query(`CREATE DATABASE ${name}`);
  const url = new URL(process.env.DATABASE_URL ?? "");
  Object.assign(url, { username: name, password: "limited", pathname: `/${name}` });
  const { code, said } = await refusal({ DATABASE_URL: url.href });
  await owner.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await owner.query(`DROP ROLE ${name}`);
  await owner.end();
  assert.equal(code, 1);
  assert.equal(
    said,
    "The database could not be migrated: permission denied for schema public. " +
      "Let the role of DATABASE_URL own the database, or create tables in it.",
  );
});

test("a missing database gives one error sentence without the password", async () => {
  const url = new URL(process.env.DATABASE_URL!);
  url.pathname = "/nowhere";
  const { code, said } = await refusal({ DATABASE_URL: url.href });
  assert.equal(code, 1);
  assert.match(said, /^DATABASE_URL is not usable: database "nowhere" does not exist/);
  assert.ok(!said.includes(`:${url.password}@`));
});

test("start waits for a database that is down and says so", async () => {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "scripts/start.ts"], {
    env: {
      ...process.env,
      ...environment({ DATABASE_URL: `postgresql://a:b@127.0.0.1:${await freePort()}/x` }),
    },
  });
  const said = await new Promise<string>((done) => {
    child.stderr.on("data", (chunk) => /Waiting for the database/.test(String(chunk)) && done(String(chunk)));
  });
  assert.match(said, /Waiting for the database at 127\.0\.0\.1:\d+/);
  child.kill("SIGKILL");
});

let platform: Running;

test("with keys, a token and an admin in the environment, the bot answers without any setup in the dashboard", async () => {
  platform = await start();
  await ask("birinchi");
  assert.deepEqual(await answers(1), ["gemini-2.5-flash: birinchi"]);
});

test("a second start on the same DATA_DIR fails with one sentence and leaves the first running", async () => {
  const other = { PORT: String(await freePort()), WORKER_PORT: String(await freePort()) };
  const { code, said } = await refusal(other);
  assert.equal(code, 1);
  assert.match(
    said,
    /^Another BotFactory already uses DATA_DIR .*\. Stop it, or set DATA_DIR to another folder\.$/,
  );
  await ask("ikkinchi");
  assert.equal((await answers(2)).length, 2);
});

test("a port in use gives one error sentence that names the variable", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, done));
  const { port } = server.address() as { port: number };
  const { code, said } = await refusal({ DATA_DIR: join(scratch, "other"), PORT: String(port) });
  server.close();
  assert.equal(code, 1);
  assert.equal(said, `PORT: port ${port} is in use by another program. Stop it, or set PORT to a free port.`);
});

test("after kill -9 of everything, database included, the next start answers the acknowledged messages", async () => {
  const postmaster = Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
  await sandbox.control("PUT", "/gemini/models", { "gemini-2.5-flash": { firstTokenMs: 5_000 } });
  await ask("uchinchi");
  // An update is acknowledged when Telegram has none left to deliver.
  for (let pending = 1; pending > 0; ) {
    ({ pending } = await sandbox.control<{ pending: number }>("GET", "/telegram/bots/start_bot"));
    await new Promise((done) => setTimeout(done, 50));
  }
  platform.child.kill("SIGKILL");
  process.kill(postmaster, "SIGKILL");
  // Its dashboard and its worker end when they miss it.
  await until("its ports are free", async () => {
    const free = await Promise.all(Object.values(ports).map((port) => isFree(Number(port))));
    return free.every(Boolean);
  });
  await sandbox.control("PUT", "/gemini/models", { "gemini-2.5-flash": { firstTokenMs: 0 } });
  platform = await start();
  assert.equal((await answers(3)).at(-1), "gemini-2.5-flash: uchinchi");
});

test("a killed embedded database is restarted, and the bot answers messages sent meanwhile", async () => {
  const lockFile = join(dataDir, "postgres/postmaster.pid");
  process.kill(Number(readFileSync(lockFile, "utf8").split("\n")[0]), "SIGKILL");
  await ask("to‘rtinchi");
  assert.equal((await answers(4)).at(-1), "gemini-2.5-flash: to‘rtinchi");
  // The dashboard caches its readiness for up to a second.
  await until("ready again", async () => (await fetch(`http://localhost:${ports.PORT}/api/ready`)).ok);
});

/** Runs a command to its end. */
async function command(
  args: string[],
  more: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    env: { ...process.env, ...environment(more) },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  return { code: await new Promise<number | null>((done) => child.once("close", done)), said };
}

test("a backup of the running platform, restored into another DATA_DIR: what waited then is answered, and so is the next message", async () => {
  const backups = { BACKUP_TO: join(scratch, "backups"), BACKUP_PASSPHRASE: "a passphrase of this test" };
  await sandbox.control("PUT", "/gemini/models", { "gemini-2.5-flash": { firstTokenMs: 60_000 } });
  await ask("beshinchi");
  for (let pending = 1; pending > 0; ) {
    ({ pending } = await sandbox.control<{ pending: number }>("GET", "/telegram/bots/start_bot"));
    await new Promise((done) => setTimeout(done, 50));
  }
  const before = await told();
  const saved = await command(["scripts/backup.ts"], backups);
  assert.equal(saved.code, 0, saved.said);
  // On a busy machine the backup takes longer than a call may be silent: the second model has answered meanwhile, which the backup
  // may know or not.
  const isKnown = (await told()) > before;
  const refused = await command(["scripts/restore.ts", "latest"], backups);
  assert.equal(refused.code, 1);
  assert.match(refused.said, /Nothing was restored: BotFactory runs on this database/);
  platform.child.kill("SIGKILL");
  await platform.exited;
  await sandbox.control("PUT", "/gemini/models", { "gemini-2.5-flash": { firstTokenMs: 0 } });
  dataDir = join(scratch, "restored");
  const restored = await command(["scripts/restore.ts", "latest"], backups);
  assert.equal(restored.code, 0, restored.said);
  const sent = await told();
  platform = await start();
  if (!isKnown) assert.match((await answers(sent + 1)).at(-1) ?? "", /^gemini-[\w.-]+: beshinchi$/);
  await ask("oltinchi");
  const texts = await until("it is answered", async () => {
    const all = await answers(sent + 1);
    return all.at(-1)?.endsWith(": oltinchi") && all;
  });
  assert.ok(texts.some((text) => text.endsWith(": beshinchi")));
});

test("SIGTERM stops everything, including the embedded database, with exit code 0", async () => {
  assert.equal(await platform.end("SIGTERM"), 0);
  assert.ok(!existsSync(join(dataDir, "postgres/postmaster.pid")));
});

test("WORKERS=2 runs two, and SIGTERM to npm, which signals only its shell, stops everything", async () => {
  let [first, second] = [0, 0];
  while (second !== first + 1) [first, second] = [second || (await freePort()), await freePort()];
  const two = environment({ WORKERS: "2", WORKER_PORT: String(first) });
  const npm = spawn("npm", ["start"], { env: { ...process.env, ...two } });
  await new Promise<void>((done) => {
    npm.stdout.on("data", (chunk) => String(chunk).includes("ready ") && done());
  });
  const serving = () =>
    Promise.all(
      [first, second].map((port) =>
        fetch(`http://localhost:${port}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
  assert.deepEqual(await serving(), [true, true]);
  npm.kill("SIGTERM");
  await until("the database has stopped", () => !existsSync(join(dataDir, "postgres/postmaster.pid")));
  assert.deepEqual(await serving(), [false, false]);
});
