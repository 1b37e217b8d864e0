// What of a bot's knowledge goes with a question.

import { now } from "#lib/chain-state/shared-clock.ts";
import type { Conversation } from "#lib/conversations/conversations.ts";
import type { GeminiRequest, Part } from "#lib/gemini/request.ts";
import {
  goesWhole,
  KNOWLEDGE_READ,
  knowledgeRules,
  knowledgeText,
  markOf,
  type Shown,
} from "#lib/knowledge/prompt.ts";
import { type Found, type FoundPiece, findPieces, type PieceQuery } from "#lib/knowledge/search.ts";
import type { KnownSource } from "#lib/knowledge/served.ts";
import { isSmallTalk } from "#lib/knowledge/small-talk.ts";
import { headingFrom, type KnowledgeTrace } from "#lib/knowledge/trace.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { knowledgeSearches } from "../metrics.ts";
import type { QuestionVectors } from "./question-vectors.ts";
import { WholeTexts } from "./whole.ts";

/** A source as the prompt numbers it, from 1. */
export interface KnownPlace {
  name: string;
  place: string | null;
}

export interface Known {
  /** Goes before the talk; the same for all questions, so that Google may keep it. */
  first: GeminiRequest["history"];
  /** Goes right before the question. */
  near: readonly Part[];
  /** For the system instruction. */
  rules: readonly string[];
  numbered: readonly KnownPlace[];
  /** There is no answer in it, and none is to be had elsewhere: no model is asked. */
  isSilent: boolean;
  /** null: the bot knows nothing, and nothing depends on it. */
  trace: KnowledgeTrace | null;
}

const nothing: Known = { first: [], near: [], rules: [], numbered: [], isSilent: false, trace: null };
const noTrace: KnowledgeTrace = {
  ...{ way: "nothing", sources: [], pieces: [], listed: null, enough: false },
  ...{ unknown: false, failed: false, ms: 0 },
};

type Of = Pick<BotConfig, "id" | "tenantId" | "knowledge" | "chain" | "known">;

interface Question {
  bot: Of;
  question: string;
  parts: readonly Part[];
  conversation: Pick<Conversation, "history">;
}

/** A slower search does not hold up the answer. */
const DEADLINE_MS = 1_500;
/** Questions before this one that it is searched with. */
const BEFORE = 2;

/** Replaced in tests. */
interface Options {
  meaning?: Pick<QuestionVectors, "ofQuestion">;
  find?: typeof findPieces;
  deadlineMs?: number;
}

export class Knowledge {
  readonly #whole = new WholeTexts();
  readonly #meaning: Options["meaning"];
  readonly #find: typeof findPieces;
  readonly #deadlineMs: number;

  constructor({ meaning, find = findPieces, deadlineMs = DEADLINE_MS }: Options = {}) {
    this.#meaning = meaning;
    this.#find = find;
    this.#deadlineMs = deadlineMs;
  }

  /** Never fails: a question whose knowledge cannot be had is asked without it. */
  async of(asked: Question): Promise<Known> {
    const { id, knowledge } = asked.bot;
    const { sources, only } = knowledge;
    if (sources.length === 0 && !only) return nothing;
    const startedAt = now();
    const known = await this.#read(asked).catch((error: Error): Known => {
      log.warn({ botId: id, reason: error.message }, "a bot's knowledge could not be read");
      return { ...nothing, trace: { ...noTrace, failed: true } };
    });
    const trace = { ...(known.trace ?? noTrace), ms: Math.round(now() - startedAt) };
    knowledgeSearches.inc({ outcome: trace.failed ? "failed" : trace.way });
    const hasSome = known.first.length + known.near.length > 0;
    return { ...known, rules: knowledgeRules(markOf(id), { only, hasSome }), trace };
  }

  #read(asked: Question): Promise<Known> {
    const { bot } = asked;
    const { sources } = bot.knowledge;
    if (sources.length === 0) return Promise.resolve(nothing);
    return goesWhole(sources) ? this.#all(bot) : this.#some(asked);
  }

  async #all(bot: Of): Promise<Known> {
    const { sources } = bot.knowledge;
    const part = await this.#whole.of(bot);
    return {
      ...nothing,
      first: [
        { role: "user", parts: [part] },
        { role: "model", parts: [{ text: KNOWLEDGE_READ }] },
      ],
      numbered: sources.map(({ name }) => ({ name, place: null })),
      trace: {
        ...noTrace,
        ...{ way: "whole", enough: true },
        sources: sources.map(({ id, name }) => ({ id, name, used: false })),
      },
    };
  }

  async #some({ bot, question, parts, conversation }: Question): Promise<Known> {
    const { sources, only } = bot.knowledge;
    const wrote = conversation.history.flatMap(({ author, text }) => (author === "user" ? text : []));
    const versionIds = sources.map(({ versionId }) => versionId);
    const asked = { versionIds, question, before: wrote.slice(-BEFORE) };
    const found = await within(this.#search(bot, asked), this.#deadlineMs);
    const isText = parts.every((part) => "text" in part);
    const isSilent = only && !found.enough && isText && !isSmallTalk(question);
    return { ...shownOf(bot, found), isSilent };
  }

  /** By words; by meaning too where they find too little, since a vector costs a call and its time. */
  async #search(bot: Of, asked: PieceQuery): Promise<Found> {
    const found = await this.#find(bot, asked);
    const isEmbedded = bot.knowledge.sources.some(({ embedded }) => embedded > 0);
    if (found.enough || !isEmbedded || !this.#meaning || isSmallTalk(asked.question)) return found;
    const vector = await this.#meaning.ofQuestion(bot, asked.versionIds, asked.question);
    return vector ? this.#find(bot, { ...asked, vector }) : found;
  }
}

/** @throws Error after the time; what comes later is let go */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The search took longer than ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

/** What a search has found, numbered: its pieces, then the table whose rows were asked for. */
function shownOf({ id, knowledge: { sources } }: Of, { pieces, whole, enough }: Found): Known {
  const sourceOf = (versionId: string) => sources.find((each) => each.versionId === versionId);
  const own = pieces.flatMap((piece) => {
    const source = sourceOf(piece.versionId);
    return source ? { piece, source } : [];
  });
  const table = whole && sourceOf(whole.versionId);
  const shown: (Shown & { place: string | null; source: KnownSource })[] = [
    ...own.map(({ piece, source }) => ({ ...aboutOf(source), texts: [piece], place: piece.place, source })),
    ...(whole && table
      ? [{ ...aboutOf(table), texts: whole.pieces, place: null, more: whole.more, source: table }]
      : []),
  ];
  if (shown.length === 0) return { ...nothing, trace: { ...noTrace, enough } };
  const met = [...new Map(shown.map(({ source }) => [source.id, source])).values()];
  return {
    ...nothing,
    near: [{ text: knowledgeText(markOf(id), shown) }],
    numbered: shown.map(({ name, place }) => ({ name, place })),
    trace: {
      ...noTrace,
      ...{ way: "found", enough, listed: table?.id ?? null },
      sources: met.map(({ id, name }) => ({ id, name, used: false })),
      pieces: own.map(({ piece, source }) => tracedPiece(piece, source.id)),
    },
  };
}

const aboutOf = ({ name, kind }: KnownSource) => ({ name, kind });

const tracedPiece = ({ id, heading, text, place, score, by }: FoundPiece, source: string) => ({
  ...{ id, source, place, by, used: false },
  heading: headingFrom(heading || text),
  score: Math.round(score * 1_000) / 1_000,
});
