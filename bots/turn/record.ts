// From a walk to the final text in the chat and the record of the answer. Pure.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { Attempt, Walk } from "#lib/fallback/index.ts";
import { isSharedKey } from "#lib/keys/default-label.ts";
import { groupOf } from "#lib/knowledge/group.ts";
import type { KnowledgeTrace } from "#lib/knowledge/trace.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { RememberedChange } from "#lib/memory/facts.ts";
import { costOf, sumOf } from "#lib/prices/cost.ts";
import type { AnswerRecord } from "../queue/settlement.ts";
import type { Asked } from "./asked.ts";
import { atTime } from "./words.ts";

export interface Conclusion {
  state: AnswerRecord["state"];
  /** Markdown. */
  shown: string;
  /** What the conversation remembers as the answer; empty: neither question nor answer is remembered. */
  remembered: string;
}

/** The final text in the chat and the answer's state. */
export function conclude(
  { outcome, text, cut }: Walk,
  textSoFar: string,
  again: number | null,
  {
    say,
    locale,
    bot,
    told = [],
  }: Pick<Asked, "say" | "locale"> & { bot: Pick<BotConfig, "timeZone"> } & { told?: readonly string[] },
): Conclusion {
  switch (outcome) {
    case "answered": {
      const shown = [text, ...(cut ? [say("cut")] : []), ...told].filter(Boolean).join("\n\n");
      // A model that only marked what it does (lib/memory/marks.ts) has heard the person.
      return { state: "answered", shown: shown || "👌", remembered: text };
    }
    case "cancelled":
      return { state: "cancelled", shown: textSoFar, remembered: textSoFar };
    case "refused":
      return { state: "refused", shown: say("refusal"), remembered: "" };
    case "exhausted": {
      const shown = again
        ? say("apologyUntil", { when: atTime(again, locale, bot.timeZone) })
        : say("apology");
      return { state: "apologised", shown, remembered: "" };
    }
  }
}

/** Facts about the answer that the walk does not know. */
export interface TurnFacts {
  asked: Asked;
  id: string;
  startedAt: Date;
  /** When the person got an apology in an earlier turn; null: never. */
  promised: Date | null;
  /** When the question is asked again, epoch milliseconds; null: not. */
  again: number | null;
  /** Telegram's message ids of the answer. */
  sent: readonly number[];
  /** The last of them, if nothing else has recorded it. */
  unrecorded?: number | null;
  firstTextAt: Date | null;
  /** What the person asked to remember or to forget. */
  facts?: RememberedChange | null;
  knowledge?: KnowledgeTrace | null;
}

/** Characters of an open question. */
const OPEN_MAX = 2_000;

const nameOf = ({ label, last4 }: Attempt["key"]) => (last4 ? `${label} …${last4}` : label);

/** Google names projects by their numbers: those of the platform are no tenant's to know. */
const withoutProjects = (attempt: Attempt): Attempt =>
  isSharedKey(attempt.key)
    ? { ...attempt, reason: attempt.reason?.replace(/projects?[ /#:]*[\w-]*\d[\w-]*/gi, "project …") ?? null }
    : attempt;

/** The record to settle. @param at when the apology, if any, was sent */
export function recordOf(
  {
    asked: about,
    id,
    startedAt,
    promised,
    again,
    sent,
    unrecorded = null,
    firstTextAt,
    facts = null,
    knowledge = null,
  }: TurnFacts,
  { candidate, attempts, usage, cut, waitedMs, retryAt }: Walk,
  { state, shown, remembered }: Conclusion,
  at = new Date(now()),
): AnswerRecord {
  const { bot, conversation, updateId, question, asked, receivedAt } = about;
  const costs = attempts.map((attempt) => costOf(attempt, bot.prices));
  return {
    id,
    conversationId: conversation.id,
    updateId,
    question,
    asked,
    receivedAt,
    state,
    startedAt,
    // The next turns read it as history; a note to the person is no part of that.
    text: remembered || shown,
    cut,
    model: candidate?.model ?? null,
    keyId: candidate?.key.id ?? null,
    keyName: candidate && nameOf(candidate.key),
    sent: [...sent],
    waitedMs: Math.round(waitedMs),
    retryAt,
    apologisedAt: promised ?? (state === "apologised" ? at : null),
    againAt: again,
    inputTokens: usage?.inputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    costMicros: sumOf(costs),
    firstTextAt,
    ...(unrecorded !== null && { unrecorded }),
    ...(facts && { facts }),
    ...(knowledge && { knowledge }),
    ...(knowledge?.unknown && { open: { text: question.slice(0, OPEN_MAX), group: groupOf(question) } }),
    attempts: attempts.map((attempt, i) => ({ ...withoutProjects(attempt), costMicros: costs[i] ?? null })),
  };
}
