// Parses parse_mode HTML (Markdown: markdown.ts). Errors name byte offsets, as Telegram's do.
import { byteOffset, cannotParse, checkEntities, findEntities } from "./entities.ts";
import { parseMarkdown, parseOldMarkdown } from "./markdown.ts";
import { atMost100 } from "./overlaps.ts";
import { checkRaw, type FormattedText, tidy } from "./text.ts";
import { badRequest, type Entity } from "./types.ts";

/** Formats a bot's text with its parse_mode or entities. @throws TelegramError 400 if Telegram would refuse them. */
export function formatText(
  given: string,
  { parseMode = "", entities, mayBeEmpty }: { parseMode?: string; entities: unknown; mayBeEmpty: boolean },
): FormattedText {
  checkRaw(given);
  const tidied = tidy(parse(given, parseMode.toLowerCase(), entities), mayBeEmpty);
  return { text: tidied.text, entities: findEntities(tidied.text, atMost100(tidied.entities)) };
}

function parse(text: string, parseMode: string, entities: unknown): FormattedText {
  switch (parseMode) {
    case "":
      return { text, entities: entities === undefined ? [] : checkEntities(text, entities) };
    case "html":
      return parseHtml(text);
    case "markdownv2":
      return parseMarkdown(text);
    case "markdown":
      return parseOldMarkdown(text);
    default:
      throw badRequest("unsupported parse_mode");
  }
}

const tags: Record<string, string> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  span: "spoiler",
  code: "code",
  pre: "pre",
  a: "text_link",
  blockquote: "blockquote",
  "tg-emoji": "custom_emoji",
};
const references: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

interface Open {
  tag: string;
  /** Fields of the resulting entity. */
  type: string;
  offset: number;
  attributes: Record<string, string>;
}

function parseHtml(source: string): FormattedText {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = "";
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at, at + 12);
    const reference = /^&(?:#(\d+)|#x([\da-f]+)|(lt|gt|amp|quot));/i.exec(rest);
    if (reference) {
      const [all, decimal, hex, name] = reference;
      text += name ? references[name.toLowerCase()] : String.fromCodePoint(Number(decimal ?? `0x${hex}`));
      at += all.length;
    } else if (source[at] === "<") {
      const end = source.indexOf(">", at);
      if (end < 0) throw cannotParse(`Unclosed start tag at byte offset ${byteOffset(source, at)}`);
      const inside = source.slice(at + 1, end);
      if (inside.startsWith("/")) entities.push(...closeTag(open, inside.slice(1).trim(), text, source, at));
      else openTag(open, inside, text, source, at);
      at = end + 1;
    } else {
      text += source[at++];
    }
  }
  const left = open.at(-1);
  if (left) throw cannotParse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities };
}

function openTag(open: Open[], inside: string, text: string, source: string, at: number): void {
  const tag = inside.replace(/[\s/>].*/s, "").toLowerCase();
  const where = byteOffset(source, at);
  const type = tags[tag];
  if (!type) throw cannotParse(`Unsupported start tag "${tag}" at byte offset ${where}`);
  const attributes: Record<string, string> = {};
  for (const [, name = "", quoted, single, bare] of inside.matchAll(
    /([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g,
  )) {
    attributes[name.toLowerCase()] = quoted ?? single ?? bare ?? "";
  }
  if (tag === "span" && attributes.class !== "tg-spoiler")
    throw cannotParse(`Tag "span" must have class "tg-spoiler" at byte offset ${where}`);
  open.push({ tag, type, offset: text.length, attributes });
}

function closeTag(open: Open[], tag: string, text: string, source: string, at: number): Entity[] {
  const where = byteOffset(source, at);
  const last = open.pop();
  if (!last) throw cannotParse(`Unexpected end tag at byte offset ${where}`);
  if (tag && tag.toLowerCase() !== last.tag)
    throw cannotParse(
      `Unmatched end tag at byte offset ${where}, expected "</${last.tag}>", found "</${tag}>"`,
    );
  const { offset, attributes } = last;
  const length = text.length - offset;
  if (length === 0) return [];
  const language = /^language-(.+)$/.exec(attributes.class ?? "")?.[1];
  const outer = open.at(-1);
  if (last.tag === "code" && outer?.tag === "pre") {
    if (language) outer.attributes.class = `language-${language}`;
    return [];
  }
  const entity: Entity = { type: last.type, offset, length };
  if (last.tag === "a") {
    if (!attributes.href) return [];
    entity.url = attributes.href;
  }
  if (last.tag === "pre" && language) entity.language = language;
  if (last.tag === "blockquote" && "expandable" in attributes) entity.type = "expandable_blockquote";
  if (last.tag === "tg-emoji" && attributes["emoji-id"]) entity.custom_emoji_id = attributes["emoji-id"];
  return [entity];
}
