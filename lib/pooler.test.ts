// The database through a pooler in transaction mode: nothing is expected of a connection, and nothing left on it.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { z } from "zod";
import { createShop, type Shop } from "#test/builders.ts";
import { noPooler, POOL_SIZE, startPooler } from "#test/pgbouncer.ts";
import { closeDb, type db, findByIndex, inTransaction, pool, tenantPool } from "./db.ts";
import { listen } from "./listen.ts";
import { tenantDb } from "./tenant-db.ts";

const options = { skip: noPooler };
const BOTS = `SELECT "id", pg_backend_pid() AS "pid" FROM "Bot"`;
const SETTING = `SELECT current_setting('enable_seqscan') AS "value", pg_backend_pid() AS "pid"`;

let [mine, theirs] = [] as unknown as [Shop, Shop];
let pooler: Awaited<ReturnType<typeof startPooler>> | undefined;
before(async () => {
  if (noPooler) return;
  pooler = await startPooler(process.env.DATABASE_URL ?? "");
  findByIndex();
  [mine, theirs] = [await createShop(), await createShop()];
});

after(async () => {
  await closeDb();
  await pooler?.stop();
});

const many = <T>(make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: 60 }, (_, n) => make(n)));

test("tenants share Postgres' connections, and no statement shows another one's rows", options, async () => {
  const pids = new Map<string, Set<number>>();
  await many(async (n) => {
    const { context, botId } = n % 2 ? mine : theirs;
    const own = tenantDb(context);
    const ways = [BOTS, { name: "bots", text: BOTS }];
    for (const way of ways) {
      const { rows } = await own.query<{ id: string; pid: number }>(way);
      assert.deepEqual(
        rows.map(({ id }) => id),
        [botId],
      );
      const seen = pids.get(botId) ?? new Set();
      pids.set(botId, seen.add(rows[0]?.pid ?? 0));
    }
    const found = async (from: Pick<typeof db, "bot">) => (await from.bot.findMany()).map(({ id }) => id);
    assert.deepEqual(await found(own as never), [botId]);
    assert.deepEqual(await own.$transaction(found as never, { maxWait: 30_000, timeout: 30_000 }), [botId]);
  });
  const [a, b] = [...pids.values()];
  assert.ok((a?.size ?? 0) <= POOL_SIZE && (b?.size ?? 0) <= POOL_SIZE);
  assert.ok(a && b && [...a].some((pid) => b.has(pid)), "the same connection served both");
});

test("nothing of a tenant is left for whoever gets the connection next", options, async () => {
  await many((n) => tenantDb((n % 2 ? mine : theirs).context).query({ name: "bots", text: BOTS }));
  const left = await many(async () => (await tenantPool.query(BOTS)).rows.length);
  assert.deepEqual(new Set(left), new Set([0]));
});

test(
  "a prepared statement runs wherever its transaction lands, on connections that others prepared too",
  options,
  async () => {
    const named = { name: "which", text: `SELECT pg_backend_pid() AS "pid", $1::int AS "n"` };
    const seen = new Set<number>();
    for (let round = 0; round < 3; round++) {
      await many(async (n) => {
        const { rows } = await pool.query<{ pid: number; n: number }>(named, [n]);
        assert.equal(rows[0]?.n, n);
        seen.add(rows[0]?.pid ?? 0);
      });
      await closeDb(); // other clients, the same connections of Postgres
    }
    assert.equal(seen.size, POOL_SIZE);
    const prepared = `SELECT count(*)::int AS "n" FROM pg_prepared_statements WHERE "name" LIKE 'which %'`;
    assert.equal((await pool.query<{ n: number }>(prepared)).rows[0]?.n, 1, "it is kept");
  },
);

test("of one name with another text, as another version has it, each runs its own", options, async () => {
  await many(async (n) => {
    const { rows } = await pool.query({ name: "version", text: `SELECT ${n % 3} AS "n"` });
    assert.deepEqual(rows, [{ n: n % 3 }]);
  });
});

test(
  "rows are found by an index in a prepared statement only: the dashboard's connections are the same",
  options,
  async () => {
    const value = async (statement: string | { name: string; text: string }) =>
      (await pool.query<{ value: string }>(statement)).rows[0]?.value;
    const named = { name: "setting", text: SETTING };
    assert.deepEqual(new Set(await many(() => value(named))), new Set(["off"]));
    assert.deepEqual(new Set(await many(() => value(SETTING))), new Set(["on"]));
    const own = tenantDb(mine.context);
    assert.equal((await own.query<{ value: string }>(named)).rows[0]?.value, "off");
  },
);

test(
  "an error of a prepared statement is its own, and neither it nor its values are tried again",
  options,
  async () => {
    const divide = { name: "divide", text: `SELECT 1 / $1::int AS "n"` };
    await many(async (n) => {
      if (n % 3) assert.equal((await pool.query(divide, [1])).rows[0]?.n, 1);
      else await assert.rejects(pool.query(divide, [0]), { code: "22012" });
      await assert.rejects(tenantDb(mine.context).query({ name: "broken", text: "SELECT nonsense" }), {
        code: "42703",
      });
    });
  },
);

test(
  "a transaction runs named statements on its own connection and sees what it wrote",
  options,
  async () => {
    const insert = { name: "add", text: `UPDATE "Tenant" SET "name" = $2 WHERE "id" = $1 RETURNING "name"` };
    await many((n) =>
      inTransaction(async (client) => {
        const { rows } = await client.query(insert, [mine.context.tenantId, `Shop ${n}`]);
        assert.deepEqual(rows, [{ name: `Shop ${n}` }]);
      }),
    );
  },
);

test("who listens goes past the pooler and hears what is announced through it", options, async () => {
  const heard = Promise.withResolvers<number>();
  const listener = await listen({
    channel: "pooler_test",
    message: z.number(),
    onMessage: heard.resolve,
    onConnect: async () => undefined,
  });
  await pool.query("SELECT pg_notify('pooler_test', '7')");
  assert.equal(await heard.promise, 7);
  await listener.stop();
});
