// Message entities: detected in the text, or given by the bot and validated. Offsets are UTF-16 code units.
import { badRequest, type Entity } from "./types.ts";

export const cannotParse = (what: string) => badRequest(`can't parse entities: ${what}`);
export const byteOffset = (text: string, at: number) => Buffer.byteLength(text.slice(0, at));

export interface FormattedText {
  text: string;
  entities: Entity[];
}

const maxEntities = 100;
const patterns: [type: string, pattern: RegExp][] = [
  ["url", /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'»]/giu],
  ["email", /[\w.+-]+@[\w-]+\.[\w.-]*\w/gu],
  ["bot_command", /(?<![\w/@<>])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/])/giu],
  ["mention", /(?<![\w@/])@[a-z][a-z0-9_]{2,31}\b/giu],
  ["hashtag", /(?<![\p{L}\p{N}_#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

/** Detects links, commands, mentions and hashtags as Telegram does; skips those that overlap `given`. */
export function findEntities(text: string, given: Entity[] = []): Entity[] {
  const found = [...given];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (!found.some((other) => overlap(entity, other))) found.push(entity);
    }
  }
  return found.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

const overlap = (a: Entity, b: Entity) => a.offset < b.offset + b.length && b.offset < a.offset + a.length;
const cutsSymbol = (text: string, at: number) => {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff;
};

/** @throws TelegramError 400 for entities that do not fit the text. */
export function checkEntities(text: string, entities: unknown): Entity[] {
  if (!Array.isArray(entities)) throw badRequest("can't parse entities: expected an Array of MessageEntity");
  const checked: Entity[] = [];
  for (const entity of entities as Entity[]) {
    if (
      typeof entity?.type !== "string" ||
      !Number.isInteger(entity.offset) ||
      !Number.isInteger(entity.length)
    )
      throw badRequest("can't parse entities: Can't parse MessageEntity");
    const { offset, length } = entity;
    const end = offset + length;
    if (offset < 0 || length < 0) throw badRequest(`receive an entity with incorrect offset ${offset}`);
    if (end > text.length)
      throw badRequest(
        `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
      );
    if (cutsSymbol(text, offset))
      throw badRequest(`entity begins in a middle of a UTF-16 symbol at UTF-16 offset ${offset}`);
    if (cutsSymbol(text, end))
      throw badRequest(
        `entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at UTF-16 offset ${end}`,
      );
    if (length > 0) checked.push(entity);
  }
  return checked;
}

/** Trims white space at both ends and shifts the entities; keeps at most 100 of them. */
export function trim({ text, entities }: FormattedText): FormattedText {
  const cut = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const moved = entities.slice(0, maxEntities).flatMap((entity) => {
    const offset = Math.max(0, entity.offset - cut);
    const end = Math.min(trimmed.length, entity.offset + entity.length - cut);
    return end > offset ? [{ ...entity, offset, length: end - offset }] : [];
  });
  return { text: trimmed, entities: moved };
}
