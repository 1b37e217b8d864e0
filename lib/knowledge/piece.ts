// A piece as it is made of a source, before it is stored. Pure.
import { estimateTokens } from "../memory/tokens.ts";
import { mapTexts, toText } from "../storable.ts";
import { withoutUnseen } from "./unseen.ts";

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

const seen = (text: string): string => withoutUnseen(toText(text));

export function tidied({ heading, text, ...rest }: MadePiece): MadePiece & { tokens: number } {
  const piece = {
    heading: toText(seen(heading).trim().slice(0, HEADING_MOST)),
    text: toText(seen(text).trim().slice(0, PIECE_MOST)),
  };
  return { ...mapTexts(rest, seen), ...piece, tokens: tokensOfPiece(piece) };
}

const tokensOfPiece = ({ heading, text }: Pick<MadePiece, "heading" | "text">): number =>
  estimateTokens(heading ? `${heading}\n${text}` : text);
