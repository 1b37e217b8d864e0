// `npm run secrets:rotate` against a database with secrets of an older key.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before, beforeEach } from "node:test";
import pg from "pg";
import { databaseRoles, loginOf } from "#lib/database-roles.ts";
import { db } from "#lib/db.ts";
import { indexesOf, keyIds, open, type SecretLocation } from "#lib/secrets.ts";
import { createBot, createKey, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";

const [older, newer] = [process.env.ENCRYPTION_KEY ?? "", randomBytes(32).toString("hex")];
// This process seals with the older key and opens both.
process.env.ENCRYPTION_KEY = `${older},${newer}`;
const [oldId, newId] = keyIds();
const dataDir = mkdtempSync(join(tmpdir(), "botfactory-rotate-"));
const children = new Set<ChildProcess>();
after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

function start(args: string[] = [], env: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "scripts/secrets-rotate.ts", ...args],
    {
      env: {
        ...process.env,
        ...{ DATA_DIR: dataDir, ENCRYPTION_KEY: `${newer},${older}` },
        ...{ TELEGRAM_BOT_TOKEN: "", GEMINI_API_KEY: "", ...env },
      },
    },
  );
  children.add(child);
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.stderr += chunk;
  });
  return { child, said, closed: once(child, "close") };
}

async function run(args: string[] = [], env: Record<string, string> = {}) {
  const { said, closed } = start(args, env);
  const [code] = await closed;
  return { code, ...said };
}

const KEYS = 130;
let context: Awaited<ReturnType<typeof createTenant>>;

before(async () => {
  context = await createTenant({ createdAt: new Date(0) });
  await createBot(context, { token: "100:first" });
  for (let n = 0; n < KEYS; n++) await createKey(context, { secret: `AQ.${n}` });
});

/** Every stored secret, with its key's id. */
async function stored() {
  const [bots, keys] = [await db.bot.findMany(), await db.key.findMany({ orderBy: { id: "asc" } })];
  const { tenantId } = context;
  const all: { place: SecretLocation; sealed: string; index: string | null }[] = [
    ...bots.flatMap(({ id: rowId, token, tokenIndex, webhookSecret }) => {
      const place = { tenantId, table: "Bot", rowId } as const;
      return [
        { place: { ...place, column: "token" } as const, sealed: token, index: tokenIndex },
        { place: { ...place, column: "webhookSecret" } as const, sealed: webhookSecret, index: null },
      ];
    }),
    ...keys.map(({ id: rowId, secret, secretIndex }) => ({
      place: { tenantId, table: "Key", rowId, column: "secret" } as const,
      sealed: secret,
      index: secretIndex,
    })),
  ];
  return all.map((each) => ({ ...each, keyId: each.sealed.split(".")[1] }));
}
const keyIdsOf = (all: { keyId: string | undefined }[]) => new Set(all.map(({ keyId }) => keyId));

test("it refuses while a worker runs without the new key, and names the worker", async () => {
  const id = randomUUID();
  await db.worker.create({ data: { id, host: "far", pid: 77, keyIds: [oldId ?? ""] } });
  const { code, stderr } = await run();
  assert.equal(code, 1);
  assert.match(stderr, /^Nothing was changed: the workers far \(77\) run without the first key/);
  assert.deepEqual(keyIdsOf(await stored()), new Set([oldId]));
  await db.worker.update({ where: { id }, data: { keyIds: [newId ?? "", oldId ?? ""] } });
});

test("killed midway, every secret opens with the two keys; the next run does the rest", async (t) => {
  const held = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await held.connect();
  t.after(() => held.end());
  await held.query(`BEGIN`);
  await held.query(
    `SELECT 1 FROM "Key" WHERE "id" = (SELECT "id" FROM "Key" ORDER BY "id" OFFSET 120 LIMIT 1) FOR UPDATE`,
  );
  const { child, said, closed } = start();
  await until("the first batch is done", () => said.stdout.includes(`Key.secret: 100 of ${KEYS}`));
  const left = async () => (await stored()).filter(({ keyId }) => keyId === oldId).length;
  await until("it waits for the held row", async () => (await left()) === 10);
  child.kill("SIGKILL");
  await closed;
  // Postgres may still carry out the statement that waited.
  await held.end();
  const midway = await stored();
  assert.deepEqual(keyIdsOf(midway), new Set([oldId, newId]));
  for (const { place, sealed } of midway) open(sealed, place);

  const { code, stdout } = await run();
  assert.equal(code, 0);
  assert.match(stdout, new RegExp(`sealed with key ${newId} \\((9|10) of them now\\)`));
  assert.match(
    stdout,
    new RegExp(`The older keys \\(${oldId}\\) may now be removed from ENCRYPTION_KEY\\.\n`),
  );
  const logins = databaseRoles.map((role) => loginOf(role, older).user);
  assert.ok(stdout.trimEnd().endsWith(`DROP ROLE IF EXISTS ${logins.join(", ")};`), stdout);
  const rotations = await db.audit.findMany({ where: { action: "secrets.rotate" } });
  assert.deepEqual(
    rotations.map(({ target }) => target),
    [newId],
  );
  const all = await stored();
  assert.deepEqual(keyIdsOf(all), new Set([newId]));
  assert.equal(all.length, KEYS + 2);
  for (const { place, sealed, index } of all) {
    const plain = open(sealed, place);
    if (index) assert.equal(index, indexesOf(plain)[1]);
  }
  const token = all.find(({ place }) => place.column === "token");
  assert.equal(token && open(token.sealed, token.place), "100:first");
});
beforeEach(async () => {
  await db.key.deleteMany({ where: { label: "lost" } });
});

test("a stored key is not imported a second time while its blind index is of the older key", async () => {
  await createKey(context, { secret: "AQ.twin" });
  const before = await db.key.count();
  assert.equal((await run([], { GEMINI_API_KEY: "AQ.twin" })).code, 0);
  assert.equal(await db.key.count(), before);
  assert.equal((await run([], { GEMINI_API_KEY: "AQ.twin" })).code, 0);
  assert.equal(await db.key.count(), before);
});

test("what it cannot read is named and left alone; the rest is resealed, and no key is called unnecessary", async () => {
  const lost = `v1.00000000.${"A".repeat(16)}.AAAA.${"A".repeat(22)}`;
  const id = await createKey(context, { label: "lost", secret: "AQ.lost" });
  await db.key.update({ where: { id }, data: { secret: lost } });
  const other = await createKey(context, { secret: "AQ.beside" });
  const { code, stdout, stderr } = await run();
  assert.equal(code, 1);
  assert.match(stderr, /^1 secrets cannot be read, so they are as they were:\n {2}Key\.secret of /);
  assert.ok(stderr.includes(id) && stderr.includes("another ENCRYPTION_KEY (00000000"));
  assert.doesNotMatch(stdout, /removed|Every stored secret/);
  assert.equal((await db.key.findUniqueOrThrow({ where: { id } })).secret, lost);
  const { secret } = await db.key.findUniqueOrThrow({ where: { id: other } });
  assert.equal(secret.split(".")[1], newId);
  assert.doesNotMatch(stdout + stderr, /AQ\./);
});

test("without ENCRYPTION_KEY, --new adds a key to secrets.json and --forget removes the older one and its logins after the rotation", async () => {
  const file = join(dataDir, "secrets.json");
  const keysIn = () => String(JSON.parse(readFileSync(file, "utf8")).ENCRYPTION_KEY).split(",");
  const generated = { ENCRYPTION_KEY: "" };
  await db.worker.deleteMany();
  await db.bot.deleteMany();
  await db.key.deleteMany();
  await run([], generated);
  const [first] = keysIn();
  const added = await run(["--new"], generated);
  assert.match(added.stdout, /Restart the platform/);
  const [second, ...rest] = keysIn();
  assert.deepEqual(rest, [first]);
  assert.notEqual(second, first);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const logins = async (key = "") => {
    const users = databaseRoles.map((role) => `'${loginOf(role, key).user}'`);
    return (await asOwner(`SELECT 1 FROM pg_roles WHERE rolname IN (${users.join(", ")})`)).length;
  };
  assert.equal(await logins(first), 2);
  assert.equal((await run(["--forget"], generated)).code, 0);
  assert.deepEqual(keysIn(), [second]);
  assert.deepEqual([await logins(first), await logins(second)], [0, 2]);
  const given = await run(["--new"]);
  assert.equal(given.code, 1);
  assert.match(given.stderr, /^ENCRYPTION_KEY is set, so it is yours to edit/);
});

test("--help explains; an unknown option is an error of usage", async () => {
  const { code, stdout } = await run(["--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: npm run secrets:rotate/);
  assert.equal((await run(["--old"])).code, 2);
  assert.equal((await run(["--new", "--forget"])).code, 2);
});
