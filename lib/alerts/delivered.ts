// Whether what was just sent has arrived.
import { setTimeout as sleep } from "node:timers/promises";
import type { AlertNoteState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { tenantDb } from "../tenant-db.ts";

export interface Arrival {
  /** "waiting": not yet. */
  state: AlertNoteState;
  /** Why it failed, as the other side says it. */
  error: string | null;
}

/** Longer than a call to Telegram or a webhook may take. */
const PATIENCE_MS = 12_000;

/** Waits until the note was sent or given up, or until the timeout. A note that is gone counts as given up. */
export async function untilDelivered(
  noteId: string,
  { tenantId }: Pick<Context, "tenantId">,
  timeoutMs = PATIENCE_MS,
): Promise<Arrival> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const note = await tenantDb({ tenantId }).alertNote.findFirst({
      where: { tenantId, id: noteId },
      select: { state: true, error: true },
    });
    if (!note) return { state: "failed", error: null };
    // A failed try may be followed by others: what is known of it is told.
    if (note.state !== "waiting" || note.error !== null || Date.now() > end) return note;
    await sleep(100);
  }
}
