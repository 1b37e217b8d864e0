// The permission table. Pages use it to decide what to offer; server actions and domain functions, what to allow.
import type { Role } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";

export const permissions = [
  /** Read every page of the tenant. */
  "view",
  /** Start and stop bots, write their prompts. */
  "runBots",
  /** Add and delete bots, replace their tokens. */
  "manageBots",
  /** Add, test, edit, order, replace and delete keys; assign projects. */
  "manageKeys",
  /** Order models, refresh the catalogue, replay an order. */
  "manageModels",
  "setPrices",
  /** Classify unknown errors. */
  "classifyErrors",
  /** Read who did what. */
  "readRecord",
] as const;
export type Permission = (typeof permissions)[number];

const viewer = ["view"] as const;
const operator = [...viewer, "runBots"] as const;
const admin = [
  ...operator,
  "manageBots",
  "manageKeys",
  "manageModels",
  "setPrices",
  "classifyErrors",
  "readRecord",
] as const;
const granted: Record<Role, readonly Permission[]> = { viewer, operator, admin, owner: admin };

export const can = (role: Role, permission: Permission): boolean => granted[role].includes(permission);

/** First statement of every domain function. @throws AppError "forbidden" if the role lacks the permission. */
export function authorise({ role }: Context, permission: Permission): void {
  if (!can(role, permission)) throw new AppError("forbidden");
}
