// Commands of a newer version, run before its migrations.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import pg from "pg";
import { createBot, createKey, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { requireOwnSecrets } from "../backup/own-secrets.ts";
import { checkSealed } from "./sealed.ts";

test("a sealed column or table that a migration has still to add keeps nobody from a backup, nor the doctor from a verdict", async () => {
  const context = await createTenant();
  await createBot(context);
  await createKey(context);
  const url = process.env.DATABASE_URL ?? "";
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const findings = async () => (await checkSealed(client)).map(({ verdict, says }) => `${verdict}: ${says}`);
  try {
    assert.deepEqual(await findings(), ["fine: all 3 can be decrypted"]);
    await asOwner(
      `ALTER TABLE "Bot" RENAME COLUMN "webhookSecret" TO "later"; ALTER TABLE "Totp" RENAME TO "Later"`,
    );
    assert.equal(await requireOwnSecrets(url), null);
    assert.deepEqual(await findings(), ["fine: all 2 can be decrypted"]);
  } finally {
    await client.end();
  }
});
