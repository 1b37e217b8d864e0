// Entering a tenant: the only place that turns a person and a slug into a context.
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import type { Membership, Person } from "./person.ts";

export interface Entry {
  tenant: Membership;
  context: Context;
}

/**
 * @param slug or an earlier one of the tenant @returns null if the tenant does not exist or the person is not a member; the two are indistinguishable.
 * @throws AppError "factor_demanded" if the tenant demands a second factor that this session lacks
 */
export function enter(person: Person, slug: string): Entry | null {
  const tenant = person.tenants.find((each) => each.slug === slug || each.formerSlugs.includes(slug));
  if (!tenant) return null;
  if (tenant.needsFactor) throw new AppError("factor_demanded");
  const { tenantId, role, readTexts, visitUntil } = tenant;
  const visiting = visitUntil !== null;
  return {
    tenant,
    context: { tenantId, role, actorId: person.id, readTexts, ...(visiting && { visiting }) },
  };
}
