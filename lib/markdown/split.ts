// Splits long texts into parts within Telegram's limit, at natural breaks.
import type { Entity, Rendered } from "./entities.ts";

/** Telegram's message limit, in UTF-16 code units after entity parsing. */
export const MESSAGE_LIMIT = 4096;

/** Break patterns, best first. */
const pauses = [/\n\n/g, /\n/g, /[.!?…]\s/g, /\s/g];

/** Never cuts inside a surrogate pair or a joined sequence (within the last 64 units). */
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
  return entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
  });
}

/** @returns parts of at most `limit` units; only white space at the cuts is dropped. */
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
