import assert from "node:assert/strict";
import test from "node:test";
import pg from "pg";
import { createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { startProxy } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { isDatabaseAway } from "./database-away.ts";
import { closeDb, db, findByIndex, inTransaction, isDuplicate, one, pool, tenantPool } from "./db.ts";
import { env } from "./env.ts";

test("a unique violation is a duplicate, by Prisma and by SQL; another error is not", async () => {
  const { tenantId } = await createTenant();
  const again = { id: tenantId, slug: "another", name: "Shop" };
  await assert.rejects(db.tenant.create({ data: again }), isDuplicate);
  const insert = `INSERT INTO "Tenant" ("id", "slug", "name") VALUES ($1, 'another', 'Shop')`;
  await assert.rejects(pool.query(insert, [tenantId]), isDuplicate);
  await assert.rejects(db.tenant.delete({ where: { slug: "nobody" } }), (error) => !isDuplicate(error));
  await assert.rejects(pool.query("SELECT nonsense"), (error) => !isDuplicate(error));
  assert.equal(isDuplicate(Object.assign(new Error("no error of Postgres"), { code: "23505" })), false);
});

test("one row is returned, and none is an error", () => {
  assert.equal(one([7, 8]), 7);
  assert.throws(() => one([]));
});

test("a count is a number", async () => {
  const { rows } = await pool.query("SELECT count(*) AS n FROM generate_series(1, 3)");
  assert.deepEqual(rows, [{ n: 3 }]);
});

test("connections are named, closed together, and opened again on next use", async () => {
  const url = process.env.DATABASE_URL;
  const watcher = new pg.Client({ connectionString: url });
  await watcher.connect();
  const named = async () => {
    const { rowCount } = await watcher.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'botfactory'",
    );
    return rowCount;
  };
  await pool.query("SELECT 1");
  assert.ok(await named());
  await closeDb();
  await closeDb();
  await until("they are closed", async () => (await named()) === 0);
  assert.equal(await db.tenant.count({ where: { slug: "nobody" } }), 0);
  await watcher.end();
});

test("a connection that breaks while it is lent fails what was to be done, and not the process", async () => {
  const idle = inTransaction(async (client) => {
    const { rows } = await client.query<{ pid: number }>(`SELECT pg_backend_pid() AS "pid"`);
    const ended = new Promise((done) => client.once("end", done));
    await asOwner(`SELECT pg_terminate_backend(${one(rows).pid})`);
    await ended;
    await client.query("SELECT 1");
  });
  await assert.rejects(idle, isDatabaseAway);

  const proxy = await startProxy(process.env.DATABASE_URL ?? "", {
    onStatement: (sql) => (sql.includes("pg_sleep") ? "before" : null),
  });
  await closeDb();
  env().DATABASE_URL = proxy.url;
  const busy = inTransaction((client) => client.query("SELECT pg_sleep(60)"));
  await assert.rejects(busy, isDatabaseAway);
  await closeDb();
  env().DATABASE_URL = process.env.DATABASE_URL;
  await proxy.end();
});

test("where rows are found by an index, a plan made for an empty table does not read all of it later", async () => {
  // As the check of a foreign key does, for each message.
  const planOf = async () => {
    const { rows } = await pool.query(
      `EXPLAIN SELECT 1 FROM "Answer" WHERE "tenantId" = gen_random_uuid() AND "id" = gen_random_uuid()`,
    );
    return rows.map((row) => row["QUERY PLAN"]).join();
  };
  assert.match(await planOf(), /Seq Scan/);
  await closeDb();
  findByIndex();
  assert.match(await planOf(), /Index/);
  const { rows } = await tenantPool.query("SHOW enable_seqscan");
  assert.deepEqual(rows, [{ enable_seqscan: "off" }], "of tenants too");
});
