// Finding pieces for a question.
import { tenantDb } from "../tenant-db.ts";

export interface FoundPiece {
  id: string;
  versionId: string;
  position: number;
  heading: string;
  text: string;
  place: string | null;
  score: number;
  by: ("words" | "meaning" | "name" | "filter" | "list")[];
  tokens: number;
  price: number | null;
}
export interface Found {
  pieces: FoundPiece[];
  whole: { sourceId: string } | null;
  enough: boolean;
}

export async function findPieces(
  tenant: { tenantId: string },
  {
    versionIds,
    question,
    most = 8,
  }: { versionIds: readonly string[]; question: string; before?: string[]; most?: number },
): Promise<Found> {
  const { rows } = await tenantDb(tenant).query<FoundPiece>(
    `SELECT "id", "versionId", "position", "heading", "text", "place", "tokens", "price"::float8 AS "price",
       ts_rank("words", q)::float8 AS "score", ARRAY['words'] AS "by"
     FROM "Piece", replace(plainto_tsquery('simple', $3)::text, '&', '|')::tsquery q
     WHERE "tenantId" = $1 AND "versionId" = ANY($2::uuid[]) AND "words" @@ q ORDER BY 9 DESC, "id" LIMIT $4`,
    [tenant.tenantId, [...versionIds], question, most],
  );
  return { pieces: rows, whole: null, enough: rows.length > 0 };
}
