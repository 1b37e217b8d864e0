// What a bot remembers with a question: the messages that fit as they were, and notes of the rest.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { Conversation } from "#lib/conversations/conversations.ts";
import type { GeminiRequest, Part } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { TokenCorrection } from "#lib/memory/correction.ts";
import { ABOUT_NOTES, ABOUT_REMEMBERING, NOTES_READ, notesOf } from "#lib/memory/notes.ts";
import { estimateTokens } from "#lib/memory/tokens.ts";
import {
  exchangesOf,
  fitting,
  foldable,
  startOfTalk,
  type TalkExchange,
  talkTokens,
  tokensOf,
} from "#lib/memory/window.ts";

const HOUR_MS = 3_600_000;
/** Of the memory's tokens, what the messages as they were have at least. */
const LEAST_TALK = 0.25;

type Place = Pick<Conversation, "history" | "summary" | "facts">;

export interface Recalled {
  /** Earlier turns, oldest first. */
  history: { role: "user" | "model"; parts: Part[] }[];
  /** For the system instruction; empty: nothing. */
  rules: string[];
}

/**
 * Within the bot's budget of tokens.
 * @param isPrivate a group has no facts: what a person tells a bot alone is not for the group
 */
export function recall(
  { history, summary, facts }: Place,
  { id, memory }: Pick<BotConfig, "id" | "memory">,
  { correction, isPrivate }: { correction: TokenCorrection; isPrivate: boolean },
): Recalled {
  const factor = correction.factorOf(id);
  const remembers = memory.facts && isPrivate;
  const notes = notesOf({ summary: memory.summary ? summary : "", facts: remembers ? facts : [] });
  const left = Math.max(memory.tokens * LEAST_TALK, memory.tokens - tokensOf(notes ?? "", factor));
  const idle = { idleMs: memory.idleHours * HOUR_MS, now: now() };
  // What was said before a silence goes on until the summary has it.
  const talk = memory.summary ? history : history.slice(startOfTalk(history, idle));
  const recalled: Recalled["history"] =
    notes === null
      ? []
      : [
          { role: "user", parts: [{ text: notes }] },
          { role: "model", parts: [{ text: NOTES_READ }] },
        ];
  for (const { author, text } of fitting(talk, { tokens: left, factor })) {
    const role = author === "user" ? "user" : "model";
    const last = recalled.at(-1);
    // Several messages in a row, as with an operator, are one: Gemini expects the roles to alternate.
    if (last?.role === role) last.parts.push({ text });
    else recalled.push({ role, parts: [{ text }] });
  }
  return {
    history: recalled,
    rules: [...(notes === null ? [] : [ABOUT_NOTES]), ...(remembers ? [ABOUT_REMEMBERING] : [])],
  };
}

/** Whether the summary is to take over older messages, now that this was said too. */
export function isSummaryDue(
  { history }: Pick<Place, "history">,
  said: Pick<TalkExchange, "question" | "answer">,
  { id, memory }: Pick<BotConfig, "id" | "memory">,
  correction: TokenCorrection,
): boolean {
  if (!memory.summary) return false;
  const at = now();
  const size = { tokens: talkTokens(memory.tokens), factor: correction.factorOf(id) };
  const exchanges = [...exchangesOf(history), { ...said, at }];
  return foldable(exchanges, { ...size, idleMs: memory.idleHours * HOUR_MS, now: at }) > 0;
}

/** Of long texts, which many requests share: a bot's knowledge goes with each of its questions. */
const estimates = new WeakMap<Part, number>();
const LONG = 10_000;

function tokensInPart(part: Part): number {
  if (!("text" in part)) return 0;
  if (part.text.length < LONG) return estimateTokens(part.text);
  const tokens = estimates.get(part) ?? estimateTokens(part.text);
  estimates.set(part, tokens);
  return tokens;
}

/** Learns from the tokens that Google counted in the request; a file's are not estimated. */
export function learnTokens(
  correction: TokenCorrection,
  botId: string,
  { system = "", history }: GeminiRequest,
  reported: number | undefined,
): void {
  const parts = history.flatMap((turn) => turn.parts);
  if (reported === undefined || parts.some((part) => !("text" in part))) return;
  const estimated = parts.reduce((sum, part) => sum + tokensInPart(part), estimateTokens(system));
  correction.learn(botId, estimated, reported);
}
