// The commands `npm run chain:test`, `models:list` and `replay`, on a fresh DATA_DIR.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before, beforeEach } from "node:test";
import { type SandboxProcess, startSandbox } from "#test/processes.ts";

const dataDir = mkdtempSync(join(tmpdir(), "botfactory-commands-"));
const token = "5005005:commands-commands-commands";
let sandbox: SandboxProcess;

before(async () => {
  sandbox = await startSandbox();
  await sandbox.control("POST", "/telegram/bots", { token, username: "commands_bot", name: "Commands" });
  await sandbox.control("PUT", "/gemini/reply", { mode: "echo" });
});
beforeEach(async () => {
  const ok = { state: "ok" };
  await sandbox.control("PUT", "/gemini/keys", { "AQ.commands-one1": ok, "AQ.commands-two2": ok });
});
after(async () => {
  await sandbox.end();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

async function run(...args: string[]): Promise<Ran> {
  const env = {
    ...process.env,
    DATABASE_URL: "",
    DATA_DIR: dataDir,
    TELEGRAM_API_ROOT: sandbox.url,
    GEMINI_BASE_URL: sandbox.url,
    TELEGRAM_BOT_TOKEN: token,
    GEMINI_API_KEY: "AQ.commands-one1",
    GEMINI_API_KEY_7: "AQ.commands-two2",
  };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], { env });
  const ran: Ran = { code: null, stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    ran.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    ran.stderr += chunk;
  });
  ran.code = await new Promise((done) => child.once("close", done));
  return ran;
}

const chainTest = (...args: string[]) => run("scripts/chain-test.ts", ...args);

test("chain:test --json prints one object of the documented form, and exits 0 if a candidate answered", async () => {
  await sandbox.control("PUT", "/gemini/keys", { "AQ.commands-one1": { state: "leaked" } });
  const { code, stdout } = await chainTest("--bot", "@commands_bot", "--json", "salom");
  assert.equal(code, 0);
  const { text, attempts, ...rest } = JSON.parse(stdout);
  assert.equal(text, "gemini-2.5-flash: salom");
  assert.deepEqual(rest, { ok: true, waited: 0 });
  const [first, second] = attempts;
  assert.deepEqual(Object.keys(first), ["model", "key", "class", "httpStatus", "reason", "parks", "ms"]);
  assert.deepEqual([first.key, first.class, first.httpStatus], ["Key 1 …one1", "key_blocked", 403]);
  assert.deepEqual(Object.keys(first.parks), ["scope", "id", "until"]);
  assert.equal(first.parks.scope, "key");
  assert.deepEqual([second.key, second.class, second.parks], ["Key 2 …two2", "ok", null]);
  assert.equal(attempts.length, 2);
});

test("a park set by one chain:test is kept for the next one", async () => {
  const { stdout } = await chainTest("--json");
  assert.deepEqual(
    JSON.parse(stdout).attempts.map(({ key }: { key: string }) => key),
    ["Key 2 …two2"],
  );
});

test("chain:test --all tries every candidate once, including parked ones", async () => {
  const { code, stdout } = await chainTest("--all", "--json");
  assert.equal(code, 0);
  const { attempts } = JSON.parse(stdout) as { attempts: { model: string; key: string }[] };
  const asked = attempts.map(({ model, key }) => `${model} ${key}`);
  assert.equal(new Set(asked).size, asked.length);
  const models = new Set(attempts.map(({ model }) => model));
  assert.ok(models.size >= 4);
  for (const model of models)
    for (const key of ["Key 1 …one1", "Key 2 …two2"]) assert.ok(asked.includes(`${model} ${key}`));
});

test("chain:test exits 1 if no candidate answers, and prints why in readable text", async () => {
  const dead = { state: "invalid" };
  await sandbox.control("PUT", "/gemini/keys", { "AQ.commands-one1": dead, "AQ.commands-two2": dead });
  const { code, stdout } = await chainTest("--all");
  assert.equal(code, 1);
  assert.match(stdout, /✗ gemini-2\.5-flash · Key 2 …two2[^\n]*\n {4}key_invalid \(400\): /);
  assert.match(stdout, /No candidate answered/);
});

test("a usage error exits 2 and prints the usage; an unknown bot gives one error sentence", async () => {
  const wrong = await chainTest("--nonsense");
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Usage: npm run chain:test/);
  const missing = await chainTest("--bot", "nobody_bot");
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /There is no bot @nobody_bot\./);
  assert.equal((await run("scripts/models-list.ts", "--nonsense")).code, 2);
});

test("models:list shows for every key its models, or why the key fails", async () => {
  await sandbox.control("PUT", "/gemini/keys", { "AQ.commands-two2": { state: "invalid" } });
  const { code, stdout } = await run("scripts/models-list.ts", "--json");
  assert.equal(code, 0);
  const [one, two] = JSON.parse(stdout).keys;
  assert.deepEqual([one.tenant, one.key, one.ok], ["main", "Key 1 …one1", true]);
  assert.ok(one.models.includes("gemini-2.5-flash"));
  assert.deepEqual([two.key, two.ok, two.class, two.models], ["Key 2 …two2", false, "key_invalid", []]);
});

test("no command prints a secret", async () => {
  for (const args of [["scripts/chain-test.ts", "--all"], ["scripts/models-list.ts"]]) {
    const { stdout, stderr } = await run(...args);
    assert.doesNotMatch(stdout + stderr, /AQ\.commands|commands-commands/);
  }
});

const replay = (...args: string[]) => run("scripts/replay.ts", ...args);

test("replay simulates a made-up day with both setups, and stores nothing", async () => {
  const order = "gemini-2.5-pro,gemini-2.5-flash";
  const given = ["--messages", "200", "--models", order, "--without", "Key 1"];
  const { code, stdout } = await replay(...given, "--json");
  assert.equal(code, 0);
  const { asIs, changed } = JSON.parse(stdout);
  assert.deepEqual([asIs.asked, asIs.answered, changed.asked, changed.answered], [200, 200, 200, 200]);
  assert.equal(asIs.served[0].model, "gemini-2.5-flash");
  assert.deepEqual([changed.served[0].model, changed.served[0].key.label], ["gemini-2.5-pro", "Key 2"]);
  assert.ok(changed.costMicros > asIs.costMicros);
  assert.equal((await replay("--messages", "200", "--json")).stdout.includes("gemini-2.5-flash"), true);
  const { stdout: words } = await replay(...given);
  assert.match(words, /answered at once +200 +200/);
  assert.match(words, /^Estimated cost: .*\n200 messages of tenant main,/m);
});

test("each command explains itself with --help", async () => {
  for (const script of ["chain-test", "models-list", "replay", "seed", "dead-letters"]) {
    const { code, stdout, stderr } = await run(`scripts/${script}.ts`, "--help");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Usage: npm run/);
  }
});

test("replay reads a schedule from a file, and says what is wrong with an invalid one", async () => {
  const file = join(dataDir, "schedule.json");
  const trouble = { class: "overloaded", model: "gemini-2.5-flash" };
  writeFileSync(file, JSON.stringify({ messages: 50, troubles: [trouble] }));
  const { stdout } = await replay("--schedule", file, "--json");
  assert.notEqual(JSON.parse(stdout).asIs.served[0].model, "gemini-2.5-flash");
  writeFileSync(file, JSON.stringify({ messages: 50, troubles: [{ class: "tired" }] }));
  const { code, stderr } = await replay("--schedule", file);
  assert.equal(code, 2);
  assert.match(stderr, /troubles\[0\]\.class/);
  const { code: unknown, stderr: said } = await replay("--without", "Key 9");
  assert.equal(unknown, 1);
  assert.match(said, /There is no key "Key 9"\. The keys are: Key 1, Key 2\./);
});

test("seed refuses a database that is in use, and a wrong number, in one sentence", async () => {
  const refused = await run("scripts/seed.ts", "--tenants", "1");
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^This database is in use\./m);
  const wrong = await run("scripts/seed.ts", "--tenants", "3", "--bots", "2");
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Each tenant needs a bot/);
});
