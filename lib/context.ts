// Who acts, in which tenant, and with which role: the first parameter of every domain function.
import type { Role } from "#generated/enums.ts";
import { AppError } from "./errors.ts";

export interface Context {
  tenantId: string;
  role: Role;
  /** User id; null for the platform itself (imports at start). */
  actorId: string | null;
}

const rank: Record<Role, number> = { viewer: 0, operator: 1, admin: 2, owner: 3 };

/** @throws AppError "forbidden" where the role is below `least`. First statement of every domain function. */
export function requireRole(context: Context, least: Role): void {
  if (rank[context.role] < rank[least]) throw new AppError("forbidden");
}
