// Which of the earlier messages go with a question as they were, and which of them the summary is to take over. Pure.
import { estimateTokens } from "./tokens.ts";

/** One message of the conversation. */
export interface Remembered {
  author: "user" | "bot";
  text: string;
  /** Epoch milliseconds of its exchange. */
  at: number;
}

/** A question with its answer, or one of both alone. */
export interface TalkExchange {
  question?: string;
  answer?: string;
  at: number;
}

/** What the earlier messages may take, in tokens. */
export interface WindowSize {
  tokens: number;
  /** What an estimated token comes to (correction.ts). */
  factor: number;
}

/** Of the memory's tokens, what the summary may take. */
const SUMMARY_SHARE = 0.25;
export const summaryTokens = (tokens: number): number => Math.round(tokens * SUMMARY_SHARE);
/** And what the messages as they were may take, at which the summary takes some over. */
export const talkTokens = (tokens: number): number => tokens - summaryTokens(tokens);

/** Each message also has a role and its bounds. */
const TOKENS_PER_MESSAGE = 4;

export const tokensOf = (text: string, factor: number): number =>
  Math.ceil(estimateTokens(text) * factor) + TOKENS_PER_MESSAGE;

/**
 * The newest messages that fit, oldest first. Starts with a person's message, as Gemini requires; a message that does
 * not fit is left out with all before it.
 */
export function fitting(oldestFirst: readonly Remembered[], { tokens, factor }: WindowSize): Remembered[] {
  let left = tokens;
  let from = oldestFirst.length;
  for (; from > 0; from--) {
    const message = oldestFirst[from - 1];
    if (!message) break;
    left -= tokensOf(message.text, factor);
    if (left < 0) break;
  }
  while (oldestFirst[from]?.author === "bot") from++;
  return oldestFirst.slice(from);
}

/** Index of the first message after the last silence of that length; 0: there was none. @param now epoch milliseconds */
export function startOfTalk(
  oldestFirst: readonly { at: number }[],
  { idleMs, now }: { idleMs: number; now: number },
): number {
  if (idleMs <= 0) return 0;
  for (let i = oldestFirst.length; i > 0; i--) {
    const next = oldestFirst[i]?.at ?? now;
    if (next - (oldestFirst[i - 1]?.at ?? next) >= idleMs) return i;
  }
  return 0;
}

/** Share of the tokens at which the older messages are summed up, and the share that is then left as it was. */
const FULL = 0.75;
const LEFT = 0.4;
/** The same in exchanges: the statement that reads a conversation reads no more than HISTORY_EXCHANGES of them. */
export const HISTORY_EXCHANGES = 30;
const FULL_EXCHANGES = 22;
const LEFT_EXCHANGES = 8;

/** Messages as exchanges: an answer goes with the question before it. */
export function exchangesOf(oldestFirst: readonly Remembered[]): TalkExchange[] {
  const exchanges: TalkExchange[] = [];
  for (const { author, text, at } of oldestFirst) {
    const last = exchanges.at(-1);
    if (author === "bot" && last?.at === at && last.answer === undefined) last.answer = text;
    else exchanges.push(author === "user" ? { question: text, at } : { answer: text, at });
  }
  return exchanges;
}

const tokensIn = ({ question, answer }: TalkExchange, factor: number): number =>
  [question, answer].reduce((sum, text) => sum + (text === undefined ? 0 : tokensOf(text, factor)), 0);

/**
 * How many of the oldest exchanges the summary is to take over now; 0: none. All before the last silence, and so many
 * that the rest is small, so that a summary is made once in many questions.
 */
export function foldable(
  oldestFirst: readonly TalkExchange[],
  { tokens, factor, idleMs, now }: WindowSize & { idleMs: number; now: number },
): number {
  const begins = startOfTalk(oldestFirst, { idleMs, now });
  const sizes = oldestFirst.map((exchange) => tokensIn(exchange, factor));
  let sum = sizes.slice(begins).reduce((all, size) => all + size, 0);
  let count = oldestFirst.length - begins;
  if (sum < tokens * FULL && count < FULL_EXCHANGES) return begins;
  let folded = begins;
  // The newest exchange stays as it was: the next question is likely about it.
  while (folded < oldestFirst.length - 1 && (sum > tokens * LEFT || count > LEFT_EXCHANGES)) {
    sum -= sizes[folded] ?? 0;
    count--;
    folded++;
  }
  return folded;
}
