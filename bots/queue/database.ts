// The database may go away for a while: work waits for it instead of failing.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** Whether the database was away (refused, lost, shutting down, full) or busy with a deadlock; not a fault of ours. */
export function isAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|57P|53|40)/.test(error.code ?? "");
  const { code, message } = error as NodeJS.ErrnoException;
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|ENOENT)/.test(code ?? "")) return true;
  return /^(Connection terminated|timeout exceeded when trying to connect|Client (has|was))/.test(
    message ?? "",
  );
}

/**
 * Does the work, again and again while the database is away; at least once, though the signal be aborted.
 * @throws what the work threw, where the database was not away or the signal is aborted
 */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let wait = 100; ; wait = Math.min(wait * 2, 2_000)) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error) || signal.aborted) throw error;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** JSON that Postgres takes as jsonb: it refuses NUL and half surrogate pairs, which people and models may send. */
export function toJsonb(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/.test(json)) return json;
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "string" ? each.replaceAll("\0", "").toWellFormed() : each,
  );
}
