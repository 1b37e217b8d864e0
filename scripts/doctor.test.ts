// `npm run doctor` on machines where something is wrong.
import "#test/database.ts";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { createBot, createKey, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { freePort } from "#test/ports.ts";
import { type SandboxProcess, startSandbox } from "#test/processes.ts";
import { checkEnvFile } from "./doctor/env-file.ts";
import type { Finding } from "./doctor/finding.ts";
import { checkDescriptors, checkMemory } from "./doctor/machine.ts";

const dataDir = mkdtempSync(join(tmpdir(), "botfactory-doctor-"));
const servers: Server[] = [];
let sandbox: SandboxProcess;
let ports: { PORT: string; WORKER_PORT: string };

/** Something that answers every request with a page. */
async function serve(port: number): Promise<string> {
  const server = createServer((_, response) => response.end("<h1>Welcome to the hotel</h1>"));
  servers.push(server);
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

before(async () => {
  sandbox = await startSandbox();
  ports = { PORT: String(await freePort()), WORKER_PORT: String(await freePort()) };
  const context = await createTenant();
  await createBot(context);
  await createKey(context);
});
after(async () => {
  await sandbox.end();
  for (const server of servers) server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function run(more: Record<string, string> = {}, ...args: string[]) {
  const env = {
    ...process.env,
    ...{ DATA_DIR: dataDir, HOST: "127.0.0.1", TELEGRAM_API_ROOT: sandbox.url, GEMINI_BASE_URL: sandbox.url },
    ...{ ...ports, ...more },
  };
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "scripts/doctor.ts", ...args],
    {
      env,
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, said };
}

/** What is wrong, of a machine with these settings. */
async function wrongIn(more: Record<string, string>): Promise<Finding[]> {
  const { code, said } = await run(more, "--json");
  const { ok, findings } = JSON.parse(said) as { ok: boolean; findings: Finding[] };
  const wrong = findings.filter(({ verdict }) => verdict === "wrong");
  assert.deepEqual([code, ok], wrong.length ? [1, false] : [0, true]);
  return wrong;
}

test("where nothing is wrong each line has its ✔, and the exit code is 0", async () => {
  const { code, said } = await run();
  assert.equal(code, 0, said);
  for (const subject of [
    "Node",
    "Program",
    "DATA_DIR",
    "Secrets",
    "PORT",
    "WORKER_PORT",
    "Database",
    "Rights",
  ])
    assert.match(said, new RegExp(`^✔ ${subject}: `, "m"));
  for (const subject of ["Connection", "Clock", "Tables", "Telegram", "Google"])
    assert.match(said, new RegExp(`^✔ ${subject}: `, "m"));
  assert.match(said, /^✔ Stored keys: all 3 can be decrypted$/m);
});

test("with another ENCRYPTION_KEY it says which keys the secrets need and which this machine has", async () => {
  const [finding, ...rest] = await wrongIn({ ENCRYPTION_KEY: "ab".repeat(32) });
  assert.deepEqual(rest, []);
  assert.equal(finding?.subject, "Stored keys");
  assert.match(
    finding.says,
    /^3 of 3 tokens and keys cannot be decrypted: sealed with key [0-9a-f]{8}, and this/,
  );
  assert.match(finding.todo ?? "", /^Set ENCRYPTION_KEY to the key that sealed them/);
});

test("a port of another program is named with its variable", async () => {
  const port = await freePort();
  await serve(port);
  const [finding, ...rest] = await wrongIn({ PORT: String(port) });
  assert.deepEqual(rest, []);
  assert.equal(finding?.says, `port ${port} is in use by another program`);
  assert.match(finding.todo ?? "", /set PORT to a free port/);
});

test("a database that is down, or has another name or password, is told at once and never with the password", async () => {
  const url = new URL(process.env.DATABASE_URL ?? "");
  const broken = (change: Partial<URL>) => Object.assign(new URL(url), change).href;
  for (const [DATABASE_URL, todo] of [
    [broken({ port: String(await freePort()) }), /^Start PostgreSQL there/],
    [broken({ pathname: "/nowhere" }), /^Create the database/],
    [broken({ password: "not-the-secret" }), /^Correct the password/],
  ] as const) {
    const [finding, ...rest] = await wrongIn({ DATABASE_URL });
    assert.deepEqual([finding?.subject, rest], ["Database", []]);
    assert.match(finding?.todo ?? "", todo);
    assert.doesNotMatch(finding?.says ?? "", new RegExp(`not-the-secret|:${url.password}@`));
  }
});

test("a folder that cannot be written to, and secrets that others can read, are told", async () => {
  const file = join(dataDir, "a-file");
  writeFileSync(file, "");
  const [finding] = await wrongIn({ DATA_DIR: join(file, "data") });
  assert.equal(finding?.says, `${file} is a file`);
  const secrets = join(dataDir, "secrets.json");
  writeFileSync(secrets, "{}");
  chmodSync(secrets, 0o644);
  const [open] = await wrongIn({});
  assert.equal(open?.todo, `Run chmod 600 ${secrets}.`);
  writeFileSync(secrets, "{");
  chmodSync(secrets, 0o600);
  const [damaged] = await wrongIn({});
  assert.match(damaged?.says ?? "", /is damaged$/);
  rmSync(secrets);
});

test("a way to Telegram or Google that is closed, or where something else answers, is told apart", async () => {
  const hotel = await serve(0);
  const closed = `http://127.0.0.1:${await freePort()}`;
  const found = await wrongIn({ TELEGRAM_API_ROOT: hotel, GEMINI_BASE_URL: closed });
  assert.deepEqual(
    found.map(({ subject, says }) => `${subject}: ${says}`),
    [
      `Telegram: ${hotel} cannot be reached (ERR_FOREIGN_ANSWER)`,
      `Google: ${closed} cannot be reached (ECONNREFUSED)`,
    ],
  );
  assert.match(found[0]?.todo ?? "", /a network that asks to sign in answers instead: curl -sS http:/);
  const [google] = await wrongIn({ GEMINI_BASE_URL: hotel });
  assert.match(google?.says ?? "", /ERR_FOREIGN_ANSWER/);
});

test("an invalid variable is told, and nothing is looked at with it", async () => {
  const found = await wrongIn({ PORT: "eighty" });
  assert.deepEqual(
    found.map(({ subject, says }) => `${subject}: ${says}`),
    ["Variables: PORT is not usable: expected a whole number from 0 to 65535."],
  );
});

test("a database that takes no writes, speaks no TLS or holds a change that has not ended is told with its cure", async () => {
  const address = (parameters: Record<string, string>) => {
    const url = new URL(process.env.DATABASE_URL ?? "");
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  };
  const [closed] = await wrongIn({
    DATABASE_URL: address({ options: "-c default_transaction_read_only=on" }),
  });
  assert.match(closed?.says ?? "", /^PostgreSQL \S+ at \S+ takes no writes$/);
  assert.match(closed?.todo ?? "", /default_transaction_read_only/);
  const [plain] = await wrongIn({ DATABASE_URL: address({ sslmode: "no-verify" }) });
  assert.match(plain?.todo ?? "", /^The server there speaks no TLS: remove sslmode from DATABASE_URL/);
  await asOwner(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('half', '', '29990101000000_cars')`,
  );
  const from = Date.now();
  const [half] = await wrongIn({});
  const [, minutes] =
    /^the change 29990101000000_cars was begun (\d+) minutes ago and has not ended$/.exec(half?.says ?? "") ??
    [];
  assert.ok(Number(minutes) <= (Date.now() - from) / 60_000 + 1, half?.says);
  await asOwner(`DELETE FROM _prisma_migrations WHERE id = 'half'`);
});

test("an address that this machine does not have is told with the variable HOST, a folder for backups with BACKUP_TO", async () => {
  const found = await wrongIn({
    HOST: "203.0.113.1",
    WORKER_HOST: "nowhere.invalid",
    BACKUP_TO: "/proc/backups",
  });
  assert.deepEqual(
    // Without a way to a name server the name is not looked up.
    found.map(({ subject, says }) => `${subject}: ${says.replace("EAI_AGAIN", "ENOTFOUND")}`),
    [
      "HOST: 203.0.113.1 is no address of this machine (EADDRNOTAVAIL)",
      "WORKER_HOST: nowhere.invalid is no address of this machine (ENOTFOUND)",
      "Backups: /proc/backups is not writable by this user (ENOENT)",
    ],
  );
});

test("little memory, few files that may be open, and values of .env that end before a # are told without the values", () => {
  assert.equal(checkMemory(8 * 2 ** 30), null);
  assert.equal(checkMemory(2 ** 29)?.says, "0.5 GiB");
  const limits = (most: string) => `Limit                     Soft Limit           Hard Limit           Units
Max open files            1024                 ${most}                 files`;
  assert.equal(checkDescriptors(limits("1048576")), null);
  assert.equal(checkDescriptors(limits("unlimited")), null);
  assert.equal(checkDescriptors(limits("1024"))?.says, "a process may open 1024");
  const file = join(dataDir, "env");
  writeFileSync(
    file,
    `# BACKUP_TO=a#b
HOST=127.0.0.1 # only this machine
ADMIN_PASSWORD=kalit#uch
BACKUP_PASSPHRASE=to‘rtta ot #batareya
NEXTAUTH_SECRET="with a # inside"
LOG_LEVEL=info`,
  );
  const found = checkEnvFile(file);
  assert.match(found?.says ?? "", /the value of ADMIN_PASSWORD, BACKUP_PASSPHRASE ends before its #/);
  assert.doesNotMatch(JSON.stringify(found), /kalit|batareya/);
  assert.equal(checkEnvFile(join(dataDir, "no-such-file")), null);
});

test("where files or packages are missing it says so, and what to run", () => {
  const folder = mkdtempSync(join(tmpdir(), "botfactory-doctor-bare-"));
  mkdirSync(join(folder, "scripts/doctor"), { recursive: true });
  for (const file of ["package.json", "scripts/doctor.ts", "scripts/doctor/examine.ts"])
    copyFileSync(file, join(folder, file));
  const { status, stdout } = spawnSync(process.execPath, ["scripts/doctor.ts"], {
    cwd: folder,
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  assert.equal(status, 1);
  assert.match(stdout, /^✘ Program: \S+env\.ts is missing\n {4}→ Run npm ci in \S+\.\n$/);
});
