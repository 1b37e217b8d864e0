// What the database finds for a question in several ways, by one statement.
import { tenantDb } from "../tenant-db.ts";
import type { Filters } from "./filters.ts";
import type { Term } from "./query.ts";
import { bitsOf, bytesOf } from "./vectors.ts";

/** Of the question, of unit length, with the model that it is of. */
export interface QuestionVector {
  embedder: string;
  values: Float32Array;
}

/** A stored piece, as others see it. */
export interface PlainPiece {
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
}

export interface PieceCandidate extends PlainPiece {
  /** How well the words match; 0: none does. */
  score: number;
  /** How much of the question's words it has, weighed by how rare they are, 0 to 1. */
  share: number;
  /** It has one of the question's article numbers. */
  coded: boolean;
  /** The cosine of its vector with the question's, where the database compares halves; null: it does not, or the piece is not near. */
  meaning: number | null;
  /** To be compared: its signs are near. */
  vector: Buffer | null;
}

const FIND = {
  name: "find_pieces",
  text: `SELECT p."id", p."versionId", p."position", p."heading", p."text", p."place", p."tokens", p."article",
      p."price"::float8 AS "price", p."stock", p."link", p."picture", f."score", f."share", f."coded", f."meaning",
      CASE WHEN f."far" IS NOT NULL THEN p."vector" END AS "vector"
    FROM botfactory_find_pieces($1::uuid[], $2::int[], $3::real[], $4::boolean[], $5::text[], $6::bit(768), $7, $8, $9, $10, $11, $12, $13) AS f
    JOIN "Piece" AS p ON p."id" = f."piece" AND p."tenantId" = $14
    ORDER BY f."score" DESC, p."versionId", p."position"`,
};

export interface Search {
  versionIds: readonly string[];
  terms: readonly Term[];
  vector: QuestionVector | null;
  filters: Pick<Filters, "least" | "most" | "stocked" | "byPrice">;
  /** Of each way. */
  most: number;
}

/** @returns those that the words match best first */
export async function candidatesOf(
  tenant: { tenantId: string },
  { versionIds, terms, vector, filters, most }: Search,
): Promise<PieceCandidate[]> {
  const { rows } = await tenantDb(tenant).query<PieceCandidate>(FIND, [
    versionIds,
    terms.map(({ word }) => word),
    terms.map(({ weight }) => weight),
    terms.map(({ sure }) => sure),
    terms.map(({ query }) => query),
    vector && bitsOf(vector.values),
    vector?.embedder ?? null,
    filters.least,
    filters.most,
    filters.stocked,
    filters.byPrice,
    most,
    vector && bytesOf(vector.values),
    tenant.tenantId,
  ]);
  return rows;
}
