// The text of a web page as Markdown: its headings, paragraphs, lists and tables, without what surrounds them on every page.
import { Parser } from "htmlparser2";
import { withoutHeadings } from "#lib/knowledge/cut.ts";

/** What is no text, or stands around it. */
const LEFT_OUT = new Set(
  "script style noscript template svg canvas iframe object nav footer aside form button select dialog head title".split(
    " ",
  ),
);
const BLOCKS = new Set(
  "p div section article main ul ol dl dt dd blockquote pre figure figcaption address table hr header details summary tr li".split(
    " ",
  ),
);
const HEADING = /^h([1-6])$/;
/** Also what stands far outside of the page; not what a carousel has moved aside. */
const HIDDEN = /display:\s*none|visibility:\s*(?:hidden|collapse)|text-indent:\s*-\d{4,}/i;
const ASIDE = /position:\s*(?:absolute|fixed)[\s\S]*?\b(?:left|right|top|bottom):\s*-\d{4,}/i;

export interface HtmlText {
  title: string;
  text: string;
}

class Writer {
  #out = "";
  #line = "";
  #row: string[] | null = null;
  prefix = "";

  add(text: string): void {
    this.#line += text;
  }
  get #text(): string {
    return this.#line.replace(/\s+/g, " ").trim();
  }
  /** Ends a line. @param blank whether a paragraph ends too */
  end(blank = true): void {
    if (this.#row) {
      this.#line += " ";
      return;
    }
    const text = this.#text;
    this.#line = "";
    if (text) {
      const plain = this.prefix.startsWith("#") ? text : withoutHeadings(text);
      this.#out += `${this.prefix}${plain}\n`;
    }
    if (blank && this.#out && !this.#out.endsWith("\n\n")) this.#out += "\n";
    this.prefix = "";
  }
  beginRow(): void {
    this.end(false);
    this.#row = [];
  }
  endCell(): void {
    if (!this.#row) return;
    this.#row.push(this.#text);
    this.#line = "";
  }
  endRow(): void {
    const row = this.#row;
    if (!row) return;
    this.#row = null;
    this.#line = "";
    if (row.some(Boolean)) this.#out += `${row.join(" | ").replace(/[ |]+$/, "")}\n`;
  }
  get text(): string {
    this.#row = null;
    this.end();
    return this.#out.replace(/\n{3,}/g, "\n\n").trim();
  }
}

export function textOfHtml(html: string): HtmlText {
  const writer = new Writer();
  let title = "";
  let inTitle = false;
  /** Elements that are left out, the innermost last. */
  const out: string[] = [];
  const isVoid = (name: string) => /^(br|hr|img|input|meta|link|col|source|wbr)$/.test(name);
  const parser = new Parser(
    {
      onopentag(name, { hidden, style, alt, ...attributes }) {
        if (name === "title" && !title) inTitle = true;
        const isHidden =
          hidden !== undefined ||
          attributes["aria-hidden"] === "true" ||
          HIDDEN.test(style ?? "") ||
          ASIDE.test(style ?? "");
        if (!isVoid(name) && (out.length > 0 || LEFT_OUT.has(name) || isHidden)) out.push(name);
        if (out.length > 0) return;
        const heading = HEADING.exec(name);
        if (heading) {
          writer.end();
          writer.prefix = `${"#".repeat(Number(heading[1]))} `;
        } else if (name === "tr") writer.beginRow();
        else if (name === "li") {
          writer.end(false);
          writer.prefix = "- ";
        } else if (name === "br") writer.end(false);
        else if (name === "img" && alt) writer.add(` ${alt} `);
        else if (BLOCKS.has(name)) writer.end(name !== "table");
      },
      ontext(text) {
        if (inTitle) title += text;
        if (out.length === 0) writer.add(text);
      },
      onclosetag(name) {
        if (name === "title") inTitle = false;
        if (out.length > 0) {
          if (out.at(-1) === name) out.pop();
          return;
        }
        if (name === "td" || name === "th") writer.endCell();
        else if (name === "tr") writer.endRow();
        else if (name === "li") writer.end(false);
        else if (HEADING.test(name) || BLOCKS.has(name)) writer.end();
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html);
  parser.end();
  return { title: title.replace(/\s+/g, " ").trim(), text: writer.text };
}
