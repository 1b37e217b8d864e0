// Stores dead letters again that an admin asked for, as after an upgrade that can store them.

import { pool } from "#lib/db.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import { patiently, reasonOf } from "./database.ts";
import { store } from "./inbox.ts";
import { isUpdate } from "./payload.ts";

interface Letter {
  id: string;
  botId: string;
  payload: Buffer;
}

/** In one transaction, so that no update is both stored and kept, and two workers do not take the same. */
async function storeAgain(letterId: string): Promise<void> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query("BEGIN");
    const { rows } = await client.query<Letter>(
      `SELECT "id", "botId", "payload" FROM "DeadLetter" WHERE "id" = $1 AND "retryAt" IS NOT NULL FOR UPDATE SKIP LOCKED`,
      [letterId],
    );
    const [letter] = rows;
    const update: unknown = letter && JSON.parse(letter.payload.toString());
    if (letter && isUpdate(update) && (await store(letter.botId, [update], null, client)))
      await client.query(`DELETE FROM "DeadLetter" WHERE "id" = $1`, [letterId]);
    else await client.query(`UPDATE "DeadLetter" SET "retryAt" = NULL WHERE "id" = $1`, [letterId]);
    await client.query("COMMIT");
    broken = false;
  } finally {
    client.release(broken);
  }
}

/** Whatever the tenants ask for. @param tenantId null: all tenants */
async function storeLetters(tenantId: string | null, signal: AbortSignal): Promise<void> {
  const { rows } = await patiently(
    () =>
      pool.query<{ id: string }>(
        `SELECT "id" FROM "DeadLetter" WHERE "retryAt" IS NOT NULL AND ($1::uuid IS NULL OR "tenantId" = $1)
         ORDER BY "updateId"`,
        [tenantId],
      ),
    signal,
  );
  for (const { id } of rows) {
    try {
      await patiently(() => storeAgain(id), signal);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ letterId: id, reason: reasonOf(error) }, "a dead letter still cannot be stored");
      await pool.query(`UPDATE "DeadLetter" SET "retryAt" = NULL, "reason" = $2 WHERE "id" = $1`, [
        id,
        reasonOf(error),
      ]);
    }
  }
}

/** An admin's request changes the tenant's configuration, which every worker hears of. */
export function startLettersAgain(live: LiveConfig): { stop(): void } {
  const stopping = new AbortController();
  const look = (tenantId: string | null) =>
    void storeLetters(tenantId, stopping.signal).catch((error: unknown) =>
      log.warn({ reason: reasonOf(error) }, "dead letters were not stored again"),
    );
  look(null);
  const unsubscribe = live.onChange(look);
  return {
    stop() {
      unsubscribe();
      stopping.abort();
    },
  };
}
