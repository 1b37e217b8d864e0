// Pieces as they are stored. SQL, since Prisma knows no tsvector.
import { randomUUID } from "node:crypto";
import type { Tx } from "../db.ts";
import { type MadePiece, tidied } from "./piece.ts";
import { wordsOf } from "./words.ts";

export type PieceRow = ReturnType<typeof storable>;

/** What only a product says: its text names the columns too, which are the same for all. */
const wordsIn = ({ more, link, article, price, stock }: MadePiece): string | null =>
  [more, link, article, price, stock].every((each) => each === null || each === undefined)
    ? null
    : Object.values(more ?? {}).join("\n");

/** A piece with all its columns. */
export function storable(made: MadePiece, position: number) {
  const piece = tidied(made);
  const { heading, text, place, tokens, article = null, ...rest } = piece;
  return {
    ...{ id: randomUUID() as string, position, heading, text, place, tokens, article },
    ...{ price: rest.price ?? null, stock: rest.stock ?? null, link: rest.link ?? null },
    ...{ picture: rest.picture ?? null, more: rest.more ?? null },
    // Of a word whose letters are pairs a beginning may end in the middle of one.
    words: wordsOf({ heading, text: wordsIn(piece) ?? text, article }).toWellFormed(),
  };
}

const AT_ONCE = 500;
const COLUMNS = `"id", "position", "heading", "text", "place", "tokens", "article", "price", "stock", "link", "picture", "more", "words"`;

/** SQL: rows of a JSON array of PieceRow. */
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

/** Lets the planner know of pieces that this transaction has stored, where it knew of less than half. */
export const analysePieces = (tx: Tx): Promise<unknown> => tx.$executeRaw`SELECT botfactory_analyse_pieces()`;

/** Within a transaction of the tenant's. @returns how many; one with an id that is taken is left out */
export async function putPieces(
  tx: Tx,
  { tenantId, versionId }: { tenantId: string; versionId: string },
  pieces: readonly PieceRow[],
): Promise<number> {
  const of = `(SELECT $1::uuid AS "tenantId", $2::uuid AS "id")`;
  const sql = `${putPiecesFor(of, "$3")} ON CONFLICT ("id") DO NOTHING`;
  let count = 0;
  for (let at = 0; at < pieces.length; at += AT_ONCE)
    count += await tx.$executeRawUnsafe(
      sql,
      tenantId,
      versionId,
      JSON.stringify(pieces.slice(at, at + AT_ONCE)),
    );
  await analysePieces(tx);
  return count;
}
