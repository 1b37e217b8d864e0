// Pieces as they are stored. SQL, since Prisma knows no tsvector.
import { randomUUID } from "node:crypto";
import type { Tx } from "../db.ts";
import { type NewPiece, tidied } from "./piece.ts";
import { wordsOf } from "./words.ts";

export type StoredPiece = ReturnType<typeof storable>;

/** A piece with all its columns, ready for PUT_PIECES. */
export function storable(piece: NewPiece, position: number) {
  const { heading, text, place, tokens, article = null, ...rest } = tidied(piece);
  return {
    ...{ id: randomUUID(), position, heading, text, place, tokens, article },
    ...{ price: rest.price ?? null, stock: rest.stock ?? null, link: rest.link ?? null },
    ...{ picture: rest.picture ?? null, more: rest.more ?? null },
    words: wordsOf({ heading, text, article }),
  };
}

const AT_ONCE = 500;
const COLUMNS = `"id", "position", "heading", "text", "place", "tokens", "article", "price", "stock", "link", "picture", "more", "words"`;

/** SQL: rows of a JSON array of StoredPiece. */
const piecesIn = (json: string): string =>
  `jsonb_to_recordset(${json}::jsonb) AS p("id" uuid, "position" int, "heading" text, "text" text, "place" text, "tokens" int,
     "article" text, "price" numeric, "stock" int, "link" text, "picture" text, "more" jsonb, "words" tsvector)`;
const PIECE_COLUMNS = COLUMNS.split(", ")
  .map((column) => `p.${column}`)
  .join(", ");

/** SQL: stores the pieces of a JSON array in versions `of`, whose columns are "tenantId" and "id". */
export const putPiecesFor = (of: string, json: string): string =>
  `INSERT INTO "Piece" ("tenantId", "versionId", ${COLUMNS})
   SELECT v."tenantId", v."id", ${PIECE_COLUMNS} FROM ${of} AS v, ${piecesIn(json)}`;

/** Within a transaction of the tenant's. */
export async function putPieces(
  tx: Tx,
  { tenantId, versionId }: { tenantId: string; versionId: string },
  pieces: readonly StoredPiece[],
): Promise<void> {
  const of = `(SELECT $1::uuid AS "tenantId", $2::uuid AS "id")`;
  for (let at = 0; at < pieces.length; at += AT_ONCE)
    await tx.$executeRawUnsafe(
      putPiecesFor(of, "$3"),
      tenantId,
      versionId,
      JSON.stringify(pieces.slice(at, at + AT_ONCE)),
    );
}
