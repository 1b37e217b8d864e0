// The permission table, and who may act on whom. Pages use it to decide what to offer; server actions and domain
// functions, what to allow. No other module compares roles.
import type { Role } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";

export const permissions = [
  /** See bots, their state and their prompts. */
  "viewBots",
  /** See keys (label and last four), models, prices, replays and unknown errors. */
  "viewChain",
  /** See answers, without what people wrote. */
  "viewAnswers",
  "viewAnalytics",
  /** See what needs a person now, and what did. */
  "viewAlerts",
  /** See the members. */
  "viewTeam",
  /** Read what people wrote to the bots. A viewer may be allowed to (`readsTexts`). */
  "readTexts",
  /**
   * Take conversations over, answer in them, note what is known of a person; have messages that were given up handled
   * again, or discard them.
   */
  "handleConversations",
  /** Write to all of a bot's people at once. Operators see broadcasts: one that goes wrong cannot be called back. */
  "sendBroadcasts",
  /** Be told of what needs a person, in Telegram and by e-mail. */
  "receiveAlerts",
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
  /** Add, test and delete webhooks for alerts. */
  "manageWebhooks",
  /** Give out and delete what is stored of a person. */
  "managePersonData",
  /** Read who did what. */
  "readRecord",
  /** Make tokens for programs, for what one may do oneself. */
  "useApi",
  /** See the settings of the workspace, its plan and how much of it is used. */
  "viewSettings",
  /** See and end sessions of members below oneself, make links with which they set a new password. */
  "helpMembers",
  /** Invite, remove, give roles, demand a second factor. */
  "manageMembers",
  /** Name, address, language and time zone of the workspace. */
  "manageSettings",
  "manageBilling",
  /** Take everything that the workspace holds along, as a file. */
  "exportTenant",
  "deleteTenant",
] as const;
export type Permission = (typeof permissions)[number];

const viewer = [
  ...["viewBots", "viewChain", "viewAnswers", "viewAnalytics", "viewAlerts", "viewTeam", "useApi"],
] as const satisfies Permission[];
const operator = [
  ...["viewAnswers", "viewAlerts", "readTexts", "handleConversations", "receiveAlerts", "useApi"],
] as const satisfies Permission[];
const admin = [
  ...viewer,
  "readTexts",
  "handleConversations",
  "receiveAlerts",
  "sendBroadcasts",
  "runBots",
  "manageBots",
  "manageKeys",
  "manageModels",
  "setPrices",
  "classifyErrors",
  "manageWebhooks",
  "managePersonData",
  "readRecord",
  "viewSettings",
  "helpMembers",
] as const;
const owner = [
  ...admin,
  "manageMembers",
  "manageSettings",
  "manageBilling",
  "exportTenant",
  "deleteTenant",
] as const;
const granted: Record<Role, readonly Permission[]> = { viewer, operator, admin, owner };

export const can = (role: Role, permission: Permission): boolean => granted[role].includes(permission);

/** Whether a member with this role is told of what needs a person. */
export const mayBeAlerted = (role: Role | null): boolean => role !== null && can(role, "receiveAlerts");

/** Whether whoever acts has the permission: by their role, and by the token that they act through, if any. */
export const permits = ({ role, only }: Pick<Context, "role" | "only">, permission: Permission): boolean =>
  can(role, permission) && (only?.includes(permission) ?? true);

/** First statement of every domain function. @throws AppError "forbidden" if the permission is lacking. */
export function authorise(context: Context, permission: Permission): void {
  if (!permits(context, permission)) throw new AppError("forbidden");
}

/** @throws AppError "members_only" for whoever visits for the platform, "forbidden" for the platform itself */
export function memberOf({ tenantId, actorId, visiting }: Omit<Context, "role">): {
  tenantId: string;
  userId: string;
} {
  if (visiting) throw new AppError("members_only");
  if (actorId === null) throw new AppError("forbidden");
  return { tenantId, userId: actorId };
}

/** Whether people's texts are shown to this member. */
export const readsTexts = ({ role, readTexts, only }: Context): boolean =>
  (can(role, "readTexts") || readTexts === true) && (only?.includes("readTexts") ?? true);

/** What somebody of the platform may in a tenant that they visit: not members, settings, billing and deletion. */
export const VISITOR_ROLE: Role = "admin";

/** From the least to the most. */
export const roles: readonly Role[] = ["viewer", "operator", "admin", "owner"];

/** Whether `role` may act on the account of somebody with `other`: an owner on everybody, others on those below. */
export const outranks = (role: Role, other: Role): boolean =>
  role === "owner" || roles.indexOf(role) > roles.indexOf(other);
