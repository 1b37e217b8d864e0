// Work waits while the database is away instead of failing.
import pRetry from "p-retry";
import pg from "pg";
import { isDatabaseAway } from "#lib/database-away.ts";

/** Whether a retry may help: the database is away, or a deadlock or serialization failure (SQLSTATE 40…). */
export function isTransient(error: unknown): boolean {
  if (error instanceof pg.DatabaseError && error.code?.startsWith("40")) return true;
  return isDatabaseAway(error);
}

/**
 * Retries the work while the database is away; tries at least once, even if the signal is aborted.
 * @throws what the work threw, if that is not transient or the signal is aborted
 */
export function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  // The signal is not passed on: p-retry would discard the result of a try that ends after the abort.
  return pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 100,
    maxTimeout: 2_000,
    shouldRetry: ({ error }) => isTransient(error) && !signal.aborted,
  });
}

/** Text that Postgres accepts: without NUL and lone surrogates, which people and models may send. */
export const toText = (text: string): string => text.replaceAll("\0", "").toWellFormed();

/** JSON that Postgres accepts as jsonb. */
export function toJsonb(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/.test(json)) return json;
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "string" ? toText(each) : each));
}
