// Finds the pieces of what a bot knows that a question is about.
import { tenantDb } from "../tenant-db.ts";
import { queryOf } from "./words.ts";

/** Which way found a piece. */
export type FoundBy = "words" | "meaning" | "name" | "filter" | "list";

export interface FoundPiece {
  id: string;
  versionId: string;
  position: number;
  heading: string;
  text: string;
  place: string | null;
  tokens: number;
  article: string | null;
  price: number | null;
  stock: number | null;
  link: string | null;
  picture: string | null;
  /** What the order is by, 0 to 1. */
  score: number;
  /** How much of the question's words it has, weighed by how rare they are, 0 to 1. */
  share: number;
  by: FoundBy[];
}

/** A source whose rows were asked for. */
export interface FoundWhole {
  versionId: string;
  /** Its rows in order, as many as fit. */
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

export interface Finding {
  /** Served versions of the sources to search. */
  versionIds: readonly string[];
  question: string;
  /** What the person asked before, the newest last. */
  before?: readonly string[];
  /** Of the question, of unit length, with the model that it is of. */
  vector?: { embedder: string; values: Float32Array } | null;
  most?: number;
}

const MOST = 8;
/** Of each way, before they are put in one order. */
const CANDIDATES = 30;
/** Of the question's words: less is likely about something else. */
const ENOUGH = 0.45;

interface Row {
  id: string;
  versionId: string;
  position: number;
  heading: string;
  text: string;
  place: string | null;
  tokens: number;
  article: string | null;
  price: string | null;
  stock: number | null;
  link: string | null;
  picture: string | null;
  score: number;
  share: number;
  coded: boolean;
}

const FIND = {
  name: "find_pieces",
  text: `SELECT p."id", p."versionId", p."position", p."heading", p."text", p."place", p."tokens", p."article", p."price", p."stock",
      p."link", p."picture", f."score", f."share", f."coded"
    FROM botfactory_find_pieces($1::uuid[], $2::int[], $3::real[], $4::text[], NULL, NULL, NULL, NULL, false, 0, $5) AS f
    JOIN "Piece" AS p ON p."id" = f."piece" AND p."tenantId" = $6
    ORDER BY f."score" DESC, p."versionId", p."position"`,
};

const nothing: Found = { pieces: [], whole: null, enough: false };

export async function findPieces(
  tenant: { tenantId: string },
  { versionIds, question, most = MOST }: Finding,
): Promise<Found> {
  const terms = queryOf(question);
  if (terms.length === 0 || versionIds.length === 0) return nothing;
  const { rows } = await tenantDb(tenant).query<Row>(FIND, [
    versionIds,
    terms.map(({ word }) => word),
    terms.map(({ weight }) => weight),
    terms.map(({ query }) => query),
    CANDIDATES,
    tenant.tenantId,
  ]);
  const best = rows[0]?.score ?? 0;
  const pieces = rows.slice(0, most).map(({ coded, price, ...row }) => ({
    ...row,
    price: price === null ? null : Number(price),
    score: best > 0 ? row.score / best : 0,
    by: (coded ? ["name", "words"] : ["words"]) satisfies FoundBy[] as FoundBy[],
  }));
  return { pieces, whole: null, enough: pieces.some(({ share }) => share >= ENOUGH) };
}
