// One question: history → chain → reply → settled.
import { randomUUID } from "node:crypto";
import type { Conversation } from "#lib/conversations.ts";
import type { Board } from "#lib/fallback/board.ts";
import type { Provider } from "#lib/fallback/types.ts";
import { type Walk, walk } from "#lib/fallback/walk.ts";
import type { GeminiRequest, Part } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Say } from "#lib/messages/translate.ts";
import type { Claim } from "./claims.ts";
import { answered } from "./metrics.ts";
import { Reply } from "./reply/reply.ts";
import type { Chat } from "./reply/send.ts";
import { type AnswerRecord, recordSent } from "./settle.ts";

export interface Asked {
  claim: Claim;
  bot: BotConfig;
  chat: Chat;
  say: Say;
  conversation: Conversation;
  /** Our row of the first update that asks. */
  updateId: number;
  question: string;
  parts: Part[];
  /** Telegram's id of the question's message. */
  messageId: number;
  /** Whether the answer points at the question (groups). */
  pointing: boolean;
  receivedAt: Date;
}

export interface Engine {
  board: Board;
  provider: Provider<GeminiRequest>;
}

/** An apology promises a time only where it is soon enough to wait for. */
const PROMISE_MS = 6 * 3_600_000;

const manner =
  "Answer in the language of the last message, and in its script: Uzbek written in Cyrillic is answered in Cyrillic, " +
  "Uzbek in Latin letters in Latin. You write in a Telegram chat: be clear and not longer than needed.";

function requestOf({ bot, conversation, parts }: Asked): GeminiRequest {
  const remembered = conversation.history.map(({ author, text }) => ({
    role: author === "user" ? ("user" as const) : ("model" as const),
    parts: [{ text }],
  }));
  return {
    system: bot.prompt ? `${bot.prompt}\n\n${manner}` : manner,
    history: [...remembered, { role: "user", parts }],
  };
}

function apology(say: Say, retryAt: number | null): string {
  if (retryAt === null || retryAt - Date.now() > PROMISE_MS) return say("apology");
  const time = new Date(retryAt + 60_000).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Asia/Tashkent",
  });
  return say("apologyUntil", { time });
}

/** What the chat shows in the end, and what the answer is recorded as. */
function conclude(
  { outcome, text, cut, retryAt }: Walk,
  say: Say,
): { state: AnswerRecord["state"]; shown: string } {
  if (outcome === "answered") return { state: "answered", shown: cut ? `${text}\n\n${say("cut")}` : text };
  if (outcome === "refused") return { state: "refused", shown: say("refusal") };
  return { state: "apologised", shown: apology(say, retryAt) };
}

/**
 * Walks the chain and shows the answer; whatever fails, the person gets a sentence.
 * @returns the record to settle. @throws ChatClosed, or what the network or the database did to the reply
 */
export async function ask(asked: Asked, { board, provider }: Engine): Promise<AnswerRecord> {
  const { claim, bot, chat, say, conversation, updateId, question, messageId, pointing, receivedAt } = asked;
  const id = conversation.begun?.id ?? randomUUID();
  const startedAt = new Date();
  const about = { id, conversationId: conversation.id, updateId, question, receivedAt, startedAt };
  const reply = new Reply({
    ...chat,
    replyTo: pointing ? messageId : null,
    sent: conversation.begun?.sent ?? [],
    async onSent(sent) {
      if (!(await recordSent(claim, { ...about, sent: [...sent] }))) throw new Error("The lane was lost.");
    },
  });
  try {
    const result = await walk({
      chain: bot.chain,
      board,
      provider,
      request: requestOf(asked),
      signal: chat.signal,
      onText: (text) => reply.show(text),
    });
    chat.signal.throwIfAborted();
    const { state, shown } = conclude(result, say);
    await reply.finish(shown);
    const { candidate, attempts } = result;
    const usage = attempts.at(-1)?.usage;
    answered(state, attempts, receivedAt, reply.firstTextAt);
    const spoken = { author: "bot" as const, text: result.text, telegramId: null };
    return {
      ...about,
      state,
      text: shown,
      cut: result.cut,
      model: candidate?.model ?? null,
      keyId: candidate?.key.id ?? null,
      keyName: candidate && `${candidate.key.label} …${candidate.key.last4}`,
      sent: [...reply.sent],
      waitedMs: Math.round(result.waitedMs),
      retryAt: result.retryAt,
      inputTokens: usage?.inputTokens ?? null,
      outputTokens: usage?.outputTokens ?? null,
      firstTextAt: reply.firstTextAt,
      attempts,
      // A question that nobody answered is not remembered: it would stand there without its answer.
      messages:
        state === "answered" ? [{ author: "user", text: question, telegramId: messageId }, spoken] : [],
    };
  } finally {
    reply.close();
  }
}
