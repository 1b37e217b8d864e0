// Parses parse_mode MarkdownV2 and the legacy Markdown.
import { byteOffset, cannotParse } from "./entities.ts";
import type { FormattedText } from "./text.ts";
import type { Entity } from "./types.ts";

const reserved = new Set("_*[]()~`>#+-=|{}.!");
const marks: [mark: string, type: string, name: string][] = [
  ["||", "spoiler", "Spoiler"],
  ["__", "underline", "Underline"],
  ["*", "bold", "Bold"],
  ["_", "italic", "Italic"],
  ["~", "strikethrough", "Strikethrough"],
];

interface Open {
  mark: string;
  type: string;
  name: string;
  offset: number;
  at: number;
}

/** @throws TelegramError 400 for an unescaped reserved character or an unclosed mark. */
export function parseMarkdown(source: string): FormattedText {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = "";
  let quoteFrom = -1;
  const add = (type: string, offset: number, more: Partial<Entity> = {}) => {
    if (text.length > offset) entities.push({ type, offset, length: text.length - offset, ...more });
  };

  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at);
    const last = open.at(-1);
    const lineStart = at === 0 || source[at - 1] === "\n";
    if (lineStart && character !== ">" && quoteFrom >= 0) {
      entities.push({ type: "blockquote", offset: quoteFrom, length: text.trimEnd().length - quoteFrom });
      quoteFrom = -1;
    }
    if (character === "\\" && at + 1 < source.length && source.charCodeAt(at + 1) <= 126) {
      text += source[at + 1];
      at += 2;
    } else if (lineStart && character === ">") {
      if (quoteFrom < 0) quoteFrom = text.length;
      at++;
    } else if (character === "`") {
      const code = readCode(source, at);
      const offset = text.length;
      text += code.text;
      add(
        code.language === undefined ? "code" : "pre",
        offset,
        code.language ? { language: code.language } : {},
      );
      at = code.end;
    } else if (character === "[" || source.startsWith("![", at)) {
      open.push({ mark: "[", type: "text_link", name: "TextUrl", offset: text.length, at });
      at += character === "[" ? 1 : 2;
    } else if (character === "]" && last?.mark === "[") {
      open.pop();
      const { offset, at: from } = last;
      const url = readUrl(source, at + 1, from);
      if (url) add("text_link", offset, { url: url.text });
      at = url?.end ?? at + 1;
    } else {
      const found = marks.find(([mark]) => source.startsWith(mark, at));
      if (found) {
        const [mark, type, name] = found;
        if (last?.mark === mark) {
          open.pop();
          add(type, last.offset);
        } else open.push({ mark, type, name, offset: text.length, at });
        at += mark.length;
      } else if (reserved.has(character)) {
        throw cannotParse(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
      } else {
        text += character;
        at++;
      }
    }
  }
  if (quoteFrom >= 0) add("blockquote", quoteFrom);
  const left = open.at(-1);
  if (left) throw unended(left.name, source, left.at);
  return { text, entities };
}

const unended = (name: string, source: string, at: number) =>
  cannotParse(`Can't find end of ${name} entity at byte offset ${byteOffset(source, at)}`);

/** Reads code that starts at an opening backtick; `language` is undefined for inline code. */
function readCode(source: string, at: number): { text: string; end: number; language?: string } {
  const fence = source.startsWith("```", at) ? "```" : "`";
  let text = "";
  for (let here = at + fence.length; here < source.length; here++) {
    if (source[here] === "\\" && /[`\\]/.test(source[here + 1] ?? "")) text += source[++here];
    else if (source.startsWith(fence, here)) {
      const end = here + fence.length;
      if (fence === "`") return { text, end };
      const language = /^([^\s`]+)\n/.exec(text)?.[1];
      return { text: text.replace(/^[^\s`]*\n/, ""), end, language: language ?? "" };
    } else text += source[here];
  }
  throw unended(fence === "`" ? "Code" : "Pre", source, at);
}

function readUrl(source: string, at: number, from: number): { text: string; end: number } | null {
  if (source[at] !== "(") return null;
  let text = "";
  for (let here = at + 1; here < source.length; here++) {
    if (source[here] === "\\") text += source[++here] ?? "";
    else if (source[here] === ")") return { text, end: here + 1 };
    else text += source[here];
  }
  throw unended("TextUrl", source, from);
}

/** The legacy Markdown: four marks, no nesting. */
export function parseOldMarkdown(source: string): FormattedText {
  const entities: Entity[] = [];
  let text = "";
  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at);
    if (character === "\\" && /[_*`[]/.test(source[at + 1] ?? "")) {
      text += source[at + 1];
      at += 2;
    } else if (character === "`") {
      const code = readCode(source, at);
      entities.push({
        type: code.language === undefined ? "code" : "pre",
        offset: text.length,
        length: code.text.length,
        ...(code.language ? { language: code.language } : {}),
      });
      text += code.text;
      at = code.end;
    } else if (character === "*" || character === "_") {
      const end = source.indexOf(character, at + 1);
      if (end < 0) throw unended(character === "*" ? "Bold" : "Italic", source, at);
      const inside = source.slice(at + 1, end);
      if (inside)
        entities.push({
          type: character === "*" ? "bold" : "italic",
          offset: text.length,
          length: inside.length,
        });
      text += inside;
      at = end + 1;
    } else if (character === "[") {
      const link = /^\[([^\]]*)\](?:\(([^)]*)\))?/.exec(source.slice(at));
      if (!link) throw unended("TextUrl", source, at);
      const [whole, label = "", url] = link;
      if (url) entities.push({ type: "text_link", offset: text.length, length: label.length, url });
      text += label;
      at += whole.length;
    } else {
      text += character;
      at++;
    }
  }
  return { text, entities };
}
