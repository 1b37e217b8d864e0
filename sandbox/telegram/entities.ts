// Message entities: detected in the text, or given by the bot and validated. Offsets are UTF-16 code units.
import { faultOfLink } from "./links.ts";
import { known, overlap, withoutOverlaps } from "./overlaps.ts";
import { badRequest, type Entity } from "./types.ts";

export const cannotParse = (what: string) => badRequest(`can't parse entities: ${what}`);
export const byteOffset = (text: string, at: number) => Buffer.byteLength(text.slice(0, at));

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

const cutsSymbol = (text: string, at: number) =>
  at > 0 && /[\udc00-\udfff]/.test(text.charAt(at)) && /[\ud800-\udbff]/.test(text.charAt(at - 1));

/** Telegram finds these itself and ignores them if they are given. */
const found = new Set(
  "mention hashtag cashtag bot_command url email phone_number bank_card_number media_timestamp".split(" "),
);

const cannotParseEntity = (why: string) => badRequest(`can't parse MessageEntity: ${why}`);

/** @throws TelegramError 400 */
function parseEntity(given: unknown): Entity | null {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw cannotParseEntity("expected an Object");
  const entity = given as Entity;
  for (const field of ["offset", "length"] as const) {
    if (entity[field] === undefined) throw cannotParseEntity(`Can't find field "${field}"`);
    if (!Number.isInteger(entity[field])) throw cannotParseEntity(`Field "${field}" must be a valid Number`);
  }
  const { type, url, language } = entity;
  if (typeof type !== "string") throw cannotParseEntity('Can\'t find field "type"');
  if (found.has(type)) return null;
  if (!known(type)) throw cannotParseEntity("Unsupported type specified");
  if (type === "text_link") {
    if (typeof url !== "string") throw cannotParseEntity('Can\'t find field "url"');
    if (!url.isWellFormed()) throw badRequest("MessageEntityTextUrl.url must be encoded in UTF-8");
    const fault = faultOfLink(url);
    if (fault) throw badRequest(`entity URL '${url}' is invalid: ${fault}`);
  }
  if (type === "pre" && language !== undefined && !language.isWellFormed())
    throw badRequest("MessageEntityPreCode.language must be encoded in UTF-8");
  return entity;
}

/** @throws TelegramError 400 for entities that do not fit the text. */
export function checkEntities(text: string, entities: unknown): Entity[] {
  if (!Array.isArray(entities)) throw badRequest("can't parse entities: expected an Array of MessageEntity");
  const checked: Entity[] = [];
  for (const given of entities) {
    const entity = parseEntity(given);
    if (!entity) continue;
    const { offset, length } = entity;
    const end = offset + length;
    if (offset < 0 || offset > 1e6) throw badRequest(`receive an entity with incorrect offset ${offset}`);
    if (length < 0 || length > 1e6) throw badRequest(`receive an entity with incorrect length ${length}`);
    if (length === 0) continue;
    if (offset > text.length)
      throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
    if (end > text.length)
      throw badRequest(
        `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
      );
    if (cutsSymbol(text, offset))
      throw badRequest(
        `entity begins in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, offset + 1)}`,
      );
    if (cutsSymbol(text, end))
      throw badRequest(
        `entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, end + 1)}`,
      );
    checked.push(entity);
  }
  return withoutOverlaps(checked);
}
