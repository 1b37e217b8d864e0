// Splits long texts into messages that Telegram accepts, at natural breaks.

import type { Entity, Rendered } from "./entities.ts";
import { hasInk } from "./telegram-text.ts";

/** Telegram's message limit, in UTF-16 code units after entity parsing. */
export const MESSAGE_LIMIT = 4096;

/** Telegram keeps this many entities of a message and drops the others without a word. */
const MAX_ENTITIES = 100;

/** Break patterns, best first. */
const pauses = [/\n\n/g, /\n/g, /[.!?…]\s/g, /\s/g];

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** How far a cut looks around for the borders of a character. */
const AROUND = 64;

/** Never cuts inside a character as people see it, unless it is longer than {@link AROUND}; never in a surrogate pair. */
function wholeCharacterBefore(text: string, at: number): number {
  const from = Math.max(0, at - AROUND);
  const character = characters.segment(text.slice(from, at + AROUND)).containing(at - from);
  const start = from + (character?.index ?? 0);
  // A window may begin inside a character; its first border is none.
  if (start > from) return start;
  return /[\udc00-\udfff]/.test(text.charAt(at)) && at > 1 ? at - 1 : at;
}

/** Where to cut `text`, which is longer than `limit`: after the last break at or beyond a quarter of the limit. */
function cutAt(text: string, limit: number): number {
  const head = text.slice(0, limit);
  for (const pause of pauses) {
    const last = [...head.matchAll(pause)].at(-1);
    if (last && last.index >= limit / 4) return last.index + last[0].length;
  }
  return wholeCharacterBefore(text, limit);
}

/** Clips `entities` to [start, end) and shifts them to 0. A cut entity continues in the next part. */
function within(entities: readonly Entity[], start: number, end: number): Entity[] {
  const inside = entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
  });
  if (inside.length <= MAX_ENTITIES) return inside;
  // As Telegram does: links, code and quotes before bold and italic.
  const isStyle = ({ type }: Entity) => type === "bold" || type === "italic" || type === "strikethrough";
  const kept = new Set(
    [...inside.filter((each) => !isStyle(each)), ...inside.filter(isStyle)].slice(0, MAX_ENTITIES),
  );
  return inside.filter((each) => kept.has(each));
}

/** How much white space to drop at the beginning of a piece: all of it, but of code only the empty lines. */
function leadOf(piece: string, start: number, entities: readonly Entity[]): number {
  const lead = piece.length - piece.trimStart().length;
  const at = start + lead;
  const inCode = entities.some(
    ({ type, offset, length }) => type === "pre" && offset <= at && at < offset + length,
  );
  return inCode ? piece.lastIndexOf("\n", lead - 1) + 1 : lead;
}

/**
 * @param rendered with entities in the order of their offsets
 * @returns parts of at most `limit` units that Telegram shows as they are; only white space at their ends is dropped
 */
export function split({ text, entities }: Rendered, limit = MESSAGE_LIMIT): Rendered[] {
  const parts: Rendered[] = [];
  let start = 0;
  let next = 0;
  /** Entities that reach into the piece. */
  let here: Entity[] = [];
  while (start < text.length) {
    const rest = text.slice(start);
    const end = start + (rest.length <= limit ? rest.length : cutAt(rest, limit));
    here = here.filter(({ offset, length }) => offset + length > start);
    for (let entity = entities[next]; entity && entity.offset < end; entity = entities[++next])
      here.push(entity);
    const piece = text.slice(start, end);
    if (hasInk(piece)) {
      const from = leadOf(piece, start, here);
      const to = piece.trimEnd().length;
      parts.push({ text: piece.slice(from, to), entities: within(here, start + from, start + to) });
    }
    start = end;
  }
  return parts;
}
