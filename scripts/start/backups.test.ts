// The schedule of backups: one that fails reaches the platform's admins.
import "#test/database.ts";
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { openCause } from "#lib/alert-events.ts";
import { db } from "#lib/db.ts";
import { createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { scheduleBackups } from "./backups.ts";

const folder = mkdtempSync(join(tmpdir(), "botfactory-schedule-"));
after(() => rmSync(folder, { recursive: true, force: true }));
Object.assign(process.env, {
  DATA_DIR: folder,
  BACKUP_PASSPHRASE: "correct horse battery",
  BACKUP_EVERY: "24",
});
await createTenant();

/** Until `work` ends. */
async function scheduled(settings: Record<string, string>, work: () => Promise<unknown>, stalledMs = 60_000) {
  Object.assign(process.env, settings);
  const stopping = new AbortController();
  scheduleBackups(stopping.signal, { login: {}, firstMs: 1, againMs: 200, stalledMs });
  await work().finally(() => stopping.abort());
}
const open = () =>
  db.alertCause.findFirst({ where: { kind: "backup_failed", subject: hostname(), solvedAt: null } });
const isTold = () => until("it is told", open);
const isSolved = () => until("it is solved", async () => (await open()) === null);

test("a backup that fails is told to the platform's admins, and that one is made again", async () => {
  const to = join(folder, "to");
  writeFileSync(to, "a file where a folder should be");
  await scheduled({ BACKUP_TO: to }, async () => {
    const { tenantId, facts } = await isTold();
    assert.deepEqual([tenantId, facts], [null, { name: hostname() }]);
    rmSync(to);
    await isSolved();
  });
  assert.equal(readdirSync(to).length, 1);
  assert.equal(await db.alertCause.count(), 1);
});

test("a backup that does not move any more is ended, and told as one that failed", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const { port } = silent.address() as AddressInfo;
  const s3 = {
    ...{ BACKUP_TO: "s3://bucket", BACKUP_S3_ENDPOINT: `http://127.0.0.1:${port}` },
    ...{ BACKUP_S3_KEY_ID: "id", BACKUP_S3_SECRET: "secret" },
  };
  await scheduled(s3, isTold, 5_000);
  silent.closeAllConnections();
  silent.close();
  // What was due there was made elsewhere meanwhile.
  await scheduled({ BACKUP_TO: join(folder, "to") }, isSolved);
});

test("a backup whose process cannot be started is tried again", async (t) => {
  const said = t.mock.method(console, "error", () => undefined);
  const stopping = new AbortController();
  const node = process.execPath;
  t.after(() => {
    process.execPath = node;
    stopping.abort();
  });
  // Of failures that spawn throws, as where there is no memory.
  process.execPath = "/dev/null/node";
  scheduleBackups(stopping.signal, { login: {}, firstMs: 1, againMs: 1 });
  await until("it has failed twice", () => said.mock.callCount() > 1);
  assert.match(String(said.mock.calls[1]?.arguments[0]), /^The backup failed; it is tried again in /);
});

test("a backup that is made solves what a machine that is no more has told", async () => {
  await openCause(null, { kind: "backup_failed", subject: "gone", facts: { name: "gone" } });
  rmSync(join(folder, "to"), { recursive: true, force: true });
  const isTrue = async () =>
    (await db.alertCause.count({ where: { kind: "backup_failed", solvedAt: null } })) === 0;
  await scheduled({ BACKUP_TO: join(folder, "to") }, () => until("all are solved", isTrue));
});
