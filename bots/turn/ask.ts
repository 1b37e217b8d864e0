// One question: history → chain → reply → what is to be settled.
import { randomUUID } from "node:crypto";
import type { Update } from "telegraf/types";
import type { Conversation } from "#lib/conversations/conversations.ts";
import type { Board } from "#lib/fallback/parks/board.ts";
import type { Provider } from "#lib/fallback/types.ts";
import type { Hedging } from "#lib/fallback/walk/hedging.ts";
import { type Walk, walk } from "#lib/fallback/walk/walk.ts";
import type { GeminiRequest, Part } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Locale } from "#lib/messages/locales.ts";
import type { Say } from "#lib/messages/translate.ts";
import { costOf, sumOf } from "#lib/prices/cost.ts";
import { answered } from "../metrics.ts";
import type { Claim } from "../queue/claims.ts";
import { againAt } from "../queue/late-answers.ts";
import { type AnswerRecord, recordSent } from "../queue/settle.ts";
import { Reply } from "../telegram/reply.ts";
import type { Chat } from "../telegram/send.ts";
import { learn } from "./learn.ts";
import { isStop, messageOf } from "./question.ts";
import { inAWhile, systemOf } from "./words.ts";

export interface Asked {
  claim: Claim;
  bot: BotConfig;
  chat: Chat;
  locale: Locale;
  say: Say;
  conversation: Conversation;
  /** Our row of the first update that asks. */
  updateId: number;
  question: string;
  parts: Part[];
  /** Telegram's ids of the question's messages. */
  asked: number[];
  /** Whether the answer points at the question (groups). */
  pointing: boolean;
  receivedAt: Date;
  /** Whether a /stop has come already. */
  stopped: boolean;
  /** Whether the update adds to the question. */
  goesOn(update: Update): boolean;
}

export interface Engine {
  board: Board;
  hedging: Hedging;
  provider: Provider<GeminiRequest>;
}

/** More of the question came before anything was shown: it is asked anew, as a whole. */
export class Superseded extends Error {}

/** What is sent within this time is one question. */
const TOGETHER_MS = 1_000;
const STOP = "stop";
const MORE = "more";

function requestOf({ bot, locale, conversation, parts }: Asked): GeminiRequest {
  const remembered = conversation.history.map(({ author, text }) => ({
    role: author === "user" ? ("user" as const) : ("model" as const),
    parts: [{ text }],
  }));
  return { system: systemOf(bot.prompt, locale), history: [...remembered, { role: "user", parts }] };
}

/** What the chat shows in the end, and what the answer is recorded as. */
function conclude(
  { outcome, text, cut }: Walk,
  textSoFar: string,
  again: number | null,
  { say, locale }: Asked,
): { state: AnswerRecord["state"]; shown: string; remembered: string } {
  switch (outcome) {
    case "answered":
      return { state: "answered", shown: cut ? `${text}\n\n${say("cut")}` : text, remembered: text };
    case "cancelled":
      return { state: "cancelled", shown: textSoFar, remembered: textSoFar };
    case "refused":
      return { state: "refused", shown: say("refusal"), remembered: "" };
    case "exhausted": {
      const shown = again ? say("apologyUntil", { when: inAWhile(again, locale) }) : say("apology");
      return { state: "apologised", shown, remembered: "" };
    }
  }
}

/** Ends `interrupt` where a /stop comes, or more of the question before anything is shown. */
function listen(asked: Asked, reply: Reply): AbortSignal {
  const interrupt = new AbortController();
  const startedAt = Date.now();
  if (asked.stopped) interrupt.abort(STOP);
  const notice = (update: Update) => {
    const message = messageOf(update);
    if (message && isStop(message, asked.bot)) interrupt.abort(STOP);
    else if (!reply.begun && Date.now() - startedAt < TOGETHER_MS && asked.goesOn(update))
      interrupt.abort(MORE);
  };
  for (const update of asked.claim.arrived) notice(update);
  asked.claim.notice = notice;
  return interrupt.signal;
}

/**
 * Walks the chain and shows the answer; whatever fails, the person gets a sentence.
 * @returns the record to settle. @throws Superseded, ChatClosed, or what kept the reply from being sent or recorded
 */
export async function ask(asked: Asked, { board, hedging, provider }: Engine): Promise<AnswerRecord> {
  const { claim, bot, chat, conversation, updateId, question, receivedAt } = asked;
  const id = conversation.begun?.id ?? randomUUID();
  const about = { id, conversationId: conversation.id, updateId, question, asked: asked.asked, receivedAt };
  const startedAt = new Date();
  const promised = conversation.begun?.apologisedAt ?? null;
  const reply = new Reply({
    ...chat,
    replyTo: asked.pointing || promised ? asked.asked.at(-1)! : null,
    sent: conversation.begun?.sent ?? [],
    async onSent(sent) {
      const held = await recordSent(claim, { ...about, startedAt, sent: [...sent] }, chat.signal);
      if (!held) throw new Error("The lane was lost.");
    },
  });
  const interrupt = listen(asked, reply);
  let textSoFar = "";
  try {
    const result = await walk({
      chain: bot.chain,
      board,
      provider,
      request: requestOf(asked),
      known: bot.known,
      ...(bot.hedging ? { hedging } : {}),
      signal: AbortSignal.any([chat.signal, interrupt]),
      onText(text) {
        textSoFar = text;
        reply.show(text);
      },
    });
    learn(bot.tenantId, result.attempts);
    chat.signal.throwIfAborted();
    if (result.outcome === "cancelled" && interrupt.reason === MORE) throw new Superseded();
    const again = result.outcome === "exhausted" ? againAt(result.retryAt, receivedAt) : null;
    const { state, shown, remembered } = conclude(result, textSoFar, again, asked);
    // Who has been told to wait is not told again.
    if (!(promised && again)) await reply.finish(shown);
    const { candidate, attempts, usage } = result;
    const costs = attempts.map((attempt) => costOf(attempt, bot.prices));
    answered(state, result, receivedAt, reply.firstTextAt);
    return {
      ...about,
      state,
      startedAt,
      text: shown,
      cut: result.cut,
      model: candidate?.model ?? null,
      keyId: candidate?.key.id ?? null,
      keyName: candidate && `${candidate.key.label} …${candidate.key.last4}`,
      sent: [...reply.sent],
      waitedMs: Math.round(result.waitedMs),
      retryAt: result.retryAt,
      apologisedAt: promised ?? (state === "apologised" ? new Date() : null),
      againAt: again,
      inputTokens: usage?.inputTokens ?? null,
      outputTokens: usage?.outputTokens ?? null,
      costMicros: sumOf(costs),
      firstTextAt: reply.firstTextAt,
      attempts: attempts.map((attempt, i) => ({ ...attempt, costMicros: costs[i] ?? null })),
      // A question that nobody answered is not remembered: it would stand there without its answer.
      messages: remembered
        ? [
            { author: "user", text: question, telegramId: asked.asked.at(-1)! },
            { author: "bot", text: remembered, telegramId: null },
          ]
        : [],
    };
  } finally {
    delete claim.notice;
    reply.close();
  }
}
