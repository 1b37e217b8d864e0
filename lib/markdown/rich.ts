// Markdown with tables as a rich message of Telegram (Bot API 10.1, core.telegram.org/bots/api#inputrichmessage): blocks, which
// leave nothing to be parsed there. Only for bots whose owners want it: Telegram's older programs do not show such messages.
import type { InputRichBlock, InputRichBlockListItem, RichBlockTableCell, RichText } from "@grammyjs/types";
import type { Token } from "markdown-it";
import { tokensOf } from "./render.ts";
import { cleanText, hasInk, isLinkable } from "./telegram-text.ts";

type Block = InputRichBlock<never>;

/** Telegram's limits, and one of ours: what is nested deeper is no matter for a table. */
const MOST = { characters: 32_768, blocks: 500, columns: 20, depth: 8 };

/** It does not fit into a rich message. */
class TooMuch extends Error {}

const styles: Record<string, "bold" | "italic" | "strikethrough"> = {
  strong: "bold",
  em: "italic",
  s: "strikethrough",
};

class RichWriter {
  #characters = 0;
  #blocks = 0;
  hasTable = false;

  #text(text: string): string {
    const clean = cleanText(text);
    // Telegram counts code points; this never counts fewer.
    this.#characters += clean.length;
    if (this.#characters > MOST.characters) throw new TooMuch();
    return clean;
  }

  #block<B extends Block>(block: B): B {
    if (++this.#blocks > MOST.blocks) throw new TooMuch();
    return block;
  }

  /** Of inline tokens, from the beginning or behind an opening one, to its end. */
  #inline(tokens: readonly Token[]): RichText {
    const open: RichText[][] = [[]];
    const links: (string | null)[] = [];
    const add = (text: RichText) => open.at(-1)?.push(text);
    for (const token of tokens) {
      const style = styles[token.type.replace(/_(open|close)$/, "")];
      if (token.nesting === 1) {
        open.push([]);
        if (token.type === "link_open") links.push(String(token.attrGet("href") ?? ""));
      } else if (token.nesting === -1) {
        const text = open.pop() ?? [];
        const url = token.type === "link_close" ? links.pop() : null;
        if (style) add({ type: style, text });
        else if (url && isLinkable(url)) add({ type: "url", text, url });
        else add(text);
      } else if (token.type === "code_inline") add({ type: "code", text: this.#text(token.content) });
      else if (token.type.endsWith("break")) add("\n");
      else if (token.type === "image") add(this.#text(token.content || String(token.attrGet("src") ?? "")));
      else if (token.content) add(this.#text(token.content));
    }
    return open.flat();
  }

  /** The blocks of `tokens` from `start` to the token that closes what is open there. */
  blocks(tokens: readonly Token[], start = 0, depth = 0): { blocks: Block[]; end: number } {
    if (depth > MOST.depth) throw new TooMuch();
    const blocks: Block[] = [];
    let at = start;
    for (; at < tokens.length && tokens[at]?.nesting !== -1; at++) {
      const token = tokens[at];
      const inside = tokens[at + 1]?.children ?? [];
      switch (token?.type) {
        case "paragraph_open":
          blocks.push(this.#block({ type: "paragraph", text: this.#inline(inside) }));
          at += 2;
          break;
        case "heading_open": {
          const size = Math.min(6, Number(token.tag.slice(1)) + 1) as 1 | 2 | 3 | 4 | 5 | 6;
          blocks.push(this.#block({ type: "heading", text: this.#inline(inside), size }));
          at += 2;
          break;
        }
        case "fence":
        case "code_block": {
          const language = token.info.trim().split(/\s/, 1)[0];
          const text = this.#text(token.content.replace(/\n$/, ""));
          blocks.push(this.#block({ type: "pre", text, ...(language && { language }) }));
          break;
        }
        case "hr":
          blocks.push(this.#block({ type: "divider" }));
          break;
        case "blockquote_open": {
          const inner = this.blocks(tokens, at + 1, depth + 1);
          blocks.push(this.#block({ type: "blockquote", blocks: inner.blocks }));
          at = inner.end;
          break;
        }
        case "bullet_list_open":
        case "ordered_list_open": {
          const list = this.#list(tokens, at, depth);
          blocks.push(this.#block({ type: "list", items: list.items }));
          at = list.end;
          break;
        }
        case "table_open": {
          const table = this.#table(tokens, at);
          blocks.push(this.#block({ type: "table", cells: table.cells, is_bordered: true }));
          at = table.end;
          break;
        }
      }
    }
    return { blocks, end: at };
  }

  #list(tokens: readonly Token[], start: number, depth: number) {
    const items: InputRichBlockListItem<never>[] = [];
    const first = Number(tokens[start]?.attrGet("start") ?? 1);
    const isNumbered = tokens[start]?.type === "ordered_list_open";
    let at = start + 1;
    for (; tokens[at]?.type === "list_item_open"; at++) {
      const { blocks, end } = this.blocks(tokens, at + 1, depth + 1);
      items.push({ blocks, ...(isNumbered && { value: first + items.length, type: "1" as const }) });
      at = end;
    }
    return { items, end: at };
  }

  #table(tokens: readonly Token[], start: number) {
    const cells: RichBlockTableCell[][] = [];
    let at = start;
    for (; tokens[at] && tokens[at]?.type !== "table_close"; at++) {
      const token = tokens[at];
      if (token?.type === "tr_open") cells.push([]);
      if (token?.type !== "th_open" && token?.type !== "td_open") continue;
      const align = (/(left|center|right)/.exec(String(token.attrGet("style") ?? ""))?.[1] ??
        "left") as "left";
      const text = this.#inline(tokens[at + 1]?.children ?? []);
      const isHead = token.type === "th_open";
      cells.at(-1)?.push({ text, align, valign: "top", ...(isHead && { is_header: true }) });
    }
    if (cells.some((row) => row.length > MOST.columns)) throw new TooMuch();
    this.hasTable = true;
    return { cells, end: at };
  }
}

/** @returns null: it has no table, or Telegram would not take it as a rich message */
export function richOf(markdown: string): Block[] | null {
  // Cheap, and true of no answer without one.
  if (!/\|\s*:?-/.test(markdown) && !/-\s*\|/.test(markdown)) return null;
  if (markdown.length > MOST.characters || !hasInk(markdown)) return null;
  try {
    const writer = new RichWriter();
    const { blocks } = writer.blocks(tokensOf(markdown));
    return writer.hasTable && blocks.length > 0 ? blocks : null;
  } catch {
    return null;
  }
}
