// Runs a change in one transaction with its audit row, the new config version and NOTIFY.
import { z } from "zod";
import type { Context } from "./context.ts";
import { db, type Tx } from "./db.ts";
import { notifyWithin } from "./notify.ts";

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
  return db.$transaction(async (tx) => {
    const value = await write(tx);
    await record(tx, context, entry);
    return { value, version: await announce(tx, context.tenantId) };
  });
}

/** The audit row of a change that no worker needs to know of. */
export async function record(tx: Tx, { tenantId, actorId }: Context, entry: AuditEntry): Promise<void> {
  await tx.audit.create({ data: { tenantId, actorId, ...entry } });
}

/** The same for a change of somebody's own account: a row in each of their tenants. */
export async function recordOfPerson(tx: Tx, userId: string, action: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "Audit" ("tenantId", "actorId", "action", "target")
    SELECT "tenantId", ${userId}::uuid, ${action}, ${userId} FROM "Member" WHERE "userId" = ${userId}::uuid`;
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
