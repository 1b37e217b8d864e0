// Entering a tenant: the only place that turns a person and a slug into a context.
import type { Context } from "../context.ts";
import type { Membership, Person } from "./members.ts";

export interface Entry {
  tenant: Membership;
  context: Context;
}

/** @returns null if the tenant does not exist or the person is not a member; the two are indistinguishable. */
export function enter(person: Person, slug: string): Entry | null {
  const tenant = person.tenants.find((each) => each.slug === slug);
  if (!tenant) return null;
  return { tenant, context: { tenantId: tenant.tenantId, role: tenant.role, actorId: person.id } };
}
