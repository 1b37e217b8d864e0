import { render } from "#lib/markdown/render.ts";
import { split } from "#lib/markdown/split.ts";
import { type ChatHandle, sendText } from "../send.ts";

/** Sends an owner's words, in several messages if they are too long for one; `extra` goes with the last. */
export async function sayMarkdown(chat: ChatHandle, markdown: string, extra: object = {}): Promise<void> {
  const messages = split(render(markdown));
  for (const [i, message] of messages.entries())
    await sendText(chat, message, i === messages.length - 1 ? extra : {});
}
