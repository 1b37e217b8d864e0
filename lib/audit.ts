// The record of who did what; and changes, which run in one transaction with their row of it, the new config version
// and NOTIFY. Append-only: a trigger refuses updates and deletions (docs/security.md).
import { z } from "zod";
import type { AuditAction } from "./audit-actions.ts";
import type { Context, Origin } from "./context.ts";
import { db, type Tx } from "./db.ts";
import { notifyWithin } from "./notify.ts";
import { toText } from "./storable.ts";
import { tenantDb } from "./tenant-db.ts";

/** Never a secret beyond its last four characters, never an end user's text. Long texts are cut. */
type Facts = Record<string, string | number | boolean | null>;

export interface AuditEntry {
  action: AuditAction;
  /** Id or name of the changed entity. */
  target: string;
  /** Details for readers of the record. */
  detail?: Facts;
  before?: Facts | null;
  after?: Facts | null;
}

export interface AuditEvent extends AuditEntry {
  /** Missing: the platform itself, or a stranger. */
  actorId?: string | null;
  from?: Origin | undefined;
}

const [TEXT_MAX, ADDRESS_MAX, AGENT_MAX] = [2_000, 45, 200];
const cut = (text: string, length: number) => toText(text.slice(0, length));
const bounded = (facts: Facts): Facts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "string" ? cut(value, TEXT_MAX) : value,
    ]),
  );

function columnsOf({ actorId = null, action, target, from, detail, before, after }: AuditEvent) {
  return {
    actorId,
    action,
    target: cut(target, TEXT_MAX),
    ...(detail && { detail: bounded(detail) }),
    ...(before && { before: bounded(before) }),
    ...(after && { after: bounded(after) }),
    ...(from && { address: cut(from.address, ADDRESS_MAX) }),
    ...(from?.agent && { agent: cut(from.agent, AGENT_MAX) }),
  };
}

/** The row of an action in a tenant; `change` adds it for changes that workers must know of. */
export async function record(
  tx: Tx,
  { tenantId, actorId, from, visiting = false }: Pick<Context, "tenantId" | "actorId" | "from" | "visiting">,
  entry: AuditEntry,
): Promise<void> {
  await tx.audit.create({
    data: { tenantId, platform: visiting, ...columnsOf({ ...entry, actorId, from }) },
  });
}

/** The same as a transaction of its own, for what changes nothing else. */
export const recordAlone = (context: Context, entry: AuditEntry): Promise<void> =>
  tenantDb(context).$transaction((tx) => record(tx, context, entry));

/** The row of something that belongs to no tenant: a sign-in, the setup. */
export async function recordEvent(event: AuditEvent, tx: Tx = db): Promise<void> {
  await tx.audit.create({ data: columnsOf(event) });
}

/** NOTIFY channel for changed tenant configurations; workers and pages listen to it. */
export const CONFIG_CHANNEL = "config";
export const ConfigAnnouncement = z.object({ tenant: z.string(), version: z.int() });

/** Tells the record what changed. */
export type Compare = (before: Facts | null, after: Facts | null) => void;

/**
 * Runs `write` in a transaction that also adds its row to the record and raises the tenant's config version. At commit
 * every worker receives `{ tenant, version }` and reloads that tenant.
 * @returns what `write` returned as `value`, and the new config version.
 */
export async function change<T>(
  context: Context,
  entry: AuditEntry,
  write: (tx: Tx, compare: Compare) => Promise<T>,
): Promise<{ value: T; version: number }> {
  return tenantDb(context).$transaction(async (tx) => {
    let states: Pick<AuditEntry, "before" | "after"> = {};
    const value = await write(tx, (before, after) => {
      states = { before, after };
    });
    await record(tx, context, { ...entry, ...states });
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
