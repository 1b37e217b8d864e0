// A preview of an answer in a private chat, with a button that stops it: sendMessageDraft (Bot API 9.5, the button 10.3).
// A draft is no message: it ends after 30 s, or when the bot sends something, so nothing of it is recorded.
import type { ApiMethods } from "@grammyjs/types";
import { TelegramError } from "telegraf";
import { systemClock } from "#lib/fallback/index.ts";
import { log } from "#lib/log.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import { callApi } from "./call.ts";
import { ChatClosed, type ChatHandle, isChatClosed, waitFor, withEntities } from "./send.ts";

type DraftPayload = Parameters<ApiMethods<never>["sendMessageDraft"]>[0];

/** Shown before the first text: Telegram's "Thinking…". */
const THINKING: Rendered = { text: "", entities: [] };
/** A draft lasts 30 s: what does not grow is shown again after this long, or up to twice as long. */
const AGAIN_MS = 10_000;
/** A call that hangs holds up the final text no longer. */
const CALL_MS = 5_000;

/** An older server of the Bot API. A token that is refused gets 401. */
const isUnknownMethod = ({ code }: TelegramError) => code === 404 || code === 501;

export class AnswerDraft {
  readonly #chat: ChatHandle;
  readonly #id: number;
  readonly #onRefused: () => void;
  #shown = THINKING;
  #shownAt = Number.NEGATIVE_INFINITY;
  /** The call under way; the next one waits for it, so that an older text never replaces a newer one. */
  #calling: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #refused = false;

  /**
   * Shows "Thinking…" at once.
   * @param id not 0; the same for a later try, whose draft takes the place of this one
   * @param onRefused called once drafts are refused here, unless it is closed by then
   */
  constructor(chat: ChatHandle, id: number, onRefused: () => void) {
    this.#chat = chat;
    this.#id = id;
    this.#onRefused = onRefused;
    const again = () => {
      if (systemClock.now() - this.#shownAt >= AGAIN_MS) void this.show(this.#shown).catch(() => undefined);
    };
    this.#timer = setInterval(again, AGAIN_MS);
    again();
  }

  /** @returns whether it is shown; false: this frame is dropped @throws ChatClosed, or TelegramError if the token is refused */
  show(text: Rendered): Promise<boolean> {
    const calling = this.#calling.catch(() => undefined).then(() => this.#call(text));
    this.#calling = calling;
    return calling;
  }

  /** Ends it: nothing is shown any more. Resolves when no call is under way. */
  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#calling.catch(() => undefined);
  }

  async #call(text: Rendered): Promise<boolean> {
    const { telegram, chatId, threadId, signal, hold, pacer } = this.#chat;
    if (this.#refused || !this.#timer || !hold.sure || pacer.isHeld(chatId)) return false;
    const isText = text.text !== "";
    try {
      await withEntities(text, (words) => {
        const payload: DraftPayload = {
          ...{ chat_id: chatId, draft_id: this.#id, can_stop: true, ...words },
          // Otherwise the text would be gone until it comes as a message.
          ...(isText && { keep_on_stop: true }),
          ...(threadId && { message_thread_id: threadId }),
        };
        return callApi(telegram, "sendMessageDraft", payload, signal, CALL_MS);
      });
      pacer.drafts.worked(chatId);
      this.#shown = text;
      this.#shownAt = systemClock.now();
      return true;
    } catch (error) {
      this.#failed(error as Error);
      return false;
    }
  }

  /** @throws what ends the answer */
  #failed(error: Error): void {
    const { pacer, chatId, signal } = this.#chat;
    if (signal.aborted) return;
    const refusal = error instanceof TelegramError ? error : null;
    if (refusal && isChatClosed(refusal)) throw new ChatClosed(refusal.description);
    if (refusal?.code === 401) throw refusal;
    log.debug({ reason: error.message }, "a draft was dropped");
    // The final text may still go out: Telegram limits drafts by themselves.
    if (refusal?.code === 429) waitFor(this.#chat, "frames", refusal);
    else if (refusal && isUnknownMethod(refusal)) pacer.drafts.unknown();
    else pacer.drafts.failed(chatId);
    if (this.#refused || pacer.drafts.allows(chatId)) return;
    this.#refused = true;
    if (this.#timer) this.#onRefused();
  }
}
