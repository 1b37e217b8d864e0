// The record of who did what; and changes, which run in one transaction with their row of it, the new config version
// and NOTIFY. Append-only: a trigger refuses updates and deletions (docs/security.md).
import { z } from "zod";
import type { Context, Origin } from "./context.ts";
import { db, type Tx } from "./db.ts";
import { notifyWithin } from "./notify.ts";

/** Every action of the record, `noun.verb`. Those of accounts have no tenant. */
type AuditAction =
  | `bot.${"add" | "import" | "name" | "prompt" | "remove" | "start" | "stop" | "token"}`
  | `deadLetter.${"retry" | "discard"}`
  | "error.classify"
  | `key.${"add" | "edit" | "import" | "order" | "remove" | "replace" | "use"}`
  | `models.${"inherit" | "order"}`
  | `price.${"correct" | "reset"}`
  | `project.${"join" | "learn" | "part"}`
  | `tenant.${"create" | "rename" | "settings" | "remove"}`
  | `member.${"add" | "role" | "remove"}`
  | `invitation.${"create" | "accept" | "revoke"}`
  | `session.${"signIn" | "signInFailed" | "signOut" | "end"}`
  | `password.${"change" | "changeFailed" | "reset" | "resetLink"}`
  | `factor.${"add" | "remove" | "failed" | "recoveryCode"}`
  | `setup.${"done" | "failed"}`
  | `impersonation.${"start" | "end"}`
  | "secrets.rotate";

/** Never a secret beyond its last four characters, never an end user's text. Long texts are cut. */
type Facts = Record<string, string | number | boolean | null>;

export interface AuditEntry {
  action: AuditAction;
  /** Id or name of the changed entity. */
  target: string;
  /** Details for readers of the record. */
  detail?: Facts;
}

export interface AuditEvent extends AuditEntry {
  /** Missing: not of a tenant. */
  tenantId?: string | null;
  /** Missing: the platform itself, or a stranger. */
  actorId?: string | null;
  from?: Origin | undefined;
  before?: Facts | null;
  after?: Facts | null;
}

const [TEXT_MAX, ADDRESS_MAX, AGENT_MAX] = [2_000, 45, 200];
// Postgres stores no NUL.
const cut = (text: string, length: number) => text.slice(0, length).replaceAll("\0", "");
const bounded = (facts: Facts): Facts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "string" ? cut(value, TEXT_MAX) : value,
    ]),
  );

/** Adds a row to the record, by itself or within the caller's transaction. */
export async function record(event: AuditEvent, tx: Tx = db): Promise<void> {
  const { tenantId = null, actorId = null, action, target, from, detail, before, after } = event;
  await tx.audit.create({
    data: {
      tenantId,
      actorId,
      action,
      target: cut(target, TEXT_MAX),
      ...(detail && { detail: bounded(detail) }),
      ...(before && { before: bounded(before) }),
      ...(after && { after: bounded(after) }),
      ...(from && { address: cut(from.address, ADDRESS_MAX) }),
      ...(from?.agent && { agent: cut(from.agent, AGENT_MAX) }),
    },
  });
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
  const { tenantId, actorId, from } = context;
  return db.$transaction(async (tx) => {
    let states: Pick<AuditEvent, "before" | "after"> = {};
    const value = await write(tx, (before, after) => {
      states = { before, after };
    });
    await record({ ...entry, ...states, tenantId, actorId, from }, tx);
    return { value, version: await announce(tx, tenantId) };
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
