// Work waits while the database is away instead of failing.
import pRetry from "p-retry";
import pg from "pg";
import { isDatabaseAway } from "#lib/database-away.ts";
import { toText } from "#lib/storable.ts";
import { wasUnsent } from "#lib/tenant-query.ts";

/** SQLSTATEs that the values of a statement may cause: data (22), constraints (23), size limits (54). */
const ofValues = /^(22|23|54)/;
/** The same without constraints that a turn's statements break only where the schema is newer than this version. */
const ofTurn = /^(22|23503|23505|54)/;
/** After these nobody knows: the connection was ended, perhaps after the commit, or Postgres or a pooler says so itself. */
const ofUnknownFate = /^(08|40003|57P0[125]|58|XX)/;
const hasCode = (error: unknown, codes: RegExp) =>
  error instanceof pg.DatabaseError && codes.test(error.code ?? "");

/** Whether the values may be to blame. A write of harmless values tells. */
export const isContentFault = (error: unknown): boolean => hasCode(error, ofValues);

/**
 * Whether the database is away, or refuses whatever the values are: read-only, locked, full, without the privilege, of
 * a newer schema, a deadlock. A retry helps once that is over.
 */
export const isTransient = (error: unknown): boolean =>
  isDatabaseAway(error) || (error instanceof pg.DatabaseError && !hasCode(error, ofTurn));

/** Whether a tenant's statement that failed so surely changed nothing: it was not sent, or Postgres has refused it. */
const hasChangedNothing = (error: unknown): boolean =>
  wasUnsent(error) || (error instanceof pg.DatabaseError && !hasCode(error, ofUnknownFate));

const unwritten = new WeakSet<object>();
/** Whether what `patiently` threw means that surely none of its tries has written anything. For work of one statement of a tenant. */
export const isUnwritten = (error: unknown): boolean => error instanceof Error && unwritten.has(error);

/** For the failure of a question about an earlier try, which may have written. @throws the error, no longer as `isUnwritten` */
export function withUnknownFate(error: unknown): never {
  if (error instanceof Error) unwritten.delete(error);
  throw error;
}

/** What failed, without the values: messages of Postgres quote them. */
export function reasonOf(error: unknown): string {
  const { code, name } = error as Error & { code?: string };
  return error instanceof pg.DatabaseError ? `SQLSTATE ${code}` : (code ?? name);
}

/**
 * Retries the work while the database is away or refuses everything; tries at least once, even if the signal is aborted.
 * @throws what the work threw, if that is not transient or the signal is aborted
 */
export function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let mayBeWritten = false;
  async function tried(): Promise<T> {
    try {
      return await work();
    } catch (error) {
      mayBeWritten ||= !hasChangedNothing(error);
      if (!mayBeWritten && error instanceof Error) unwritten.add(error);
      throw error;
    }
  }
  // The signal is not passed on: p-retry would discard the result of a try that ends after the abort.
  return pRetry(tried, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 100,
    maxTimeout: 2_000,
    shouldRetry: ({ error }) => isTransient(error) && !signal.aborted,
  });
}

/** JSON that Postgres accepts as jsonb. */
export function toJsonb(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/.test(json)) return json;
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === "string") return toText(each);
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    const entries = Object.entries(each);
    const accepted = entries.every(([key]) => toText(key) === key);
    return accepted ? each : Object.fromEntries(entries.map(([key, held]) => [toText(key), held]));
  });
}
