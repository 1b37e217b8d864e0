// An operator's message as the worker that sends it reads it.
import type { ChatMessageKind, ChatMessageState } from "#generated/enums.ts";
import { tenantDb } from "../tenant-db.ts";

export interface OperatorMessage {
  kind: ChatMessageKind;
  state: ChatMessageState;
  text: string;
  fileName: string | null;
  /** Telegram's, of a file that was written in the group of the staff. */
  fileId: string | null;
  /** Of the message at the person. */
  telegramId: number | null;
}

/** @returns null: it was deleted */
export async function findOperatorMessage(
  { tenantId }: { tenantId: string },
  id: string,
): Promise<OperatorMessage | null> {
  return tenantDb({ tenantId }).chatMessage.findFirst({
    where: { tenantId, id, author: "operator" },
    select: { kind: true, state: true, text: true, fileName: true, fileId: true, telegramId: true },
  });
}
