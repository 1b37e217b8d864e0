// Hears of what operators do in the dashboard, so that nothing waits for the next poll.
import type { Update } from "telegraf/types";
import {
  OPERATOR_CHANNEL,
  OperatorAnnouncement,
  operatorUpdate,
} from "#lib/conversations/operator-update.ts";
import { type Listener, listen } from "#lib/listen.ts";

/** @param arrived told of the bot, and of a takeover; messages are stored in their lanes */
export const startOperators = (
  arrived: (botId: string, updates: readonly Update[]) => void,
): Promise<Listener> =>
  listen({
    channel: OPERATOR_CHANNEL,
    message: OperatorAnnouncement,
    onMessage: ({ bot, act }) =>
      arrived(bot, act.messageId === null ? [operatorUpdate(act) as unknown as Update] : []),
    // What was missed is found by the polls of the lanes.
    onConnect: async () => undefined,
  });
