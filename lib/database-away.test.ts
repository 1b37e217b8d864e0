import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import pg from "pg";
import { isDatabaseAway } from "./database-away.ts";
import { db, pool } from "./db.ts";

test("an unreachable database is distinguished from a failing query", async () => {
  const nobody = new pg.Client({ host: "127.0.0.1", port: 1 });
  await assert.rejects(nobody.connect(), isDatabaseAway);
  await assert.rejects(pool.query("SELECT nonsense"), (error) => !isDatabaseAway(error));
  await assert.rejects(
    db.bot.findUniqueOrThrow({ where: { id: randomUUID() } }),
    (error) => !isDatabaseAway(error),
  );
  assert.ok(!isDatabaseAway(null));
});
