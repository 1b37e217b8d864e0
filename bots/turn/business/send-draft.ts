// Sends what the account's owner has approved, in the lane of the person's chat. A draft's messages are recorded one by one,
// so that a worker that goes on with it edits what is there instead of sending it again.
import { TelegramError } from "telegraf";
import { render } from "#lib/markdown/render.ts";
import { isBotFault } from "../../telegram/call.ts";
import { Reply } from "../../telegram/reply.ts";
import { ChatClosed, MessageRefused, withdraw } from "../../telegram/send.ts";
import type { BusinessTurn } from "./business-turn.ts";
import { giveWay, keepFailed, keepPartSent, keepSent, type PendingDraft, takeDraft } from "./drafts.ts";

/** A change of the customer's, or somebody's own answer, waits behind the approval and is handled before the draft is sent. */
class Overtaken extends Error {}

/** Why nothing may be sent as the account, in Telegram's words as far as it has any; null: it may. */
function refusalOf({ bot, claim }: BusinessTurn): string | null {
  const account = bot.business.accounts.find(({ threadId }) => threadId === claim.threadId);
  if (!account?.accepted || !account.enabled) return "business connection not found";
  return account.canReply ? null : "BOT_ACCESS_FORBIDDEN";
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof ChatClosed ||
  error instanceof MessageRefused ||
  (error instanceof TelegramError && !isBotFault(error));

async function send(
  { claim, chat }: BusinessTurn,
  { id, text, sent }: PendingDraft,
  errand: number,
): Promise<readonly number[]> {
  const reply: Reply = new Reply({
    ...chat,
    ...{ replyTo: null, draftId: null, rich: false, sent },
    // After all waiting for the chat's turn and for Telegram: nothing is known later.
    async beforeCall() {
      if (reply.sent.length === 0 && (await giveWay(claim, chat.signal, { id, errand })))
        throw new Overtaken();
    },
    async onSent(all, newest) {
      let recorded = false;
      try {
        recorded = await keepPartSent(claim, chat.signal, id, all);
      } finally {
        // Whoever has the lane now does not know of it and sends its own.
        if (!recorded) await withdraw(chat, newest);
      }
      if (!recorded) throw new Error("The lane was lost.");
    },
  });
  try {
    await reply.finish(text);
    return reply.sent;
  } finally {
    reply.close();
  }
}

/** @param errand row id of the approval's update @throws what prevented sending or recording, if that may pass */
export async function sendDraft(turn: BusinessTurn, id: string, errand: number): Promise<void> {
  const { claim, chat, bot } = turn;
  const draft = await takeDraft(claim, id);
  // Sent already, or somebody answered by hand meanwhile.
  if (draft?.state !== "approved") return;
  const refusal = refusalOf(turn);
  if (refusal !== null) {
    await keepFailed(claim, chat.signal, id, refusal);
    return;
  }
  let sent: readonly number[];
  try {
    sent = await send(turn, draft, errand);
  } catch (error) {
    if (error instanceof Overtaken) return;
    if (!isRefusal(error)) throw error;
    const reason = error instanceof TelegramError ? error.description : error.message;
    await keepFailed(claim, chat.signal, id, reason);
    return;
  }
  const name = bot.business.accounts.find(({ threadId }) => threadId === claim.threadId)?.name ?? "";
  const text = render(draft.text).text;
  if (!(await keepSent(claim, chat.signal, { id, sent, text, name }))) throw new Error("The lane was lost.");
  turn.engine.wake?.(bot.id);
}
