// An answer in a page of the dashboard: announced as it grows. The page reads the final text from the stored answer.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { PageChat } from "#lib/page-chat/place.ts";
import { piecesOf, tellPage } from "#lib/page-chat/tell.ts";

const FRAME_MS = 60;

export class PageReply {
  readonly #chat: PageChat;
  #latest = "";
  #announced = "";
  #pumping: Promise<void> | null = null;
  #closed = false;
  /** No message of Telegram's. */
  readonly sent: readonly number[] = [];
  firstTextAt: Date | null = null;

  constructor(chat: PageChat) {
    this.#chat = chat;
  }

  get begun(): boolean {
    return this.firstTextAt !== null;
  }

  show(markdown: string): void {
    this.firstTextAt ??= new Date(now());
    this.#latest = markdown;
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = null;
    });
  }

  async finish(markdown: string): Promise<void> {
    this.#latest = markdown;
    this.firstTextAt ??= new Date(now());
    await this.#pumping;
    await this.#announce();
  }

  close(): void {
    this.#closed = true;
  }

  async #announce(): Promise<void> {
    const pieces = piecesOf(this.#announced, this.#latest);
    this.#announced = this.#latest;
    await tellPage(this.#chat, pieces);
  }

  async #pump(): Promise<void> {
    while (!this.#closed && this.#latest !== this.#announced) {
      await this.#announce();
      await new Promise((done) => setTimeout(done, FRAME_MS));
    }
  }
}
