// What operators do, as the workers hear of it. An operator's message waits in the lane of its conversation like an update
// of Telegram's, so that it is sent in order, under the lane's lease; its id is none of Telegram's: negative.
import { randomInt } from "node:crypto";
import { z } from "zod";

/** Where an operator has acted. Workers listen to it; what they miss they find by their polls. */
export const OPERATOR_CHANNEL = "operator";

export const OperatorAct = z.object({
  chatId: z.int(),
  threadId: z.int(),
  /** Id of the message to send; null: the conversation was taken over, and nothing is stored. */
  messageId: z.string().nullable(),
  /** The message was changed after it was stored. */
  edited: z.boolean().optional(),
});
export type OperatorAct = z.infer<typeof OperatorAct>;
export const OperatorAnnouncement = z.object({ bot: z.string(), act: OperatorAct });

/** The update as it is stored. */
export const operatorUpdate = (act: OperatorAct) => ({
  update_id: act.messageId === null ? 0 : -randomInt(1, 2 ** 48 - 1),
  operator: act,
});
