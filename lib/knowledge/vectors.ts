// Vectors of pieces: half floats to compare exactly, their signs to find the few that are worth it. pgvector is not needed.
import { tenantDb } from "../tenant-db.ts";

type Vector = Float32Array | readonly number[];

/** @returns of unit length; all zeros stay so */
export function unit(vector: Vector): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => (length > 0 ? value / length : 0));
}

/** For "Piece".bits: 1 where a number is above 0. */
export const bitsOf = (vector: Vector): string =>
  Array.from(vector, (value) => (value > 0 ? "1" : "0")).join("");

/** For "Piece".vector: 768 float16, little-endian. */
export function bytesOf(vector: Vector): Buffer {
  const view = new DataView(new ArrayBuffer(vector.length * 2));
  for (const [i, value] of vector.entries()) view.setFloat16(i * 2, value, true);
  return Buffer.from(view.buffer);
}

/** The number of each half: to look it up takes a fraction of the time in which V8 makes it. */
const halves = Float32Array.from(
  new Float16Array(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).buffer),
);

/** The cosine of a stored vector with one of unit length; both from -1 to 1. */
export function likeness(bytes: Buffer, vector: Vector): number {
  let [sum, square] = [0, 0];
  for (let i = 0; 2 * i + 1 < bytes.length; i++) {
    const value = halves[(bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8)] ?? 0;
    sum += value * (vector[i] ?? 0);
    square += value * value;
  }
  return square > 0 ? sum / Math.sqrt(square) : 0;
}

type Of = { tenantId: string };

export interface Unembedded {
  id: string;
  versionId: string;
  heading: string;
  text: string;
}

/** Pieces without a vector of this model, in order of their sources; those with none at all first. */
export async function unembeddedPieces(
  tenant: Of,
  versionIds: readonly string[],
  embedder: string,
  most: number,
): Promise<Unembedded[]> {
  const { rows } = await tenantDb(tenant).query<Unembedded>(
    `SELECT "id", "versionId", "heading", "text" FROM "Piece"
     WHERE "tenantId" = $1 AND "versionId" = ANY($2) AND "embedder" IS DISTINCT FROM $3
     ORDER BY "vector" IS NOT NULL, "versionId", "position" LIMIT $4`,
    [tenant.tenantId, versionIds, embedder, most],
  );
  return rows;
}

/**
 * Stores vectors of pieces whose text is still the one that was embedded; what was edited or deleted meanwhile stays without.
 * @returns how many were stored
 */
export async function storeVectors(
  tenant: Of,
  embedder: string,
  pieces: readonly (Unembedded & { vector: Vector })[],
): Promise<number> {
  const vectors = pieces.map(({ vector }) => unit(vector));
  const { rows } = await tenantDb(tenant).query<{ stored: number }>(
    `WITH stored AS (
       UPDATE "Piece" AS p SET "bits" = n.bits::bit(768), "vector" = n.vector, "embedder" = $2
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::bytea[]) AS n(id, heading, text, bits, vector)
       WHERE p."tenantId" = $1 AND p."id" = n.id AND p."heading" = n.heading AND p."text" = n.text
       RETURNING p."versionId", p."id"
     ), counted AS (
       UPDATE "SourceVersion" AS v SET "embedded" = (SELECT count(*) FROM "Piece" AS p WHERE p."versionId" = v."id"
           AND (p."vector" IS NOT NULL OR p."id" IN (SELECT s."id" FROM stored AS s)))
       WHERE v."tenantId" = $1 AND v."id" IN (SELECT s."versionId" FROM stored AS s)
     )
     SELECT count(*)::int AS stored FROM stored`,
    [
      tenant.tenantId,
      embedder,
      pieces.map(({ id }) => id),
      pieces.map(({ heading }) => heading),
      pieces.map(({ text }) => text),
      vectors.map(bitsOf),
      vectors.map(bytesOf),
    ],
  );
  return rows[0]?.stored ?? 0;
}

/** The first and the last model of each version: of a large bot, two rows instead of all. */
async function embeddersOf({ tenantId }: Of, versionIds: readonly string[]): Promise<Set<string>> {
  const end = (order: "ASC" | "DESC") =>
    `(SELECT p."embedder" FROM "Piece" AS p WHERE p."tenantId" = $1 AND p."versionId" = v.id AND p."bits" IS NOT NULL
      ORDER BY p."embedder" ${order} LIMIT 1)`;
  const { rows } = await tenantDb({ tenantId }).query<{ embedder: string }>(
    {
      name: "embedders_of",
      text: `SELECT e."embedder" FROM unnest($2::uuid[]) AS v(id) CROSS JOIN LATERAL (${end("ASC")} UNION ${end("DESC")}) AS e`,
    },
    [tenantId, versionIds],
  );
  return new Set(rows.map(({ embedder }) => embedder));
}

/**
 * The model to embed a question with: the one that most of these pieces have. While they are embedded anew with another model, the
 * question follows when half of them have; the other half is found by its words. null: none has a vector.
 */
export async function servingEmbedder(tenant: Of, versionIds: readonly string[]): Promise<string | null> {
  const [only = null, ...others] = await embeddersOf(tenant, versionIds);
  if (others.length === 0) return only;
  const { rows } = await tenantDb(tenant).query<{ embedder: string }>(
    `SELECT "embedder" FROM "Piece" WHERE "tenantId" = $1 AND "versionId" = ANY($2) AND "bits" IS NOT NULL
     GROUP BY "embedder" ORDER BY count(*) DESC, "embedder" LIMIT 1`,
    [tenant.tenantId, versionIds],
  );
  return rows[0]?.embedder ?? null;
}
