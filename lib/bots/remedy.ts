// The one thing to do about a bot that cannot answer, and the page where it is done. Pure.
import type { Permission } from "../people/can.ts";
import type { BotCondition } from "./state.ts";

export interface Remedy {
  action: "addKey" | "openKeys" | "openModels" | "openHealth" | "replaceToken" | "openBot";
  /** Within the tenant's pages. */
  path: string;
  /** Who can do it there. */
  may: Permission;
}

/** @returns null where nobody can do anything here: it works, is off, or only waits */
export function remedyOf(botId: string, condition: BotCondition): Remedy | null {
  if (!("reason" in condition)) return null;
  switch (condition.reason) {
    case "no_key":
    case "shared_refused":
      return { action: "addKey", path: "keys#add", may: "manageKeys" };
    case "keys_off":
      return { action: "openKeys", path: "keys", may: "manageKeys" };
    case "keys_refused":
    case "keys_unreadable":
    case "untested": {
      const path = condition.keyId ? `keys#key=${condition.keyId}` : "keys";
      return { action: "openKeys", path, may: "manageKeys" };
    }
    case "no_model":
    case "models_gone":
    case "models_denied":
      return { action: "openModels", path: `models?bot=${botId}`, may: "manageModels" };
    case "limits":
    case "models_down":
    case "egress":
      return { action: "openHealth", path: "health", may: "viewChain" };
    case "unauthorized":
    case "token_unreadable":
    case "conflict":
      return { action: "replaceToken", path: `bots/${botId}`, may: "manageBots" };
    case "allowance":
      return { action: "openBot", path: `bots/${botId}/limits`, may: "runBots" };
    default:
      return null;
  }
}
