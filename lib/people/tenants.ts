// Entering a tenant: the one place where a person and a slug become a context.
import type { Context } from "../context.ts";
import type { Membership, Person } from "./members.ts";

export interface Entry {
  tenant: Membership;
  /** What every domain function takes first. */
  context: Context;
}

/** @returns null where there is no such tenant or the person does not belong to it: nobody can tell which. */
export function enter(person: Person, slug: string): Entry | null {
  const tenant = person.tenants.find((each) => each.slug === slug);
  if (!tenant) return null;
  return { tenant, context: { tenantId: tenant.tenantId, role: tenant.role, actorId: person.id } };
}
