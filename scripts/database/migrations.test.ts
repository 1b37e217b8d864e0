// Migrations that convert stored data, run on a database with rows.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { asOwner } from "#test/database.ts";
import { migrate } from "./migrate.ts";

const folder = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const names = readdirSync(folder, { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  .sort();

test("a migration is one transaction, so that it can be tried again until it gets its locks; these two are of before that", () => {
  const several = names.filter((name) =>
    /^\s*(BEGIN|COMMIT|ROLLBACK|START TRANSACTION)\s*;|\bCONCURRENTLY\b|^\s*VACUUM\b/im.test(
      readFileSync(`${folder}/${name}/migration.sql`, "utf8"),
    ),
  );
  assert.deepEqual(several, ["20261126011500_row_level_security", "20261126020500_accounts_protected"]);
});

const [tenant, bot, key, answer] = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);

/** A new schema in this file's database, with the migrations before `name` applied. */
async function upTo(name: string) {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query(`CREATE SCHEMA "${name}"; SET search_path TO "${name}"`);
  const apply = (folderName: string) =>
    client.query(readFileSync(`${folder}/${folderName}/migration.sql`, "utf8"));
  const own = names.findIndex((each) => each.endsWith(`_${name}`));
  assert.notEqual(own, -1);
  for (const each of names.slice(0, own)) await apply(each);
  return { client, go: () => apply(names[own] ?? "") };
}

test("texts become enums in place: an unrecognised class becomes unknown or null, an unrecognised scope or window deletes its row", async (t) => {
  const { client, go } = await upTo("enums");
  t.after(() => client.end());
  await client.query(`
    INSERT INTO "Tenant" ("id", "slug", "name", "keyOrder") VALUES
      ('${tenant}', 'one', 'One', 'balanced'), ('${bot}', 'two', 'Two', 'sideways');
    INSERT INTO "Bot" ("id", "tenantId", "telegramId", "username", "name", "token", "tokenIndex", "tokenLast4",
      "webhookPath", "webhookSecret", "updatedAt") VALUES ('${bot}', '${tenant}', 1, 'b', 'B', 't', 'i', '1234', 'p', 's', now());
    INSERT INTO "Key" ("id", "tenantId", "label", "secret", "secretIndex", "last4", "position", "checkClass", "updatedAt") VALUES
      ('${key}', '${tenant}', 'Key 1', 's', 'i1', '9f3c', 1, 'ok', now()),
      ('${answer}', '${tenant}', 'Key 2', 's', 'i2', '9f3d', 2, 'gone_class', now()),
      ('${bot}', '${tenant}', 'Key 3', 's', 'i3', '9f3e', 3, NULL, now());
    INSERT INTO "Park" ("scope", "id", "tenantId", "class", "reason", "since") VALUES
      ('key', 'k', '${tenant}', 'key_blocked', '', now()), ('model', '*/m', NULL, 'gone_class', '', now()),
      ('gone_scope', 'x', '${tenant}', 'unknown', '', now());
    INSERT INTO "QuotaLimit" ("tenantId", "project", "model", "window", "metric", "limit", "at") VALUES
      ('${tenant}', 'p', 'm', 'day', 'requests', 20, now()), ('${tenant}', 'p', 'm', 'week', 'requests', 20, now());
    INSERT INTO "QuotaCount" ("tenantId", "project", "model", "window", "startsAt", "workerId", "requests", "refused", "tokens")
      VALUES ('${tenant}', 'p', 'm', 'hour', now(), '${bot}', 3, 1, 9), ('${tenant}', 'p', 'm', 'week', now(), '${bot}', 3, 1, 9);
    INSERT INTO "UnknownError" ("tenantId", "fingerprint", "reason", "class") VALUES
      ('${tenant}', 'a', '', 'blocked'), ('${tenant}', 'b', '', NULL), ('${tenant}', 'c', '', 'gone_class');
    INSERT INTO "Conversation" ("id", "tenantId", "botId", "chatId") VALUES ('${bot}', '${tenant}', '${bot}', 7);
    INSERT INTO "Lane" ("id", "tenantId", "botId", "chatId") VALUES (1, '${tenant}', '${bot}', 7);
    INSERT INTO "Update" ("id", "tenantId", "botId", "updateId", "laneId", "payload") VALUES (1, '${tenant}', '${bot}', 1, 1, '{}');
    INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "question", "receivedAt")
      VALUES ('${answer}', '${tenant}', '${bot}', '${bot}', 1, 'Salom', now());
    INSERT INTO "Attempt" ("tenantId", "answerId", "position", "model", "keyId", "keyLabel", "keyLast4", "class", "startedAt", "ms")
      SELECT '${tenant}', '${answer}', n, 'm', '${key}', 'k', '9f3c', class, now(), 1
      FROM unnest(ARRAY['rate_day', 'gone_class', 'cancelled', 'ok']) WITH ORDINALITY AS c(class, n)`);

  await go();

  const all = async (sql: string) => (await client.query({ text: sql, rowMode: "array" })).rows;
  assert.deepEqual(await all(`SELECT "keyOrder" FROM "Tenant" ORDER BY "slug"`), [
    ["balanced"],
    ["priority"],
  ]);
  assert.deepEqual(await all(`SELECT "checkClass" FROM "Key" ORDER BY "position"`), [["ok"], [null], [null]]);
  assert.deepEqual(await all(`SELECT "scope", "class" FROM "Park" ORDER BY "scope"`), [
    ["key", "key_blocked"],
    ["model", "unknown"],
  ]);
  assert.deepEqual(await all(`SELECT "window", "metric", "limit" FROM "QuotaLimit"`), [
    ["day", "requests", 20],
  ]);
  assert.deepEqual(await all(`SELECT "window", "requests" FROM "QuotaCount"`), [["hour", 3]]);
  assert.deepEqual(await all(`SELECT "class" FROM "UnknownError" ORDER BY "fingerprint"`), [
    ["blocked"],
    [null],
    [null],
  ]);
  assert.deepEqual(await all(`SELECT "class" FROM "Attempt" ORDER BY "position"`), [
    ["rate_day"],
    ["unknown"],
    ["cancelled"],
    ["ok"],
  ]);
  await client.query(`INSERT INTO "Tenant" ("id", "slug", "name") VALUES ('${key}', 'three', 'Three')`);
  assert.deepEqual(await all(`SELECT "keyOrder" FROM "Tenant" WHERE "slug" = 'three'`), [["priority"]]);
});

test("a worker of the previous version can still write these columns as text", async () => {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query(`INSERT INTO "Tenant" ("id", "slug", "name") VALUES ('${tenant}', 'one', 'One')`);
    await client.query(
      `INSERT INTO "Park" ("scope", "id", "tenantId", "class", "reason", "since")
       SELECT r."scope", 'k', $1, r."class", '', now()
       FROM jsonb_to_record('{"scope": "key", "class": "key_blocked"}') AS r("scope" text, "class" text)`,
      [tenant],
    );
    await client.query(
      `INSERT INTO "QuotaCount" ("tenantId", "project", "model", "window", "startsAt", "workerId", "requests", "refused", "tokens")
       SELECT $1, 'p', 'm', w, now(), $1, 1, 0, 1 FROM unnest($2::text[]) AS w`,
      [tenant, ["minute", "hour", "day"]],
    );
    await assert.rejects(
      client.query(
        `INSERT INTO "Park" ("scope", "id", "class", "reason", "since") SELECT t, 'k', t, '', now() FROM unnest(ARRAY['planet']) AS t`,
      ),
      /invalid input value for enum "Scope": "planet"/,
    );
  } finally {
    await client.end();
  }
});

test("a database that has had every migration is left as it is; one in which a migration failed is refused, whatever else it has had", async () => {
  const url = process.env.DATABASE_URL ?? "";
  assert.deepEqual((await migrate(url, null)).applied, []);
  const [last = ""] = names.slice(-1);
  const fail = (failed: string) =>
    asOwner(`UPDATE "_prisma_migrations" SET ${failed} WHERE "migration_name" = '${last}'`);
  const [before] = await asOwner(`SELECT count(*)::int AS "rows" FROM "_prisma_migrations"`);
  assert.deepEqual(before, { rows: names.length });
  await fail(`"finished_at" = NULL`);
  await assert.rejects(migrate(url, null), new RegExp(`could not be migrated.*${last}`, "s"));
  await fail(`"finished_at" = now(), "checksum" = 'of another text'`);
  assert.deepEqual((await migrate(url, null)).applied, []);
});

test("a migration that a start had begun when it was killed, which waited for a lock, is begun anew by the next start", async () => {
  const url = new URL(process.env.DATABASE_URL ?? "");
  const other = `${url.pathname.slice(1)}_begun`;
  await asOwner(`CREATE DATABASE "${other}"`);
  url.pathname = `/${other}`;
  try {
    await migrate(url.href, null, names.slice(0, -1));
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name") VALUES ('begun', '', $1)`,
      names.slice(-1),
    );
    await client.end();
    assert.deepEqual((await migrate(url.href, null)).applied, names.slice(-1));
  } finally {
    await asOwner(`DROP DATABASE "${other}" WITH (FORCE)`);
  }
});
