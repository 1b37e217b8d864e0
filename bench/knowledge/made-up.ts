// Made-up pieces of real sentences, the same each time.
import type { SetPiece } from "#lib/knowledge/fixtures/pieces.ts";
import { documents, productPieces } from "#lib/knowledge/fixtures/quality-set.ts";

let seed = 7;
export const random = (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
};
export const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;

const sentences = documents.flatMap(({ text }) => text.match(/[^.!?\n]{30,300}[.!?]/g) ?? []);

/** Parts of documents of about 350 tokens, every fifth a product. */
export function madeUp(n: number): SetPiece {
  if (n % 5 === 0) return { ...pick(productPieces), article: `BX-${n}` };
  const text = Array.from({ length: 6 }, () => pick(sentences).trim()).join(" ");
  return { heading: `${pick(documents).heading} ${n}`, text: `${text} ${n * 7}.` };
}
