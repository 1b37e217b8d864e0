// Stores what Telegram delivers. An update that alone cannot be stored, by its own fault, becomes a dead letter, so that
// it cannot hold up the ones behind it. Any other failure is thrown: nothing is acknowledged, and the caller tries again.
import { createHash } from "node:crypto";
import type { Update } from "telegraf/types";
import { pool } from "#lib/db.ts";
import { log } from "#lib/log.ts";
import type { Claim } from "./claims.ts";
import { isContentFault, reasonOf } from "./database.ts";
import { type Holder, store } from "./inbox.ts";
import { isUpdate, laneOf } from "./payload.ts";
import { queue } from "./queue.ts";

const UNREADABLE = "unreadable";

/** Refused by Postgres for its values, or by JSON.stringify for its depth. */
const isOwnFault = (error: unknown) => isContentFault(error) || error instanceof RangeError;

/** Runs `store` with the worker that may claim the lanes of the updates, or with null. */
export type Claiming = (
  updates: readonly Update[],
  store: (claimFor: string | null) => Promise<Claim[] | null>,
) => Promise<Claim[] | null>;

const unclaimed: Claiming = (_, store) => store(null);

/**
 * Stores the updates in Telegram's order, or keeps them as dead letters. Bisects a refused batch, so that at each step
 * the offset moves only past what is stored.
 * @returns the stored ones; null: another worker holds the lease, or the bot is deleted
 * @throws any failure that is not an update's own
 */
export async function storeOrBury(
  botId: string,
  updates: readonly unknown[],
  holder: Holder | null,
  claiming = unclaimed,
): Promise<Update[] | null> {
  if (updates.length === 0) return [];
  let reason = UNREADABLE;
  if (updates.every(isUpdate)) {
    try {
      const stored = await claiming(updates, (claimFor) => queue.store(botId, updates, holder, claimFor));
      return stored && [...updates];
    } catch (error) {
      if (!isOwnFault(error)) throw error;
      reason = reasonOf(error);
    }
  }
  if (updates.length > 1) {
    const half = Math.ceil(updates.length / 2);
    const first = await storeOrBury(botId, updates.slice(0, half), holder, claiming);
    const second = first && (await storeOrBury(botId, updates.slice(half), holder, claiming));
    return second && [...first, ...second];
  }
  if (reason !== UNREADABLE) await probe(botId, holder);
  return (await bury(botId, updates[0], reason, holder)) ? [] : null;
}

/** Stores a harmless update and takes it back. @throws if that fails too: then the database is at fault */
async function probe(botId: string, holder: Holder | null): Promise<void> {
  const message = { message_id: 1, date: 0, chat: { id: 0, type: "private" }, text: "probe" };
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query("BEGIN");
    await store(botId, [{ update_id: -1, message } as unknown as Update], holder, client);
    await client.query("ROLLBACK");
    broken = false;
  } finally {
    // Closes the connection after a failure, which ends its transaction.
    client.release(broken);
  }
}

const BURY = `
  WITH bot AS (
    UPDATE "BotLease" SET "nextUpdate" = CASE WHEN $7::uuid IS NULL THEN greatest("nextUpdate", $4::bigint + 1)
      ELSE coalesce($4::bigint + 1, "nextUpdate") END
    WHERE "botId" = $1 AND ($7::uuid IS NULL OR ("workerId" = $7 AND "fence" = $8))
    RETURNING "tenantId"),
  letter AS (
    INSERT INTO "DeadLetter" ("id", "tenantId", "botId", "updateId", "chatId", "payload", "reason")
    SELECT $2, "tenantId", $1, $4, $5, $3, $6 FROM bot
    ON CONFLICT ("id") DO NOTHING)
  SELECT 1 FROM bot`;

/** Keeps the update as bytes and moves the offset past it. @returns false: the lease is lost */
async function bury(botId: string, update: unknown, reason: string, holder: Holder | null): Promise<boolean> {
  const payload = bytesOf(update);
  const updateId = integer((update as Partial<Update> | null)?.update_id);
  const { rowCount } = await pool.query(BURY, [
    botId,
    idOf(botId, payload),
    payload,
    updateId,
    isUpdate(update) ? integer(laneOf(update).chatId) : null,
    reason,
    holder?.workerId ?? null,
    holder?.fence ?? null,
  ]);
  if (rowCount === 1)
    log.error({ botId, updateId, reason }, "an update cannot be stored: kept as a dead letter");
  return rowCount === 1;
}

/** Escapes in JSON keep it valid UTF-8, whatever it holds. */
function bytesOf(update: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(update) ?? "null");
  } catch {
    // Nested too deep for JSON.stringify, which Telegram never sends.
    return Buffer.from(JSON.stringify({ update_id: (update as Update).update_id }));
  }
}

const integer = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);

/** The same for a redelivery, so that it is kept once. */
function idOf(botId: string, payload: Buffer): string {
  const hex = createHash("sha256").update(botId).update(payload).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
