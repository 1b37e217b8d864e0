// An operator's message as the worker that sends it reads it.
import type { ChatMessageKind, ChatMessageState } from "#generated/enums.ts";
import { tenantDb } from "../tenant-db.ts";

interface OperatorMessage {
  kind: ChatMessageKind;
  state: ChatMessageState;
  text: string;
  fileName: string | null;
}

/** @returns null: it was deleted */
export async function findOperatorMessage(
  { tenantId }: { tenantId: string },
  id: string,
): Promise<OperatorMessage | null> {
  return tenantDb({ tenantId }).chatMessage.findFirst({
    where: { tenantId, id, author: "operator" },
    select: { kind: true, state: true, text: true, fileName: true },
  });
}
