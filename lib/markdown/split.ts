// Long texts in parts that Telegram takes, cut where a reader would pause.
import type { Entity, Rendered } from "./entities.ts";

/** Telegram's limit of a message, in UTF-16 units after entities are parsed. */
export const MESSAGE_LIMIT = 4096;

/** From the best place to cut to the worst. */
const pauses = [/\n\n/g, /\n/g, /[.!?…]\s/g, /\s/g];

/** A cut never parts a surrogate pair or what a joiner holds together. */
function wholeCharacterBefore(text: string, at: number): number {
  let end = at;
  const joined = (i: number) => {
    const unit = text.charCodeAt(i);
    const low = unit >= 0xdc00 && unit <= 0xdfff;
    return low || unit === 0x200d || text.charCodeAt(i - 1) === 0x200d || (unit >= 0xfe00 && unit <= 0xfe0f);
  };
  while (end > 1 && at - end < 64 && joined(end)) end--;
  return end;
}

/** Where to cut `text`, which is longer than `limit`: after the last pause that leaves no tiny part. */
function cutAt(text: string, limit: number): number {
  const head = text.slice(0, limit);
  for (const pause of pauses) {
    const last = [...head.matchAll(pause)].at(-1);
    if (last && last.index >= limit / 4) return last.index + last[0].length;
  }
  return wholeCharacterBefore(text, limit);
}

/** The part of `entities` that lies within [start, end), moved to begin at 0. An entity that is cut goes on. */
function within(entities: readonly Entity[], start: number, end: number): Entity[] {
  return entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
  });
}

/** @returns parts of at most `limit` units; white space at the cuts is dropped, nothing else. */
export function split({ text, entities }: Rendered, limit = MESSAGE_LIMIT): Rendered[] {
  const parts: Rendered[] = [];
  let start = 0;
  while (start < text.length) {
    const rest = text.slice(start);
    const length = rest.length <= limit ? rest.length : cutAt(rest, limit);
    const piece = rest.slice(0, length);
    const lead = piece.length - piece.trimStart().length;
    const from = parts.length === 0 ? 0 : lead;
    const to = piece.trimEnd().length;
    if (to > from) {
      parts.push({ text: piece.slice(from, to), entities: within(entities, start + from, start + to) });
    }
    start += length;
  }
  return parts;
}
