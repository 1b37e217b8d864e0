// Finds the pieces of what a bot knows that a question is about (docs/decisions/0018-finding.md).
import { candidatesOf, type PieceCandidate, type PlainPiece, type QuestionVector } from "./candidates.ts";
import { type Filters, filtersOf } from "./filters.ts";
import { fuse, type Ranked } from "./fuse.ts";
import { meantWords, queryOf } from "./query.ts";
import { likeness } from "./vectors.ts";
import { wholeOf } from "./whole.ts";

/** Which way found a piece. */
type FoundBy = "words" | "meaning" | "name" | "filter" | "list";

export interface FoundPiece extends PlainPiece {
  /** What the order is by: 1 is the first of each way. */
  score: number;
  /** How much of the question's words it has, weighed by how rare they are, 0 to 1. */
  share: number;
  /** How near its meaning is, -1 to 1; null: not compared. */
  meaning: number | null;
  by: FoundBy[];
}

/** Rows of a source that were asked for all together. */
interface FoundWhole {
  versionId: string;
  /** In the order of the source, as many as fit. */
  pieces: FoundPiece[];
  /** Rows that did not fit. */
  more: number;
}

export interface Found {
  /** Best first. */
  pieces: FoundPiece[];
  whole: FoundWhole | null;
  /** Whether what was found is likely about the question. */
  enough: boolean;
}

export interface PieceQuery {
  /** Served versions of the sources to search. */
  versionIds: readonly string[];
  question: string;
  /** What the person asked before, the newest last. */
  before?: readonly string[];
  vector?: QuestionVector | null;
  most?: number;
  /** Estimated tokens that a whole table may come to. */
  wholeTokens?: number;
}

const MOST = 8;
const TABLE_TOKENS = 6_000;
/** Of each way, before they are put in one order. */
const CANDIDATES = 30;
/** Of the question's words: less is likely about something else. */
const ENOUGH_SHARE = 0.45;
/** Of the question's meaning. Of vectors of gemini-embedding-001 as published; to be measured with a key. */
const ENOUGH_MEANING = 0.68;
/** A meaning that is farther off tells nothing. */
const NEAR_LEAST = 0.5;
/** A question with fewer words of its own is about what was said before. */
const OWN_WORDS = 3;
const BEFORE_QUESTIONS = 2;

const weights: Record<Exclude<FoundBy, "list">, number> = { words: 1, meaning: 1, name: 1, filter: 2 };

/** Of the best score: products that match less are not what a price is asked of. */
const PRICED_LEAST = 0.45;
/** Of the best product's: others that match about as well. */
const CLOSE_TO_BEST = 0.8;

/** Products, where a price was asked for: by it, of those that the words match about as well as the best. */
function filtered(
  candidates: readonly PieceCandidate[],
  { byPrice, least, most }: Filters,
): PieceCandidate[] {
  if (byPrice === 0 && least === null && most === null) return [];
  const priced = candidates.filter(({ price }) => price !== null);
  const [all, best] = [candidates, priced].map((some) => Math.max(0, ...some.map(({ score }) => score)));
  if (best === undefined || best < (all ?? 0) * PRICED_LEAST) return [];
  const close = priced.filter(({ score }) => score >= best * CLOSE_TO_BEST);
  const direction = byPrice || (best === 0 ? 1 : 0);
  return close.sort((a, b) => direction * ((a.price ?? 0) - (b.price ?? 0)));
}

export async function findPieces(
  tenant: { tenantId: string },
  { versionIds, question, before = [], vector = null, most = MOST, wholeTokens = TABLE_TOKENS }: PieceQuery,
): Promise<Found> {
  if (versionIds.length === 0) return { pieces: [], whole: null, enough: false };
  const filters = filtersOf(question);
  const followsUp = meantWords(filters.rest).length < OWN_WORDS;
  const context = followsUp ? before.slice(-BEFORE_QUESTIONS) : [];
  const terms = queryOf(filters.rest, filters.rest ? [...context, ...filters.amounts] : context);
  const search = { versionIds, terms, vector, filters, most: CANDIDATES };
  const candidates = await candidatesOf(tenant, search);
  const meant = new Map(
    candidates.map(({ id, meaning, vector: bytes }) => [
      id,
      bytes && vector ? likeness(bytes, vector.values) : meaning,
    ]),
  );
  const near = candidates
    .filter(({ id }) => (meant.get(id) ?? 0) >= NEAR_LEAST)
    .sort((a, b) => (meant.get(b.id) ?? 0) - (meant.get(a.id) ?? 0))
    .slice(0, CANDIDATES);
  const ways: [keyof typeof weights, readonly PieceCandidate[]][] = [
    ["words", candidates.filter(({ score }) => score > 0)],
    ["meaning", near],
    ["name", candidates.filter(({ coded }) => coded)],
    ["filter", filtered(candidates, filters)],
  ];
  const rankings = ways.map(
    ([way, found]): Ranked<FoundBy> => ({ way, ids: found.map(({ id }) => id), weight: weights[way] }),
  );
  const fused = fuse(rankings);
  const sorted = rankings[3]?.ids ?? [];
  // What was asked for by price is not outweighed by other words.
  if (filters.byPrice !== 0) {
    const place = (id: string) => (sorted.includes(id) ? sorted.indexOf(id) : sorted.length);
    fused.sort((a, b) => place(a.id) - place(b.id));
  }
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const found = fused.flatMap(({ id, score, by }): FoundPiece[] => {
    const candidate = byId.get(id);
    if (!candidate) return [];
    const { coded, vector: bytes, ...piece } = candidate;
    return [{ ...piece, score, meaning: meant.get(id) ?? null, by }];
  });
  const asked = filters.all ? await wholeOf(tenant, search, candidates, wholeTokens) : null;
  const whole = asked && {
    ...{ versionId: asked.versionId, more: asked.more },
    pieces: asked.rows.map(
      (row): FoundPiece => ({ ...row, score: 0, share: 0, meaning: null, by: ["list"] }),
    ),
  };
  return {
    pieces: found.slice(0, most),
    whole,
    enough:
      whole !== null ||
      found.some(({ share, meaning }) => share >= ENOUGH_SHARE || (meaning ?? 0) >= ENOUGH_MEANING),
  };
}
