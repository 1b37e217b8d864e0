// A whole table for whoever asks for all of it: "barcha narxlar", "все холодильники".
import { tenantDb } from "../tenant-db.ts";
import { candidatesOf, type PieceCandidate, type PlainPiece, type Search } from "./candidates.ts";

/** More rows that match are as good as all. */
const ROWS = 500;
/** Of the best match: rows that match less are another kind of thing. */
const CLOSE = 0.6;

/** The source that most of the best candidates with a price are of. */
function tableOf(candidates: readonly PieceCandidate[]): string | null {
  const scores = new Map<string, number>();
  for (const { versionId, price, score } of candidates) {
    if (price !== null) scores.set(versionId, (scores.get(versionId) ?? 0) + score);
  }
  return [...scores].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** The source with most prices, for a question that names nothing. */
async function largestTable(
  { tenantId }: { tenantId: string },
  versionIds: readonly string[],
): Promise<string | null> {
  const { rows } = await tenantDb({ tenantId }).query<{ versionId: string }>(
    `SELECT "versionId" FROM "Piece" WHERE "tenantId" = $1 AND "versionId" = ANY($2) AND "price" IS NOT NULL
     GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`,
    [tenantId, versionIds],
  );
  return rows[0]?.versionId ?? null;
}

async function rowsInOrder(
  { tenantId }: { tenantId: string },
  versionId: string,
): Promise<{ rows: PlainPiece[]; count: number }> {
  const { rows } = await tenantDb({ tenantId }).query<PlainPiece & { count: number }>(
    `SELECT "id", "versionId", "position", "heading", "text", "place", "tokens", "article", "price"::float8 AS "price", "stock", "link",
       "picture", count(*) OVER ()::int AS "count"
     FROM "Piece" WHERE "tenantId" = $1 AND "versionId" = $2 ORDER BY "position" LIMIT ${ROWS}`,
    [tenantId, versionId],
  );
  return { rows: rows.map(({ count, ...row }) => row), count: rows[0]?.count ?? 0 };
}

/** Rows of one source, as many as fit. */
interface WholeTable {
  versionId: string;
  rows: PlainPiece[];
  /** Rows that did not fit. */
  more: number;
}

/** What a candidate has beside the piece stays out. */
const stored = ({ score, share, coded, meaning, vector, ...piece }: PieceCandidate): PlainPiece => piece;

/** @returns null: there is no table */
export async function wholeOf(
  tenant: { tenantId: string },
  search: Search,
  candidates: readonly PieceCandidate[],
  tokens: number,
): Promise<WholeTable | null> {
  const versionId = tableOf(candidates) ?? (await largestTable(tenant, search.versionIds));
  if (versionId === null) return null;
  const matching = search.terms.length
    ? await candidatesOf(tenant, { ...search, versionIds: [versionId], vector: null, most: ROWS })
    : [];
  const best = matching[0]?.score ?? 0;
  const close = matching.filter(({ score }) => score > 0 && score >= best * CLOSE);
  const few = close.length > 0 && close.length < ROWS;
  const table = few
    ? { rows: close.map(stored).toSorted((a, b) => a.position - b.position), count: close.length }
    : await rowsInOrder(tenant, versionId);
  let left = tokens;
  const fitting = table.rows.findIndex((row, i) => {
    left -= row.tokens;
    return left < 0 && i > 0;
  });
  const rows = fitting < 0 ? table.rows : table.rows.slice(0, fitting);
  return { versionId, rows, more: table.count - rows.length };
}
