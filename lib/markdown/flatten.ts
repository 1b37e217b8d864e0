// Flattens quotes and lists that nest too deep: their text stays at the deepest level, with its formatting.
import MarkdownIt, { type MarkdownIt as Parser } from "markdown-it";

type BlockRule = Parameters<Parser["block"]["ruler"]["at"]>[1];

/** Quotes count one level, lists two. Nobody sees more: the Writer indents four levels at most. */
const MAX_DEPTH = 24;
/** What `maxNesting` must be at least, so that the parser drops nothing. */
export const NESTING = MAX_DEPTH + 4;

/** The rules that open a level, with the rules that they interrupt; and the one that would take deep indents for code. */
const openers = {
  blockquote: ["paragraph", "reference", "blockquote", "list"],
  list: ["paragraph", "reference", "blockquote"],
  code: [],
};

function ruleOf(name: string): BlockRule {
  const { ruler } = new MarkdownIt().block;
  ruler.enableOnly(name);
  const [rule] = ruler.getRules("");
  if (!rule) throw new Error(`markdown-it has no rule ${name}.`);
  return rule;
}

/** At the beginning of a line. Each alternative ends before a space, so that the time is linear. */
const MARKER = /[ \t]*(?:(>)|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))/y;

/** A line without its quotes' and lists' markers; an item keeps a bullet. */
function withoutMarkers(line: string): string {
  let end = 0;
  let isItem = false;
  MARKER.lastIndex = 0;
  for (let found = MARKER.exec(line); found; found = MARKER.exec(line)) {
    isItem ||= found[1] === undefined;
    end = MARKER.lastIndex;
  }
  if (end === 0) return line;
  const text = line.slice(end).trimStart();
  return isItem && text ? `• ${text}` : text;
}

export function flatten(parser: Parser): void {
  for (const [name, alt] of Object.entries(openers)) {
    const original = ruleOf(name);
    const rule: BlockRule = (state, line, end, silent) => {
      // A line that is indented less belongs to a level outside, which is open already.
      const isInside = (state.sCount[line] ?? 0) >= state.blkIndent;
      return state.level >= MAX_DEPTH && isInside ? false : original(state, line, end, silent);
    };
    parser.block.ruler.at(name, rule, { alt });
  }
  parser.core.ruler.before("inline", "flatten", ({ tokens }) => {
    for (const token of tokens)
      if (token.type === "inline" && token.level > MAX_DEPTH)
        token.content = token.content.split("\n").map(withoutMarkers).join("\n");
  });
}
