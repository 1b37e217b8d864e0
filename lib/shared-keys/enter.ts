// Managing the platform's keys: with the functions and actions that manage a tenant's, in the platform's own tenant.
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import type { Permission } from "../people/can.ts";
import type { Person } from "../people/person.ts";
import { authorisePlatform } from "../people/platform.ts";
import { PLATFORM_SLUG, PLATFORM_TENANT } from "./tenant.ts";

/** For its page. @throws AppError "not_found" for whoever is not of the platform */
export function enterSharedKeys(person: Person): Context {
  authorisePlatform(person);
  const { id: actorId, from } = person;
  return { tenantId: PLATFORM_TENANT, role: "admin", actorId, ...(from && { from }) };
}

/**
 * For actions: those that manage keys, and no others. Makes the tenant before the first.
 * @returns null: they are not about these keys, or the person is not of the platform
 */
export async function sharedKeysContext(
  person: Person,
  slug: string,
  may: Permission,
): Promise<Context | null> {
  if (slug !== PLATFORM_SLUG || !person.platformAdmin || may !== "manageKeys") return null;
  const data = { id: PLATFORM_TENANT, slug: PLATFORM_SLUG, name: "Platform" };
  if ((await db.tenant.count({ where: { id: PLATFORM_TENANT } })) === 0)
    await db.tenant.createMany({ data, skipDuplicates: true });
  return enterSharedKeys(person);
}
