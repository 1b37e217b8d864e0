import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { afterEach } from "node:test";
import { asOwner } from "#test/database.ts";
import { db } from "./db.ts";
import { flushFailures, recordFailure } from "./failed-tries.ts";

afterEach(flushFailures);

const from = (address: string) => ({ address, agent: null });
const failed = (target: string, address: string) =>
  recordFailure({ action: "session.failed", target, from: from(address) });
const rowsOf = (target: string) =>
  db.audit.findMany({ where: { target }, select: { address: true, detail: true }, orderBy: { id: "asc" } });

test("the first failed try of an address is recorded at once, the following ones as one row with their number", async () => {
  const target = randomUUID();
  await failed(target, "192.0.2.1");
  assert.deepEqual(await rowsOf(target), [{ address: "192.0.2.1", detail: null }]);
  await Promise.all(Array.from({ length: 500 }, () => failed(target, "192.0.2.1")));
  await failed(target, "192.0.2.2");
  assert.equal((await rowsOf(target)).length, 2);
  await flushFailures();
  assert.deepEqual((await rowsOf(target)).at(-1), { address: "192.0.2.1", detail: { times: 500 } });
  await failed(target, "192.0.2.1");
  assert.equal((await rowsOf(target)).length, 4);
});

test("addresses of one IPv6 network count as one", async () => {
  const target = randomUUID();
  for (const last of [1, 2, 3]) await failed(target, `2001:db8:1:2::${last}`);
  await failed(target, "2001:db8:1:3::1");
  for (const last of [1, 2, 3]) await failed(target, `2001:db8::${last}`);
  assert.equal((await rowsOf(target)).length, 3);
});

test("whatever strangers do, at most 101 rows are added in a period", async () => {
  const before = await db.audit.count();
  for (let n = 0; n < 1_000; n++) await failed(randomUUID(), `198.51.100.${n % 250}`);
  for (let n = 0; n < 200; n++) await failed("unknown account", `10.0.${n}.1`);
  await flushFailures();
  const added = (await db.audit.count()) - before;
  assert.ok(added >= 51 && added <= 101, String(added));
  const [others] = (await rowsOf("other addresses")).slice(-1);
  assert.deepEqual(others?.detail, { times: 1_150 });
});

test("a failed try never fails its caller: a database that refuses only logs", async () => {
  await asOwner(`ALTER TABLE "Audit" RENAME TO "Away"`);
  await failed(randomUUID(), "192.0.2.9").finally(() => asOwner(`ALTER TABLE "Away" RENAME TO "Audit"`));
});
