// Renders the model's Markdown as Telegram text with entities, through a parser, so any input yields valid text.
import MarkdownIt, { type Token } from "markdown-it";
import type { Rendered } from "./entities.ts";
import { flatten, NESTING } from "./flatten.ts";
import { cleanText, hasInk } from "./telegram-text.ts";
import { TokenRenderer } from "./token-renderer.ts";

/** Longer than models write; it bounds how long one rendering takes. */
const MAX_LENGTH = 300_000;

const parser = new MarkdownIt({ html: false, linkify: true, maxNesting: NESTING });
flatten(parser);
// Every link is kept; whether Telegram accepts it is decided here.
parser.validateLink = () => true;
// Only whole URLs: Telegram itself finds addresses without a scheme.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
for (const scheme of ["//", "ftp:", "mailto:"]) parser.linkify.add(scheme, null);

const plain = (markdown: string) => markdown.toWellFormed().replace(/\r\n?/g, "\n");

/** The parser's tokens. @throws whatever the parser throws */
export const tokensOf = (markdown: string): Token[] => parser.parse(plain(markdown), {});

/** @returns null if nothing of it would be shown */
function parsed(source: string): Rendered | null {
  try {
    const tokens = parser.parse(source, {});
    const renderer = new TokenRenderer(source);
    renderer.tokens(tokens);
    const rendered = renderer.writer.rendered();
    return hasInk(rendered.text) ? rendered : null;
  } catch {
    return null;
  }
}

function verbatim(source: string): Rendered {
  const text = cleanText(source).trim();
  return { text: hasInk(text) ? text : "", entities: [] };
}

/**
 * Never throws, and takes time in proportion to the length. Invalid Markdown is plain text, an unfinished stream renders
 * as far as it goes, and markup without text ("**" or "---" at the beginning of a stream) is shown as it was written.
 * @returns a text that Telegram accepts without a change; empty if a person would see nothing
 */
export function render(markdown: string): Rendered {
  const source = plain(markdown);
  return (source.length <= MAX_LENGTH ? parsed(source) : null) ?? verbatim(source);
}
