// From the Markdown parser's tokens to Telegram's text with entities.
import type { Token } from "markdown-it";
import type { Entity } from "./entities.ts";
import { cellsBeyond, columnsText, fitsPhone, mayRepeatHead, type TableCell } from "./table.ts";
import { addressIn, cleanText, isLinkable } from "./telegram-text.ts";
import { Writer } from "./writer.ts";

const MAX_LANGUAGE = 64;

const styles: Record<string, Entity["type"]> = { strong: "bold", em: "italic", s: "strikethrough" };

/** A table's cell; without a token, one beyond the columns. */
type WrittenCell = TableCell & { token?: Token };

/** A block that is being written. */
interface Block {
  type: "root" | "blockquote" | "list" | "item";
  children: number;
  /** Its children are separated by an empty line, else by a line break. */
  loose: boolean;
  /** Of a numbered list: its first number. */
  first: number | null;
}

/** Writes a parser's tokens, in which opening and closing tokens surround what is nested. */
export class TokenRenderer {
  readonly writer = new Writer();
  readonly #blocks: Block[] = [{ type: "root", children: 0, loose: true, first: null }];
  readonly #lines: readonly string[];
  /** The label of the link that is being written, and what follows it. */
  #link: { label: string; address: string | null; isMarked: boolean } | null = null;

  constructor(markdown: string) {
    this.#lines = markdown.split("\n");
  }

  get #block(): Block {
    const last = this.#blocks.at(-1);
    if (!last) throw new Error("A block was closed twice.");
    return last;
  }

  /** Separates a block from the one before it. */
  #begin(): void {
    if (this.#block.children++ > 0) this.writer.write(this.#block.loose ? "\n\n" : "\n");
  }

  #push(type: Block["type"], first: number | null = null): void {
    // Lists and items are tight until a paragraph shows that they are not.
    this.#blocks.push({ type, children: 0, loose: type === "blockquote", first });
  }

  tokens(tokens: readonly Token[]): void {
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      if (token?.type === "table_open") i = this.#table(tokens, i);
      else if (token) this.#token(token, tokens[i + 2]);
    }
  }

  /** @param inside of a list item, its first text */
  #token(token: Token, inside: Token | undefined) {
    const { writer } = this;
    switch (token.type) {
      case "paragraph_open":
        this.#begin();
        if (this.#block.type === "item" && !token.hidden) this.#loosen();
        return;
      case "heading_open":
        this.#begin();
        return writer.open({ type: "bold" });
      case "blockquote_open":
        this.#begin();
        this.#push("blockquote");
        return writer.open({ type: "blockquote" });
      case "heading_close":
        return writer.close();
      case "blockquote_close":
        this.#blocks.pop();
        return writer.close();
      case "bullet_list_open":
        this.#begin();
        return this.#push("list");
      case "ordered_list_open":
        this.#begin();
        return this.#push("list", Number(token.attrGet("start") ?? 1));
      case "list_item_open":
        return this.#item(inside);
      case "list_item_close":
        writer.outdent();
        this.#blocks.pop();
        return;
      case "bullet_list_close":
      case "ordered_list_close":
        this.#blocks.pop();
        return;
      case "fence":
      case "code_block": {
        this.#begin();
        const language = token.info.trim().split(/\s/, 1)[0]?.slice(0, MAX_LANGUAGE);
        return this.#code({ type: "pre", ...(language ? { language: cleanText(language) } : {}) }, token);
      }
      case "hr":
        this.#begin();
        return writer.write("———");
      case "inline":
        for (const child of token.children ?? []) this.#inline(child);
    }
  }

  #item(inside: Token | undefined): void {
    const list = this.#block;
    this.#begin();
    const task = inside?.type === "inline" ? /^\[([ xX])\]\s/.exec(inside.content) : null;
    const text = inside?.children?.[0];
    if (task && text?.type === "text") text.content = text.content.slice(task[0].length);
    const number = list.first === null ? null : list.first + list.children - 1;
    const box = task && (task[1] === " " ? "☐ " : "☑ ");
    this.writer.write(box ?? (number === null ? "• " : `${number}. `));
    this.#push("item");
    this.#block.loose = list.loose;
    this.writer.indent();
  }

  /** A paragraph of its own in an item spaces out the item and its list. */
  #loosen(): void {
    for (const block of this.#blocks.slice(-2)) block.loose = true;
  }

  #inline(token: Token) {
    const { writer } = this;
    switch (token.type) {
      case "text":
        return this.#text(token.content);
      case "softbreak":
      case "hardbreak":
        return this.#text("\n");
      case "code_inline":
        if (this.#link) this.#link.label += token.content;
        return this.#code({ type: "code" }, token);
      case "image":
        return this.#text(textOf(token) || String(token.attrGet("src") ?? ""));
      case "link_open": {
        const url = String(token.attrGet("href") ?? "");
        const isMarked = isLinkable(url);
        if (isMarked) writer.open({ type: "text_link", url });
        this.#link = { label: "", address: addressIn(url), isMarked };
        return;
      }
      case "link_close": {
        const { label, address, isMarked } = this.#link ?? { label: "", address: null, isMarked: false };
        this.#link = null;
        if (isMarked) writer.close();
        if (address && !label.includes(address)) writer.write(label ? ` (${address})` : address);
        return;
      }
      default: {
        const type = styles[token.type.replace(/_(open|close)$/, "")];
        if (type && token.nesting === 1) writer.open({ type });
        else if (type && token.nesting === -1) writer.close();
        else if (token.content) this.#text(token.content);
      }
    }
  }

  #text(text: string): void {
    if (this.#link) this.#link.label += text;
    this.writer.write(text);
  }

  #code(entity: { type: "code" | "pre"; language?: string }, { content }: Token): void {
    this.writer.open(entity);
    const text = entity.type === "pre" ? content.replace(/^\n+|\n$/g, "") : content;
    // Telegram makes one space of a tab.
    this.writer.write(text.replaceAll("\t", "    "));
    this.writer.close();
  }

  /** @returns the index of the table's end */
  #table(tokens: readonly Token[], start: number): number {
    this.#begin();
    const rows: WrittenCell[][] = [];
    let right = false;
    let line: string | undefined;
    let columns = 0;
    let end = start;
    for (let token = tokens[end]; token && token.type !== "table_close"; token = tokens[++end]) {
      const row = rows.at(-1);
      if (token.type === "tr_open") {
        line = this.#lines[token.map?.[0] ?? -1];
        rows.push([]);
      } else if (/^t[hd]_open$/.test(token.type)) right = /right/.test(String(token.attrGet("style") ?? ""));
      else if (token.type === "inline") row?.push({ text: textOf(token), right, token });
      else if (token.type === "tr_close" && rows.length === 1) columns = row?.length ?? 0;
      else if (token.type === "tr_close")
        row?.push(...cellsBeyond(line ?? "", columns).map((text) => ({ text, right: false })));
    }
    if (!fitsPhone(rows) && mayRepeatHead(rows)) this.#records(rows);
    else {
      this.writer.open({ type: "pre" });
      this.writer.write(columnsText(rows));
      this.writer.close();
    }
    return end;
  }

  /** Each row as lines of "name: value", the first value in bold; a name or a value alone where the other is missing. */
  #records([head = [], ...rows]: readonly WrittenCell[][]): void {
    const { writer } = this;
    const write = ({ text, token }: WrittenCell) => {
      if (!token) return this.#text(text);
      for (const child of token.children ?? []) this.#inline(child);
    };
    const shown = rows.filter((row) => row.some(({ text }) => text !== ""));
    const isNowhere = (column: number) => shown.every((row) => !row[column]?.text);
    for (const [i, row] of shown.entries()) {
      if (i > 0) writer.write("\n\n");
      let isFirst = true;
      for (const [column, cell] of row.entries()) {
        if (cell.text === "") continue;
        if (!isFirst) writer.write("\n");
        const name = head[column]?.text ?? "";
        if (name) writer.write(/[:?]$/.test(name) ? `${name} ` : `${name}: `);
        if (isFirst) writer.open({ type: "bold" });
        write(cell);
        if (isFirst) writer.close();
        isFirst = false;
      }
      // Of a column without a value the name is said once.
      for (const [column, { text }] of head.entries())
        if (i === 0 && text && isNowhere(column)) writer.write(`\n${text}: –`);
    }
  }
}

/** The text of inline tokens without their marks, in one line. */
const textOf = ({ children }: Token): string =>
  (children ?? [])
    .map((token) => {
      if (token.type === "image") return textOf(token);
      return token.type.endsWith("break") ? " " : token.content;
    })
    .join("");
