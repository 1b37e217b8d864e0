// `npm run dead-letters` against a database with two tenants' dead letters.
import "#test/database.ts";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { db } from "#lib/db.ts";
import { createBot, createDeadLetters, createTenant } from "#test/builders.ts";

const dataDir = mkdtempSync(join(tmpdir(), "botfactory-letters-"));
after(() => rmSync(dataDir, { recursive: true, force: true }));
let mine: string[];
let theirs: string[];

before(async () => {
  const [one, two] = [await createTenant({ slug: "one" }), await createTenant({ slug: "two" })];
  mine = await createDeadLetters(one, await createBot(one, { username: "one_bot" }));
  theirs = await createDeadLetters(two, await createBot(two, { username: "two_bot" }));
});

const run = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    const env = { ...process.env, DATA_DIR: dataDir, TELEGRAM_BOT_TOKEN: "", GEMINI_API_KEY: "" };
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "scripts/dead-letters.ts", ...args],
      { env },
      (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
const listed = async (...args: string[]) => {
  const { stdout } = await run(...args, "--json");
  return (JSON.parse(stdout) as { deadLetters: { id: string; tenant: string }[] }).deadLetters;
};

test("the list names tenant, bot, chat, cause and reason, and no text; --tenant limits it", async () => {
  const all = await listed();
  assert.deepEqual(all.map(({ id }) => id).sort(), [...mine, ...theirs].sort());
  const [first] = (await listed("list", "--tenant", "one")).filter(({ id }) => id === mine[0]);
  const { receivedAt: _, chatId: __, ...rest } = first as unknown as Record<string, unknown>;
  assert.deepEqual(rest, {
    ...{ tenant: "one", id: mine[0], bot: "one_bot", cause: "failed", reason: "400: Bad Request" },
    retrying: false,
  });
  const { stdout } = await run("--tenant", "two");
  assert.match(stdout, /two · @two_bot · chat \d+ {2}its turn failed: 400: Bad Request\n/);
  assert.match(stdout, /it cannot be stored: SQLSTATE 22P05\n/);
});

test("retry puts a message back into its lane, and asks the workers to store what never was", async () => {
  const { code, stdout } = await run("retry", ...mine);
  assert.deepEqual([code, stdout], [0, "2 handled again.\n"]);
  const update = await db.update.findUniqueOrThrow({
    where: { id: BigInt(mine[0]!) },
    include: { lane: true },
  });
  assert.deepEqual([update.state, update.cause, update.error], ["waiting", null, null]);
  assert.ok(update.lane.readyAt && update.lane.readyAt.getTime() <= Date.now());
  assert.ok((await db.deadLetter.findUniqueOrThrow({ where: { id: mine[1]! } })).retryAt);
  assert.deepEqual(await db.audit.findMany().then((rows) => rows.map(({ action }) => action)), [
    "deadLetter.retry",
  ]);
});

test("discard takes them off the list; an id that is none is said, and exits 1", async () => {
  const { code, stdout, stderr } = await run("discard", theirs[0]!, "424242", "--tenant", "two");
  assert.deepEqual([code, stdout, stderr], [1, "1 discarded.\n", "1 of the ids are no dead letters.\n"]);
  assert.equal((await run("discard", "--all", "--tenant", "two")).stdout, "1 discarded.\n");
  assert.deepEqual(await listed("--tenant", "two"), []);
  assert.equal((await run("--tenant", "two")).stdout, "There are no dead letters.\n");
});

test("a usage error exits 2, an unknown tenant 1", async () => {
  for (const args of [["burn"], ["retry"], ["retry", "1", "--all"], ["list", "1"], ["--nonsense"]])
    assert.equal((await run(...args)).code, 2, args.join(" "));
  const unknown = await run("--tenant", "three");
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /There is no tenant three\./);
});
