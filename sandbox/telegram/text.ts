// What Telegram does to a text before it stores it: strips characters, trims, refuses empty texts (tdlib/td, misc.cpp and
// MessageEntity.cpp).
import { badRequest, type Entity } from "./types.ts";

export interface FormattedText {
  text: string;
  entities: Entity[];
}

/** Bytes of a text in a call. */
const maxBytes = 1 << 15;

const removed = (unit: number) =>
  unit === 0x0d || (unit >= 0x2028 && unit <= 0x202e) || unit === 0x30a || unit === 0x333 || unit === 0x33f;
const empty =
  /^[\s\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\u{e0000}-\u{e007f}]*$/u;

/** @throws TelegramError 400 */
export function checkRaw(text: string): void {
  if (Buffer.byteLength(text) > maxBytes) throw badRequest("text is too long");
  if (!text.isWellFormed()) throw badRequest("strings must be encoded in UTF-8");
}

/** Removes or replaces what Telegram does not keep, and shifts the entities. */
function clean({ text, entities }: FormattedText): FormattedText {
  let kept = "";
  /** Where each unit of the text went. */
  const at: number[] = [];
  for (let i = 0; i < text.length; i++) {
    at.push(kept.length);
    const unit = text.charCodeAt(i);
    if (!removed(unit)) kept += unit < 0x20 && unit !== 0x0a ? " " : text.charAt(i);
  }
  at.push(kept.length);
  const moved = entities.flatMap((entity) => {
    const offset = at[entity.offset] ?? kept.length;
    const length = (at[entity.offset + entity.length] ?? kept.length) - offset;
    return length > 0 ? [{ ...entity, offset, length }] : [];
  });
  return { text: kept.replace(/[\u200e\u200f](?=[\u200e\u200f])/g, "\u200c"), entities: moved };
}

/** Drops spaces and line breaks at the end, and at the beginning before the first entity. */
function trim({ text, entities }: FormattedText): FormattedText {
  const end = text.replace(/[ \n]+$/, "").length;
  const first = Math.min(end, ...entities.map(({ offset }) => offset));
  const start = /^[ \n]*/.exec(text.slice(0, first))?.[0].length ?? 0;
  const kept = entities.flatMap((entity) => {
    const length = Math.min(entity.offset + entity.length, end) - entity.offset;
    return length > 0 ? [{ ...entity, offset: entity.offset - start, length }] : [];
  });
  return { text: text.slice(start, end), entities: kept };
}

/** @throws TelegramError 400 if nothing visible is left and `mayBeEmpty` is false */
export function tidy(formatted: FormattedText, mayBeEmpty: boolean): FormattedText {
  const tidied = trim(clean(formatted));
  if (!empty.test(tidied.text)) return tidied;
  if (!mayBeEmpty) throw badRequest("text must be non-empty");
  return { text: "", entities: [] };
}
