// Cuts a text into pieces of some 350 tokens: at headings, else between paragraphs, lines, sentences, words. Pure.
import { estimateTokens } from "../memory/tokens.ts";
import { type MadePiece, PIECE_MOST } from "./piece.ts";

const TOKENS = 350;
/** A piece below it goes on with what follows, if that has the same heading. */
const LEAST_TOKENS = 60;
const LEVELS = 6;

/** A block that should stay whole: a paragraph, a list's entry, a table's row. */
interface Block {
  heading: string;
  text: string;
  place: string | null;
}

/** Of a line "## Prices ##", its level and text. Without a pattern for its end, which would take quadratic time on a stranger's line. */
function headingOf(line: string): { level: number; text: string } | null {
  const marks = /^(#{1,6})\s/.exec(line)?.[1];
  if (!marks) return null;
  const text = line.slice(marks.length).trim();
  let end = text.length;
  while (text[end - 1] === "#") end--;
  const isClosed = end < text.length && /^\s?$/.test(text[end - 1] ?? "");
  const plain = isClosed ? text.slice(0, end).trimEnd() : text;
  return plain ? { level: marks.length, text: plain } : null;
}

/** Of a text that is no Markdown: a "#" at the beginning of a line is none of a heading. */
export const withoutHeadings = (text: string): string => text.replace(/^(#{1,6}\s)/gm, " $1");

/** Keeps the headings above a line: those of a lower level end with a new one. */
class Headings {
  readonly #open: string[] = [];

  /** @param level from 1 */
  begin(level: number, text: string): void {
    const at = Math.min(Math.max(level, 1), LEVELS) - 1;
    this.#open.length = Math.min(this.#open.length, at);
    while (this.#open.length < at) this.#open.push("");
    this.#open.push(text.trim());
  }

  get path(): string {
    return this.#open.filter(Boolean).join(" › ");
  }
}

/** Blocks of a text whose headings are marked as in Markdown; blank lines part paragraphs. */
function blocksOf(text: string, headings: Headings, place: string | null): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const end = () => {
    const block = lines.join("\n").trim();
    if (block) blocks.push({ heading: headings.path, text: block, place });
    lines = [];
  };
  let fenced = false;
  for (const line of text.split(/\r\n?|\n/)) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? null : headingOf(line);
    if (heading) {
      end();
      headings.begin(heading.level, heading.text);
    } else if (line.trim() === "" && !fenced) end();
    else lines.push(line.trimEnd());
  }
  end();
  return blocks;
}

/** @returns parts of at most so many characters each, cut behind the last of `ends` if there is one in the second half */
function partsOf(text: string, most: number, ends: readonly RegExp[]): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const window = rest.slice(0, most);
    let at = most;
    for (const end of ends) {
      const last = [...window.matchAll(end)].map(({ index, 0: found }) => index + found.length).at(-1);
      if (last !== undefined && last > most / 2) {
        at = last;
        break;
      }
    }
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...parts, rest].map((part) => part.trim()).filter(Boolean);
}

const ENDS = [/\n/g, /[.!?…](?=\s)["»”’)]*\s/g, /[;,]\s/g, /\s/g];

/** A block that is too long for a piece is cut between its sentences; a line, if it is no sentence, stays whole if it can. */
function shortened(block: Block): Block[] {
  const tokens = estimateTokens(block.text);
  if (tokens <= TOKENS * 1.5 && block.text.length <= PIECE_MOST) return [block];
  const most = Math.min(PIECE_MOST, Math.max(200, Math.floor((block.text.length * TOKENS) / tokens)));
  return partsOf(block.text, most, ENDS).map((text) => ({ ...block, text }));
}

/** Joins blocks of one heading until a piece is full. A piece has the place at which it begins. */
function joined(blocks: readonly Block[]): MadePiece[] {
  const pieces: MadePiece[] = [];
  let [open, tokens]: [MadePiece | null, number] = [null, 0];
  for (const block of blocks.flatMap(shortened)) {
    const own = estimateTokens(block.text);
    const fits = tokens + own <= TOKENS || tokens < LEAST_TOKENS;
    if (open && open.heading === block.heading && fits) {
      open.text += `\n${block.text}`;
      tokens += own;
    } else {
      open = { ...block };
      pieces.push(open);
      tokens = own;
    }
  }
  return pieces;
}

/** A page of a file, its headings marked as in Markdown. */
export interface PageText {
  place: string | null;
  text: string;
}

/** @param pages of a file, in order; their headings go on from page to page */
export function cutPages(pages: readonly PageText[]): MadePiece[] {
  const headings = new Headings();
  return joined(pages.flatMap(({ place, text }) => blocksOf(text, headings, place)));
}

export const cutText = (text: string): MadePiece[] => cutPages([{ place: null, text }]);
