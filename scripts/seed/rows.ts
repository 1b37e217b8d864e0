// From what was lived through to the rows that a worker would have written.
import { say } from "#lib/messages/translate.ts";
import { costOf, sumOf } from "#lib/prices/cost.ts";
import type { Prices } from "#lib/prices/list-prices.ts";
import type { Lived } from "./life.ts";
import type { MadeUpQuestion } from "./traffic.ts";

export interface AnswerIds {
  id: string;
  tenantId: string;
  botId: string;
  conversationId: string;
  updateId: number;
  /** Telegram's ids of the question and of the answer. */
  asked: number;
  sent: number;
}

/** How the trace is retold: other keys, another time. */
export interface Retelling {
  key(id: string): { id: string; label: string; last4: string };
  /** Id of a park's scope. */
  scope(id: string): string;
  /** Milliseconds to add to every time, except to the ends of days. */
  shiftMs: number;
}

/** As it happened. */
export const asLived = (keys: Retelling["key"]): Retelling => ({
  key: keys,
  scope: (id) => id,
  shiftMs: 0,
});

/** The text that the conversation remembers, or else what was shown. */
function textOf({ state, last, textSoFar }: Lived, { answer, person }: MadeUpQuestion): string {
  const told = say(person.locale);
  if (state === "refused") return told("refusal");
  if (state === "apologised") return told("apology");
  // The pool's text is another trade's: as much of this one's.
  const { length } = state === "answered" ? last.text : textSoFar;
  return last.cut || state === "cancelled" ? answer.slice(0, Math.min(length, answer.length)) : answer;
}

const iso = (at: number) => new Date(at).toISOString();

/** The rows of Answer and Attempt. @param question the lived one, or another that gets the same trace */
export function rowsOf(
  lived: Lived,
  question: MadeUpQuestion,
  ids: AnswerIds,
  { key, scope, shiftMs }: Retelling,
  prices: Prices,
) {
  const { tenantId, id } = ids;
  const { state, last, attempts, apologisedAt } = lived;
  const at = (time: number) => iso(time + shiftMs);
  const costs = attempts.map((attempt) => costOf(attempt, prices));
  const by = last.candidate && key(last.candidate.key.id);
  const { retryAt } = last;
  const answer = {
    ...{ id, tenantId, botId: ids.botId, conversationId: ids.conversationId, updateId: ids.updateId, state },
    question: question.text,
    asked: [ids.asked],
    text: textOf(lived, question),
    cut: last.cut,
    model: last.candidate?.model ?? null,
    keyId: by?.id ?? null,
    keyName: by && `${by.label} …${by.last4}`,
    sent: [ids.sent],
    waitedMs: Math.round(last.waitedMs),
    retryAt: retryAt === null ? null : at(retryAt),
    apologisedAt: apologisedAt === null ? null : at(apologisedAt),
    inputTokens: last.usage?.inputTokens ?? null,
    outputTokens: last.usage?.outputTokens ?? null,
    costMicros: sumOf(costs),
    receivedAt: at(lived.question.at),
    startedAt: at(lived.startedAt),
    firstTextAt: at(lived.firstTextAt),
    finishedAt: at(lived.finishedAt),
  };
  const tries = attempts.map((attempt, position) => {
    const { model, modelVersion, class: kind, httpStatus, reason, parks, usage } = attempt;
    const { id: keyId, label, last4 } = key(attempt.key.id);
    const until =
      parks && (parks.until === null || kind === "rate_day" ? parks.until : parks.until + shiftMs);
    return {
      ...{ tenantId, answerId: id, position, model, modelVersion, keyId, keyLabel: label, keyLast4: last4 },
      ...{ class: kind, httpStatus, reason },
      quotaId: attempt.learned?.quotas[0]?.quotaId ?? null,
      parks: parks && { scope: parks.scope, id: scope(parks.id), until },
      startedAt: at(attempt.startedAt),
      firstTokenMs: attempt.firstTokenMs === null ? null : Math.round(attempt.firstTokenMs),
      ms: Math.round(attempt.ms),
      inputTokens: usage?.inputTokens ?? null,
      outputTokens: usage?.outputTokens ?? null,
      costMicros: costs[position] ?? null,
    };
  });
  return { answer, attempts: tries };
}

/** The row of Update: Telegram's message as the worker stored it, handled. */
export function updateOf(
  lived: Lived,
  { person, text }: MadeUpQuestion,
  { tenantId, botId, updateId: id, asked }: AnswerIds,
  { updateId, laneId, shiftMs }: { updateId: number; laneId: number; shiftMs: number },
) {
  const { id: chatId, name, username, locale } = person;
  const names = { first_name: name.split(" ")[0], ...(username ? { username } : {}) };
  const isGroup = chatId < 0;
  return {
    ...{ id, tenantId, botId, updateId, laneId, state: "done", tries: 1 },
    payload: {
      update_id: updateId,
      message: {
        message_id: asked,
        date: Math.floor((lived.question.at + shiftMs) / 1_000),
        chat: isGroup
          ? { id: chatId, type: "supergroup", title: name }
          : { id: chatId, type: "private", ...names },
        from: { id: Math.abs(chatId), is_bot: false, language_code: locale, ...names },
        text,
      },
    },
    walks: lived.walks,
    calls: lived.attempts.length,
    receivedAt: iso(lived.question.at + shiftMs),
    doneAt: iso(lived.finishedAt + shiftMs),
    fence: 1,
  };
}
