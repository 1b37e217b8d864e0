// Placeholder of the words that pieces are found by, until lib/knowledge/words.ts of the search takes its place.

/** @returns the literal of a tsvector */
export function wordsOf({
  heading,
  text,
  article,
}: {
  heading: string;
  text: string;
  article?: string | null;
}): string {
  const words = new Set(`${heading} ${text} ${article ?? ""}`.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  return [...words].map((word) => `'${word.slice(0, 100)}'`).join(" ");
}
