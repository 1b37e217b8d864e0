// The acting user, tenant and role: first parameter of every domain function.
import type { Role } from "#generated/enums.ts";

export interface Context {
  tenantId: string;
  role: Role;
  /** User id; null for the platform itself (imports at start). */
  actorId: string | null;
  /** Lets a viewer read what people wrote to the bots. */
  readTexts?: boolean;
}
