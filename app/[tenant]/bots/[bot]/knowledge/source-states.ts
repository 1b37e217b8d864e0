// What a source is, for the server and the browser.
import type { SourceLine } from "#lib/knowledge/sources.ts";

/** Its newest version is not in use yet. */
export const isUnderWay = ({ newest }: SourceLine): boolean =>
  newest !== null && ["uploading", "waiting", "reading"].includes(newest.state);

/** Written in the browser: nothing is read. */
export const isWritten = ({ kind }: Pick<SourceLine, "kind">): boolean =>
  kind === "answers" || kind === "products";

/** What needs somebody, then what is being read, then the others; each the newest first. */
export function inOrder(sources: readonly SourceLine[]): SourceLine[] {
  const rank = (source: SourceLine) => (source.newest?.state === "failed" ? 0 : isUnderWay(source) ? 1 : 2);
  return sources.toSorted((a, b) => rank(a) - rank(b) || b.createdAt.getTime() - a.createdAt.getTime());
}

/** Without case, and without the apostrophes that each keyboard writes in its own way. */
const folded = (text: string) => text.toLowerCase().replace(/[ʻʼ‘’'`]/g, "");

/** Those whose name or address has all of the words. */
export function foundSources(sources: readonly SourceLine[], search: string): readonly SourceLine[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return sources;
  return sources.filter(({ name, url }) => {
    const text = folded(`${name} ${url ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}
