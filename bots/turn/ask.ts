// One question: history → chain → reply → the record to settle.

import type { Update } from "telegraf/types";
import { fromStored, now, sharedClock } from "#lib/chain-state/shared-clock.ts";
import {
  type Board,
  type Cost,
  callsLeft,
  type Hedging,
  nextWalkAt,
  type Provider,
  type Walk,
  walk,
} from "#lib/fallback/index.ts";
import type { GeminiRequest } from "#lib/gemini/request.ts";
import { shownOfKnown, UNKNOWN } from "#lib/knowledge/marks.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import type { TokenCorrection } from "#lib/memory/correction.ts";
import { readMarks, shownSoFar } from "#lib/memory/marks.ts";
import { concludeKnown } from "../knowledge/conclude.ts";
import type { Knowledge, Known } from "../knowledge/know.ts";
import { changeOf } from "../memory/change.ts";
import { learnTokens, recall } from "../memory/recall.ts";
import type { Summaries } from "../memory/summaries.ts";
import { answered } from "../metrics.ts";
import { isByOwner } from "../queue/business-update.ts";
import { isContentFault, isTransient } from "../queue/database.ts";
import { againAt } from "../queue/late-answers.ts";
import { isTakeover } from "../queue/payload.ts";
import { recordSent } from "../queue/record-sent.ts";
import type { AnswerRecord } from "../queue/settlement.ts";
import { withdraw } from "../telegram/send.ts";
import { traced } from "../traces.ts";
import { type Spoken, speak } from "../voice/speak.ts";
import type { MessageAllowances } from "./allowances.ts";
import { answerId } from "./answer-id.ts";
import type { Asked } from "./asked.ts";
import { type Display, displayOf } from "./display.ts";
import type { Gate } from "./gate.ts";
import { learn } from "./learn.ts";
import { lineOf } from "./lines.ts";
import { previewsOf } from "./previews.ts";
import { endsAnswer, stoppedDraftOf } from "./question.ts";
import { conclude, recordOf } from "./record.ts";
import type { SharedCalls } from "./shared-calls.ts";
import { systemOf } from "./words.ts";

export interface Engine {
  board: Board;
  hedging: Hedging;
  provider: Provider<GeminiRequest>;
  allowances: MessageAllowances;
  gate: Gate;
  /** Something waits in another lane of the bot, stored by this worker. */
  wake?(botId: string): void;
  correction: TokenCorrection;
  summaries: Pick<Summaries, "earn" | "want">;
  sharedCalls: SharedCalls;
  knowledge: Pick<Knowledge, "of">;
}

/**
 * Before anything was shown, more of the question arrived, so that it is asked again as a whole; or an operator took over,
 * so that it is left to them. Or the person has edited the question, so that it is asked as it is now.
 */
export class Superseded extends Error {}

/** Messages that arrive within this time are one question. */
const TOGETHER_MS = 1_000;
const STOP = "stop";
const MORE = "more";
const EDITED = "edited";
const MAKE_WAY = "make way";
const TAKEN = "taken over";
/** A re-ask that made way for a new message is retried after this. It is none of the message's walks: its calls count. */
const MADE_WAY_MS = 10_000;

/** When the question may be asked next, epoch milliseconds; null: not again. */
function nextAt({ retryAt }: Walk, spent: Cost, madeWay: boolean): number | null {
  if (!madeWay) return nextWalkAt(retryAt, spent, now());
  return callsLeft(spent) > 0 ? now() + MADE_WAY_MS : null;
}

function requestOf(
  { bot, chat, prompt, locale, conversation, parts }: Asked,
  correction: TokenCorrection,
  known: Known,
): GeminiRequest {
  const { history, rules } = recall(conversation, bot, { correction, isPrivate: chat.chatId > 0 });
  const asked = [...known.near, ...parts];
  const last = history.at(-1);
  if (last?.role === "user") last.parts.push(...asked);
  else history.push({ role: "user", parts: asked });
  return {
    system: systemOf(prompt, locale, [...known.rules, ...rules]),
    history: [...known.first, ...history],
  };
}

/** Of a question that no model is asked, since its answer is known to be unknown. */
const notAsked: Walk = {
  ...{ outcome: "answered", text: UNKNOWN, cut: false, finishReason: null, candidate: null, refusal: null },
  ...{ attempts: [], usage: null, waitedMs: 0, retryAt: null },
};

/**
 * A signal that aborts on /stop and on the button that stops a draft, when an operator takes over, when the person edits the
 * question and, before anything is shown, when more of it arrives. A re-ask is aborted by any message of the person.
 */
function listen(asked: Asked, reply: Display): { interrupt: AbortSignal; forget(): void } {
  const interrupt = new AbortController();
  const startedAt = now();
  const [message_id] = asked.asked;
  const first = message_id === undefined ? undefined : { message_id };
  if (asked.stopped) interrupt.abort(STOP);
  const notice = (update: Update) => {
    if (isTakeover(update) || isByOwner(update)) return interrupt.abort(TAKEN);
    if (lineOf(update) !== asked.line) return;
    if (endsAnswer(update, first, asked.bot)) interrupt.abort(STOP);
    else if (asked.isChangedBy(update)) interrupt.abort(EDITED);
    // A stop of another answer, which came late.
    else if (stoppedDraftOf(update) !== null) return;
    else if (reply.begun) return;
    else if (asked.conversation.begun?.apologisedAt) interrupt.abort(MAKE_WAY);
    else if (now() - startedAt < TOGETHER_MS && asked.goesOn(update)) interrupt.abort(MORE);
  };
  for (const update of asked.claim.arrived) notice(update);
  const { listeners } = asked.claim;
  listeners.add(notice);
  return { interrupt: interrupt.signal, forget: () => listeners.delete(notice) };
}

/** The answer as a voice message, if a model of the bot's speaks, and unless the person goes on meanwhile. */
async function speakTo(
  { bot, chat, claim, line, updateId: message, pointing, asked }: Asked,
  { board, provider }: Pick<Engine, "board" | "provider">,
  markdown: string,
  interrupt: AbortSignal,
): Promise<Spoken> {
  const { chain, tenantId } = bot;
  const replyTo = pointing ? (asked.at(-1) ?? null) : null;
  const goesOn = new AbortController();
  const notice = (update: Update) => lineOf(update) === line && goesOn.abort();
  claim.listeners.add(notice);
  try {
    const signal = AbortSignal.any([interrupt, goesOn.signal]);
    const about = { chain, tenantId, chat, message, markdown, replyTo, interrupt: signal };
    const spoken = await speak({ ...about, board, provider });
    learn(tenantId, spoken.attempts);
    return spoken;
  } finally {
    claim.listeners.delete(notice);
  }
}

/**
 * Walks the chain and shows the answer; if the walk fails, the person gets a sentence about it.
 * @returns the record to settle @throws Superseded, ChatClosed, or the error that prevented sending or recording
 */
export async function ask(
  asked: Asked,
  {
    board,
    hedging,
    provider,
    correction,
    sharedCalls,
    knowledge,
  }: Pick<Engine, "board" | "hedging" | "provider" | "correction" | "sharedCalls" | "knowledge">,
): Promise<AnswerRecord> {
  const { claim, bot, chat, conversation, updateId, question, receivedAt, cost } = asked;
  const id = conversation.begun?.id ?? answerId(now());
  const about = { id, conversationId: conversation.id, updateId, question, asked: asked.asked, receivedAt };
  const startedAt = new Date(now());
  const apologisedAt = conversation.begun?.apologisedAt;
  const promised = apologisedAt ? new Date(fromStored(apologisedAt.getTime())) : null;
  const { business } = asked;
  const mayBeSpoken = asked.spoken && !business;
  let unrecorded = null as number | null;
  let mayPreview: ReturnType<typeof previewsOf> = () => true;
  const onSent = async (sent: readonly number[], newest: number, isLast: boolean) => {
    // The settlement follows at once, and records it.
    if (isLast && !mayBeSpoken) unrecorded = newest;
    else await record(sent, newest);
  };
  const record = async (sent: readonly number[], newest: number) => {
    let recorded = false;
    try {
      recorded = await recordSent(claim, { ...about, startedAt, sent: [...sent] }, chat.signal);
    } catch (error) {
      if (isTransient(error) || !isContentFault(error)) throw error;
      // The person has the answer. Its record is refused for the same reason, and ends the question.
      recorded = true;
    } finally {
      // Whoever has the lane now does not know of it and sends its own.
      if (!recorded) await withdraw(chat, newest);
    }
    if (!recorded) throw new Error("The lane was lost.");
  };
  const options = {
    ...chat,
    replyTo: asked.pointing || promised ? (asked.asked.at(-1) ?? null) : null,
    rich: bot.speech.rich,
    // Nobody waits for a promised answer, whose tries may be many. The number of the question is nothing new to the person.
    draftId: promised || asked.stopped ? null : (asked.asked[0] ?? null),
    sent: conversation.begun?.sent ?? [],
    mayPreview: (message: Rendered) => mayPreview(message),
    onSent,
  };
  const reply = business?.display ?? displayOf(bot.id, options);
  const { interrupt, forget } = listen(asked, reply);
  let textSoFar = "";
  try {
    const shares = bot.chain.owners.size > 1;
    const [known] = await Promise.all([
      knowledge.of(asked),
      shares && sharedCalls.prepare(bot.tenantId, bot.sharedCalls),
    ]);
    const request = requestOf(asked, correction, known);
    mayPreview = previewsOf(request);
    const shownOf = known.trace ? (text: string) => shownSoFar(shownOfKnown(text)) : shownSoFar;
    const isSilent = known.isSilent && !interrupt.aborted;
    const walked = isSilent
      ? notAsked
      : await walk({
          chain: bot.chain,
          board,
          provider,
          clock: sharedClock,
          message: updateId,
          limits: { attempts: callsLeft(asked.spent) },
          request,
          known: bot.known,
          ...(bot.hedging ? { hedging } : {}),
          ...(shares && { allowance: sharedCalls.of(bot.tenantId) }),
          signal: AbortSignal.any([chat.signal, interrupt]),
          onText(text) {
            textSoFar = shownOf(text);
            if (textSoFar) reply.show(textSoFar);
          },
        });
    cost.calls = walked.attempts.length;
    learn(bot.tenantId, walked.attempts);
    learnTokens(correction, bot.id, request, walked.usage?.inputTokens);
    chat.signal.throwIfAborted();
    const taken = interrupt.reason === TAKEN;
    if (taken && !reply.begun) throw new Superseded();
    const isAnother = interrupt.reason === MORE || interrupt.reason === EDITED;
    if (isAnother && walked.outcome === "cancelled") throw new Superseded();
    const madeWay = interrupt.reason === MAKE_WAY && walked.outcome === "cancelled";
    cost.walks = madeWay ? 0 : 1;
    const spent = { walks: asked.spent.walks + cost.walks, calls: asked.spent.calls + cost.calls };
    const retryAt = nextAt(walked, spent, madeWay);
    const result = madeWay
      ? { ...walked, outcome: "exhausted" as const, retryAt }
      : taken && walked.outcome !== "answered"
        ? { ...walked, outcome: "cancelled" as const }
        : walked;
    const again = result.outcome === "exhausted" && !business ? againAt(retryAt, receivedAt) : null;
    const read = readMarks(result.text);
    const said = concludeKnown(known, bot.knowledge, asked.say, { ...result, text: read.text });
    const { text } = said;
    const { facts, told } = changeOf(read.marks, asked, { ...result, text });
    const below = [...said.told, ...told];
    const concluded = conclude({ ...result, text }, textSoFar, again, { ...asked, told: below });
    // As somebody's own account it says nothing that only a bot would say: the owner is asked by the silence.
    const unsaid = business !== undefined && (concluded.state !== "answered" || said.isUnanswered);
    const conclusion = unsaid ? { ...concluded, shown: "", remembered: "" } : concluded;
    // A person who was told to wait is not told again.
    // What is shown already stays where there is nothing to put in its place.
    if (!(promised && again) && !unsaid && !(taken && conclusion.shown === ""))
      await reply.finish(conclusion.shown);
    const { firstTextAt } = reply;
    const { state } = conclusion;
    answered(state, result, receivedAt, firstTextAt);
    const says = mayBeSpoken && state === "answered" && !interrupt.aborted;
    const voice = says ? await speakTo(asked, { board, provider }, text, interrupt) : null;
    if (voice?.messageId) await record([...reply.sent, voice.messageId], voice.messageId);
    cost.calls += voice?.attempts.length ?? 0;
    const sent = voice?.messageId ? [...reply.sent, voice.messageId] : reply.sent;
    const all = { ...result, attempts: [...result.attempts, ...(voice?.attempts ?? [])] };
    traced({ id, tenantId: bot.tenantId, botId: bot.id, state, receivedAt, firstTextAt }, all);
    const turn = { asked, id, startedAt, promised, again, sent, firstTextAt, facts, knowledge: said.trace };
    return recordOf({ ...turn, unrecorded }, all, conclusion);
  } catch (error) {
    // Otherwise the next try would send it again.
    if (unrecorded !== null) await record(reply.sent, unrecorded);
    throw error;
  } finally {
    forget();
    reply.close();
  }
}
