// What a token can be good for. A scope takes permissions from its member's role, and never adds one. Pure.
import type { Context } from "../context.ts";
import { type Permission, permits, readsTexts } from "../people/can.ts";

const permissionsOf = {
  "bots:read": ["viewBots"],
  "bots:write": ["viewBots", "runBots"],
  "bots:manage": ["viewBots", "runBots", "manageBots"],
  "keys:read": ["viewChain"],
  "keys:write": ["viewChain", "manageKeys"],
  "models:read": ["viewChain"],
  "models:write": ["viewChain", "manageModels"],
  "answers:read": ["viewAnswers"],
  "conversations:read": ["viewAnswers", "readTexts"],
  "analytics:read": ["viewAnalytics"],
} as const satisfies Record<string, readonly Permission[]>;

export type ApiScope = keyof typeof permissionsOf;
export const apiScopes = Object.keys(permissionsOf) as ApiScope[];
export const isApiScope = (name: string): name is ApiScope => Object.hasOwn(permissionsOf, name);

/** What these scopes leave of a role. */
export const leftBy = (scopes: readonly ApiScope[]): readonly Permission[] => [
  ...new Set(scopes.flatMap((scope) => permissionsOf[scope])),
];

/** Whether the member may do all that the scope stands for, and so hand it out. */
export const holds = (context: Context, scope: ApiScope): boolean =>
  permissionsOf[scope].every((permission) =>
    permission === "readTexts" ? readsTexts(context) : permits(context, permission),
  );
