// A piece as it is made of a source, before it is stored. Pure.
import { estimateTokens } from "../memory/tokens.ts";

/** What only products have. */
interface ProductColumns {
  article: string | null;
  price: number | null;
  stock: number | null;
  link: string | null;
  picture: string | null;
  /** Its other columns, by name. */
  more: Readonly<Record<string, string>> | null;
}

export interface MadePiece extends Partial<ProductColumns> {
  /** The headings above it; the question; the product's name. */
  heading: string;
  text: string;
  /** The page of a file, or the address of a page of a site. */
  place: string | null;
}

/** Characters of one piece at most: a table's row or a sentence without end is cut there. */
export const PIECE_MOST = 8_000;
const HEADING_MOST = 300;

/** Postgres stores no NUL and no lone surrogates. */
const clean = (text: string): string => text.replaceAll("\0", "").toWellFormed();

/** Every text in it. */
function cleaned<T>(value: T): T {
  if (typeof value === "string") return clean(value) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [clean(name), cleaned(each)]);
  return Object.fromEntries(entries) as T;
}

export function tidied({ heading, text, ...rest }: MadePiece): MadePiece & { tokens: number } {
  const piece = {
    heading: clean(clean(heading).trim().slice(0, HEADING_MOST)),
    text: clean(clean(text).trim().slice(0, PIECE_MOST)),
  };
  return { ...cleaned(rest), ...piece, tokens: tokensOfPiece(piece) };
}

const tokensOfPiece = ({ heading, text }: Pick<MadePiece, "heading" | "text">): number =>
  estimateTokens(heading ? `${heading}\n${text}` : text);
