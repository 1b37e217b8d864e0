// Changes that somebody of the platform makes in a tenant: in that tenant's record, and live in workers.
import { type AuditEntry, announce, CONFIG_CHANNEL, record } from "../audit.ts";
import type { Tx } from "../db.ts";
import { notifyWithin } from "../notify.ts";
import type { Person } from "../people/person.ts";

export async function recordInTenant(
  tx: Tx,
  { id: actorId, from }: Pick<Person, "id" | "from">,
  tenantId: string,
  entry: AuditEntry,
): Promise<void> {
  await record(tx, { tenantId, actorId, visiting: true, ...(from && { from }) }, entry);
}

/** The same, and workers load the tenant anew. */
export async function changeInTenant(
  tx: Tx,
  person: Pick<Person, "id" | "from">,
  tenantId: string,
  entry: AuditEntry,
): Promise<void> {
  await recordInTenant(tx, person, tenantId, entry);
  await announce(tx, tenantId);
}

/** Workers load the tenants anew whose versions these are. */
export const announceMany = (tx: Tx, rows: readonly { id: string; version: number }[]): Promise<void> =>
  notifyWithin(
    tx,
    CONFIG_CHANNEL,
    rows.map(({ id: tenant, version }) => ({ tenant, version })),
  );
