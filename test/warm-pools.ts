// For tests that count statements: a connection begins with statements of its own.
import { pool, tenantPool } from "#lib/db.ts";

/** Opens every connection that the pools may have, so that none is opened in the next half minute. */
export async function warmPools(): Promise<void> {
  const waits = (each: typeof pool) =>
    Array.from({ length: each.options.max }, () => each.query("SELECT pg_sleep(0.05)"));
  await Promise.all([pool, tenantPool].flatMap(waits));
}
