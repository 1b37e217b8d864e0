// NOTIFY with as few statements as possible. Postgres limits a payload to less than 8,000 bytes.
import { pool, type Tx } from "./db.ts";

const PAYLOAD_BYTES = 7_900;

/** Sends all messages in one statement. */
export async function notify(channel: string, messages: readonly object[]): Promise<void> {
  if (messages.length === 0) return;
  const payloads = messages.map((message) => JSON.stringify(message));
  await pool.query("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", [channel, payloads]);
}

/** The same as part of the caller's transaction: delivered at commit. */
export async function notifyWithin(tx: Tx, channel: string, messages: readonly object[]): Promise<void> {
  if (messages.length === 0) return;
  const payloads = messages.map((message) => JSON.stringify(message));
  await tx.$executeRaw`SELECT pg_notify(${channel}, payload) FROM unnest(${payloads}::text[]) AS payload`;
}

/**
 * Splits `items` into runs that each fit into one payload.
 * @param wrap builds the message for a run
 */
export function packed<T>(items: readonly T[], wrap: (run: T[]) => object): object[] {
  const around = bytes(wrap([]));
  const runs: T[][] = [];
  let left = 0;
  for (const item of items) {
    const own = bytes(item) + 1;
    const run = runs.at(-1);
    if (run && own <= left) {
      run.push(item);
      left -= own;
    } else {
      runs.push([item]);
      left = PAYLOAD_BYTES - around - own;
    }
  }
  return runs.map(wrap);
}

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
