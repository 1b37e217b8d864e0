// For workers: says something in a page. Best effort, since the page reads the stored answer at the end.
import { log } from "../log.ts";
import { notify } from "../notify.ts";
import { type Announced, type PageChat, TOLD_CHANNEL } from "./place.ts";

/** Characters of one announcement: even if each is written as an escape of six, it fits. */
export const PIECE = 1_200;

export async function tellPage({ botId, chatId }: PageChat, told: readonly Announced[]): Promise<void> {
  const messages = told.map((each) => ({ bot: botId, chat: chatId, told: each }));
  await notify(TOLD_CHANNEL, messages).catch((error: Error) =>
    log.debug({ botId, reason: error.message }, "a page was not told"),
  );
}

/**
 * What is to be announced when the text grows. A short text is announced whole, for pages that open meanwhile.
 * @param before the text as announced last
 */
export function piecesOf(before: string, text: string): Announced[] {
  const known = text.startsWith(before) ? before.length : 0;
  const pieces: Announced[] = [];
  for (let at = Math.min(known, Math.max(0, text.length - PIECE)); at < text.length; at += PIECE)
    pieces.push({ kind: "text", at, text: text.slice(at, at + PIECE) });
  return pieces;
}
