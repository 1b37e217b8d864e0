// Runs a change in one transaction with its audit row, the new config version and NOTIFY.
import { z } from "zod";
import type { Context } from "./context.ts";
import type { Tx } from "./db.ts";
import { notifyWithin } from "./notify.ts";
import { tenantDb } from "./tenant-db.ts";

export interface AuditEntry {
  /** `noun.verb`, for instance `key.replace`. */
  action: string;
  /** Id or name of the changed entity. */
  target: string;
  /** Details for readers of the audit log; never a secret. */
  detail?: Record<string, string | number | boolean | null>;
}

/** NOTIFY channel for changed tenant configurations; workers and pages listen to it. */
export const CONFIG_CHANNEL = "config";
export const ConfigAnnouncement = z.object({ tenant: z.string(), version: z.int() });

/**
 * Runs `write` in a transaction that also writes the audit row and raises the tenant's config version. At commit every
 * worker receives `{ tenant, version }` and reloads that tenant.
 * @returns what `write` returned as `value`, and the new config version.
 */
export async function change<T>(
  context: Context,
  entry: AuditEntry,
  write: (tx: Tx) => Promise<T>,
): Promise<{ value: T; version: number }> {
  return tenantDb(context).$transaction(async (tx) => {
    const value = await write(tx);
    await tx.audit.create({ data: { tenantId: context.tenantId, actorId: context.actorId, ...entry } });
    return { value, version: await announce(tx, context.tenantId) };
  });
}

/**
 * Raises the tenant's config version and notifies; part of the caller's transaction. Call it directly, without an
 * audit row, for changes that come from Google rather than a person.
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
