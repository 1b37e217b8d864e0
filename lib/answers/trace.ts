// One answer with all its attempts, for the waterfall view.
import type { AnswerState } from "#generated/enums.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { type KnowledgeTrace, traceFrom } from "../knowledge/trace.ts";
import { authorise, permits, readsTexts } from "../people/can.ts";
import { dollarsOf } from "../prices/cost.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { type AttemptPark, parkOf } from "./attempt-parks.ts";

export interface AttemptView {
  model: string;
  /** The model version that answered, if Google reported it; it resolves an alias. */
  modelVersion: string | null;
  /** Null if the reader may not see keys. `deleted`: it has since been deleted. */
  /** `last4` empty: one of the platform, of which a tenant sees no more. */
  key: { id: string; label: string; last4: string; deleted: boolean } | null;
  class: AttemptClass;
  httpStatus: number | null;
  reason: string | null;
  /** The park that it caused. */
  parks: AttemptPark | null;
  /** Milliseconds from receiving the question to this attempt. */
  offsetMs: number;
  /** Milliseconds from the attempt's start; null if no text arrived. */
  firstTokenMs: number | null;
  ms: number;
  inputTokens: number | null;
  outputTokens: number | null;
  /** US dollars, estimated with the prices of that time; null if unknown. */
  cost: number | null;
}

export interface AnswerTrace {
  id: string;
  bot: { id: string; name: string; username: string };
  conversationId: string;
  state: AnswerState;
  /** What people wrote; null if the reader may not read it. */
  exchange: {
    /** The chat's name in Telegram. */
    asker: string;
    question: string;
    text: string;
  } | null;
  /** True if the model stopped at its token limit, so the text is incomplete. */
  cut: boolean;
  receivedAt: Date;
  finishedAt: Date | null;
  /** These three are milliseconds from receiving the question. */
  startedMs: number;
  firstTextMs: number | null;
  totalMs: number | null;
  /** How long the walk waited for parks to end. */
  waitedMs: number;
  /** When the question is retried, as the apology promised. */
  againAt: Date | null;
  /** When the first candidate would have come free; null: none by itself. */
  retryAt: Date | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** US dollars of all attempts; null if unknown. */
  cost: number | null;
  /** People with a 👍 and a 👎 on it. */
  liked: number;
  disliked: number;
  /** What of its bot's knowledge went with it; null: the bot had none. */
  knowledge: KnowledgeTrace | null;
  attempts: AttemptView[];
  /** False: they were deleted after the time for which the tenant keeps them. */
  attemptsKept: boolean;
}

/** Whether a tenant's answers of this time may still have all their calls. */
async function keepsCalls(context: Context, startedAt: Date): Promise<boolean> {
  const { tenantId } = context;
  const deleted = await tenantDb(context).retention.findFirst({
    where: { tenantId, callsFrom: { gte: startedAt } },
    select: { tenantId: true },
  });
  return deleted === null;
}

/** @throws AppError "not_found", also for another tenant's answer and for an invalid id */
export async function getAnswer(context: Context, id: string): Promise<AnswerTrace> {
  authorise(context, "viewAnswers");
  const { tenantId } = context;
  const answer = isUuid(id)
    ? await tenantDb(context).answer.findFirst({
        where: { tenantId, id },
        include: {
          bot: { select: { id: true, name: true, username: true } },
          conversation: { select: { title: true } },
          attempts: { orderBy: { position: "asc" } },
        },
      })
    : null;
  if (!answer) throw new AppError("not_found");
  const keys = await tenantDb(context).key.findMany({
    where: { tenantId, id: { in: answer.attempts.map(({ keyId }) => keyId) } },
    select: { id: true },
  });
  const there = new Set(keys.map((key) => key.id));
  const seesKeys = permits(context, "viewChain");
  const since = (date: Date) => Math.max(0, date.getTime() - answer.receivedAt.getTime());
  const attempts = answer.attempts.map(
    (attempt): AttemptView => ({
      model: attempt.model,
      modelVersion: attempt.modelVersion,
      key: seesKeys
        ? {
            id: attempt.keyId,
            label: attempt.keyLabel,
            last4: attempt.keyLast4,
            deleted: !there.has(attempt.keyId) && attempt.keyLast4 !== "",
          }
        : null,
      class: attempt.class,
      httpStatus: attempt.httpStatus,
      reason: attempt.reason,
      parks: parkOf(attempt.parks),
      offsetMs: since(attempt.startedAt),
      firstTokenMs: attempt.firstTokenMs,
      ms: attempt.ms,
      inputTokens: attempt.inputTokens,
      outputTokens: attempt.outputTokens,
      cost: attempt.inputTokens === null ? null : dollarsOf(attempt.costMicros),
    }),
  );
  const {
    bot,
    conversationId,
    state,
    question,
    text,
    cut,
    receivedAt,
    finishedAt,
    waitedMs,
    againAt,
    retryAt,
  } = answer;
  return {
    id,
    bot,
    conversationId,
    state,
    exchange: readsTexts(context) ? { asker: answer.conversation.title, question, text } : null,
    cut,
    receivedAt,
    finishedAt,
    startedMs: since(answer.startedAt),
    firstTextMs: answer.firstTextAt && since(answer.firstTextAt),
    totalMs: finishedAt && since(finishedAt),
    waitedMs,
    againAt,
    retryAt,
    inputTokens: answer.inputTokens,
    outputTokens: answer.outputTokens,
    cost: dollarsOf(answer.costMicros),
    liked: answer.liked,
    disliked: answer.disliked,
    knowledge: traceFrom(answer.knowledge),
    attempts,
    attemptsKept: attempts.length > 0 || (await keepsCalls(context, answer.startedAt)),
  };
}
