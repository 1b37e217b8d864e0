// The database as a tenant sees it, through Prisma, plain SQL and transactions.

import assert from "node:assert/strict";
import test from "node:test";
import { createShop } from "#test/builders.ts";
import { db, pool, tenantPool } from "./db.ts";
import { tenantDb } from "./tenant-db.ts";

test("try", async () => {
  const [a, b] = [await createShop(), await createShop()];
  const mine = tenantDb(a.context);
  const all = await db.bot.findMany();
  assert.equal(all.length, 2);
  assert.deepEqual(
    (await mine.bot.findMany()).map(({ id }) => id),
    [a.botId],
  );
  assert.deepEqual((await mine.query(`SELECT "id" FROM "Bot" WHERE $1`, [true])).rows, [{ id: a.botId }]);
  assert.deepEqual((await mine.query(`SELECT "id" FROM "Bot"`)).rows, [{ id: a.botId }]);
  assert.deepEqual((await tenantPool.query(`SELECT "id" FROM "Bot"`)).rows, []);
  await mine.$transaction(
    async (tx) => {
      assert.deepEqual(
        (await tx.bot.findMany()).map(({ id }) => id),
        [a.botId],
      );
      assert.equal((await db.bot.findMany()).length, 2);
    },
    { isolationLevel: "RepeatableRead" },
  );
  await Promise.all(
    [a, b].flatMap((shop) =>
      Array.from({ length: 20 }, async () => {
        assert.deepEqual(
          (await tenantDb(shop.context).bot.findMany()).map(({ id }) => id),
          [shop.botId],
        );
        await assert.rejects(tenantDb(shop.context).query("SELECT 1/0"));
        await assert.rejects(
          tenantDb(shop.context).query("SELECT $1", [
            {
              toPostgres() {
                throw new Error("x");
              },
            },
          ]),
        );
      }),
    ),
  );
  const us = [
    await mine.user.findMany({ select: { id: true } }),
    (await mine.query("SELECT current_user")).rows,
    (await pool.query("SELECT current_user")).rows,
  ];
  console.log(us);
});
