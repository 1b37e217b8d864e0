// A change and what must go with it, in one transaction: the audit row, the config version, NOTIFY.
import { z } from "zod";
import type { Context } from "./context.ts";
import { db, type Tx } from "./db.ts";
import { notifyWithin } from "./notify.ts";

export interface AuditEntry {
  /** `noun.verb`, for instance `key.replace`. */
  action: string;
  /** Id or name of what was changed. */
  target: string;
  /** What a colleague would want to know; never a secret. */
  detail?: Record<string, string | number | boolean | null>;
}

/** Channel on which workers and pages hear that a tenant's configuration has changed. */
export const CONFIG_CHANNEL = "config";
export const ConfigAnnouncement = z.object({ tenant: z.string(), version: z.int() });

/**
 * Runs `write` in a transaction that also writes the audit row and raises the tenant's config version;
 * at commit every worker hears `{ tenant, version }` and reloads that tenant.
 * @returns what `write` returned as `value`, and the new config version.
 */
export async function change<T>(
  context: Context,
  entry: AuditEntry,
  write: (tx: Tx) => Promise<T>,
): Promise<{ value: T; version: number }> {
  return db.$transaction(async (tx) => {
    const value = await write(tx);
    await tx.audit.create({ data: { tenantId: context.tenantId, actorId: context.actorId, ...entry } });
    return { value, version: await announce(tx, context.tenantId) };
  });
}

/**
 * Raises the tenant's config version and notifies; part of the caller's transaction. By itself for what nobody
 * changed but Google: it needs no audit row.
 */
export async function announce(tx: Tx, tenantId: string): Promise<number> {
  const { configVersion: version } = await tx.tenant.update({
    where: { id: tenantId },
    data: { configVersion: { increment: 1 } },
    select: { configVersion: true },
  });
  await notifyWithin(tx, CONFIG_CHANNEL, [{ tenant: tenantId, version }]);
  return version;
}
