// What the handling of connected accounts needs of a turn.
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Claim } from "../../queue/claims.ts";
import type { ChatHandle } from "../../telegram/send.ts";

export interface BusinessTurn {
  claim: Claim;
  bot: BotConfig;
  chat: ChatHandle;
  engine: { wake?(botId: string): void };
}
