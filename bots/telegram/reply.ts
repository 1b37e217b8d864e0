// An answer in the chat: a sign that it is coming, then text that grows, then the final text. In a private chat it grows as a
// draft (draft.ts), elsewhere, and where drafts are refused, as a message that is edited. Frames are dropped, never queued; the
// final text is always sent; messages left by a crash are edited.
import { TelegramError } from "telegraf";
import { now } from "#lib/chain-state/shared-clock.ts";
import { systemClock } from "#lib/fallback/index.ts";
import { log } from "#lib/log.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import { render } from "#lib/markdown/render.ts";
import { richOf } from "#lib/markdown/rich.ts";
import { split } from "#lib/markdown/split.ts";
import { isTokenRefused } from "./call.ts";
import { AnswerDraft } from "./draft.ts";
import {
  ChatClosed,
  type ChatHandle,
  callChat,
  editRich,
  editText,
  NO_PREVIEW,
  sendRich,
  sendText,
  sendTyping,
} from "./send.ts";

interface Options extends ChatHandle {
  /** The question's message id, if the answer should reply to it (groups). */
  replyTo: number | null;
  /** Whether a table may be one of Telegram's own. */
  rich?: boolean;
  /** Whether Telegram may fetch the message's links, for a preview. By default it does. */
  mayPreview?(message: Rendered): boolean;
  /** Ids of messages that an earlier try sent. */
  sent: readonly number[];
  /** Of the draft in which it may grow, in a private chat; null: it grows by edits. */
  draftId: number | null;
  /** Called right after each new message, of which `newest` is the id. `isLast`: the answer is whole, and its messages stay as they are. */
  onSent(sent: readonly number[], newest: number, isLast: boolean): Promise<void>;
}

const TYPING_MS = 4_500;
const FRAME_MS = { private: 1_000, group: 3_000 };
/** A growing text is rendered again for each frame: at most this share of the time. */
const RENDER_SHARE = 0.05;
/** Shown if an answer has no visible character; Telegram would refuse it. */
const NOTHING: Rendered = { text: "…", entities: [] };

/** Milliseconds from one frame to the next. @param renderMs how long the last one took to render */
export const framePause = (chatId: number, renderMs: number): number =>
  Math.max(chatId < 0 ? FRAME_MS.group : FRAME_MS.private, renderMs / RENDER_SHARE);

export class Reply {
  readonly #options: Options;
  readonly #sent: number[];
  /** What each message shows, as far as we know. */
  readonly #shown: (string | null)[];
  #typing: NodeJS.Timeout | null = null;
  /** Where the part that grows is shown; null: in its message. */
  #draft: AnswerDraft | null = null;
  /** Tells the pacer that the answer has ended; null: told. */
  #ended: (() => void) | null;
  #latest: string | null = null;
  #pumping: Promise<void> | null = null;
  #lastFrame = 0;
  #renderMs = 0;
  /** The text that was rendered last, which is often the final one. */
  #rendered: { markdown: string; parts: Rendered[] } | null = null;
  /** Resolves when the final text is known, so that no frame waits any longer. */
  readonly #finishing = Promise.withResolvers<void>();
  #failure: Error | null = null;
  /** When the first text was shown. */
  firstTextAt: Date | null = null;

  constructor(options: Options) {
    this.#options = options;
    this.#sent = [...options.sent];
    this.#shown = options.sent.map(() => null);
    this.#ended = options.pacer.begin(options.chatId);
    const { chatId, draftId, pacer } = options;
    // What an earlier try has begun is gone on with where it stands.
    if (draftId !== null && options.sent.length === 0 && pacer.drafts.allows(chatId))
      this.#draft = new AnswerDraft(options, draftId, () => this.#type());
    else this.#type();
  }

  #type(): void {
    this.#draft = null;
    const type = () => {
      if (this.#options.hold.sure) void sendTyping(this.#options);
    };
    if (this.firstTextAt) return;
    type();
    this.#typing = setInterval(type, TYPING_MS);
  }

  get sent(): readonly number[] {
    return this.#sent;
  }

  /** Whether text is shown or about to be. */
  get begun(): boolean {
    return this.#sent.length > 0 || this.firstTextAt !== null || this.#pumping !== null;
  }

  /** Shows the whole text so far, soon, in place of the text before. Never throws. */
  show(markdown: string): void {
    // Refused for good: one refusal is enough.
    if (this.#failure) return;
    this.#latest = markdown;
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = null;
    });
  }

  /** Shows the final text; waits and retries. @throws ChatClosed, or the error that prevented sending */
  async finish(markdown: string): Promise<void> {
    this.#latest = null;
    this.#finishing.resolve();
    await this.#pumping;
    // A draft that arrives behind the message would stand there for half a minute.
    await this.#draft?.close();
    if (this.#failure) throw this.#failure;
    if (await this.#finishRich(markdown)) return this.#deleteBehind(1);
    const rendered = this.#partsOf(markdown);
    const parts = markdown && rendered.length === 0 ? [NOTHING] : rendered;
    const mayEnd = this.#sent.length <= parts.length;
    for (const [i, part] of parts.entries()) await this.#put(i, part, mayEnd && i === parts.length - 1);
    await this.#deleteBehind(parts.length);
  }

  #partsOf(markdown: string): Rendered[] {
    if (this.#rendered?.markdown !== markdown) this.#rendered = { markdown, parts: split(render(markdown)) };
    return this.#rendered.parts;
  }

  /** @returns false: it has no table for a rich message, or Telegram refuses it, which a text must not be lost for */
  async #finishRich(markdown: string): Promise<boolean> {
    const { rich, mayPreview } = this.#options;
    // Telegram documents no way to leave the preview of such a message out.
    const blocks = rich && mayPreview?.(render(markdown)) !== false ? richOf(markdown) : null;
    if (!blocks) return false;
    try {
      const [first] = this.#sent;
      if (first !== undefined && (await editRich(this.#options, first, blocks))) return true;
      const newest = await sendRich(this.#options, blocks, this.#pointing());
      this.#sent[0] = newest;
      await this.#options.onSent(this.#sent, newest, this.#sent.length === 1);
      this.firstTextAt ??= new Date(now());
      return true;
    } catch (error) {
      if (!(error instanceof TelegramError)) throw error;
      log.warn({ reason: error.description }, "a rich message was refused");
      return false;
    }
  }

  #pointing(): object {
    const { replyTo } = this.#options;
    if (replyTo === null) return {};
    return { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } };
  }

  async #deleteBehind(count: number): Promise<void> {
    for (const extra of this.#sent.splice(count).reverse()) {
      await callChat(this.#options, "deleteMessage", { message_id: extra }).catch(() => undefined);
    }
  }

  /** Ends the sign that it is coming. Always call it. */
  close(): void {
    this.#latest = null;
    this.#finishing.resolve();
    this.#ended?.();
    this.#ended = null;
    void this.#draft?.close();
    this.#stopTyping();
  }

  #stopTyping(): void {
    if (this.#typing) clearInterval(this.#typing);
    this.#typing = null;
  }

  async #pump(): Promise<void> {
    const { chatId, pacer } = this.#options;
    while (this.#latest !== null) {
      const wait = this.#lastFrame + framePause(chatId, this.#renderMs) - systemClock.now();
      // In a busy group even the first frame waits: an answer that is whole by then costs one call. So does each draft.
      const mayWait = this.#sent.length > 0 || chatId < 0 || this.#draft !== null;
      if (wait > 0 || (mayWait && !pacer.free(chatId))) {
        await this.#pause(Math.max(wait, 100));
        continue;
      }
      const markdown = this.#latest;
      this.#latest = null;
      try {
        const began = performance.now();
        const parts = this.#partsOf(markdown);
        this.#renderMs = performance.now() - began;
        await this.#frame(parts);
      } catch (error) {
        if (error instanceof ChatClosed || isTokenRefused(error)) this.#failure = error as Error;
        // A failed frame is dropped; only the final text must arrive.
        else log.debug({ reason: (error as Error).message }, "a frame was dropped");
        if (this.#failure) return;
      }
      this.#lastFrame = systemClock.now();
    }
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    await Promise.race([promise, this.#finishing.promise]);
    clearTimeout(timer);
  }

  /** Only the last part of a growing text changes; the parts before it are complete. */
  async #frame(parts: readonly Rendered[]): Promise<void> {
    const draft = this.#draft;
    const growing = parts.at(-1);
    if (draft && growing) {
      const { chatId, pacer, signal } = this.#options;
      for (let i = this.#sent.length; i < parts.length - 1; i++) await this.#put(i, parts[i] ?? NOTHING);
      await pacer.turn(chatId, signal);
      if (await draft.show(growing)) this.#isShown();
      return;
    }
    const from = Math.max(0, Math.min(this.#sent.length, parts.length) - 1);
    for (const [i, part] of parts.slice(from).entries()) await this.#put(from + i, part);
  }

  async #put(i: number, part: Rendered, isLast = false): Promise<void> {
    const look = JSON.stringify(part);
    if (this.#shown[i] === look) return;
    const messageId = this.#sent[i];
    const preview = this.#options.mayPreview?.(part) === false ? NO_PREVIEW : {};
    if (messageId === undefined || !(await editText(this.#options, messageId, part, preview))) {
      const newest = await sendText(this.#options, part, { ...preview, ...(i === 0 && this.#pointing()) });
      this.#sent[i] = newest;
      await this.#options.onSent(this.#sent, newest, isLast);
    }
    this.#shown[i] = look;
    this.#isShown();
  }

  #isShown(): void {
    this.firstTextAt ??= new Date(now());
    this.#stopTyping();
  }
}
