// Renders the model's Markdown as Telegram text with entities, through a parser, so any input yields valid text.
import type { Nodes, Parents, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** Offsets and lengths count UTF-16 code units, as in Telegram and JavaScript. */
export interface Entity {
  type: "bold" | "italic" | "strikethrough" | "code" | "pre" | "text_link" | "blockquote";
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

export interface Rendered {
  text: string;
  entities: Entity[];
}

class Writer {
  text = "";
  readonly entities: Entity[] = [];

  /** Wraps the output of `inner` in an entity. Telegram refuses entities that are empty or end in white space. */
  mark(entity: Omit<Entity, "offset" | "length">, inner: () => void): void {
    const start = this.text.length;
    inner();
    const written = this.text.slice(start);
    const lead = written.length - written.trimStart().length;
    const length = written.trim().length;
    if (length > 0) this.entities.push({ ...entity, offset: start + lead, length });
  }

  children(node: Parents): void {
    for (const child of node.children) this.node(child);
  }

  /** Separates blocks by an empty line; `tight` ones by a line break. */
  blocks(nodes: readonly Nodes[], tight = false): void {
    nodes.forEach((node, i) => {
      if (i > 0) this.text += tight ? "\n" : "\n\n";
      this.node(node);
    });
  }

  node(node: Nodes) {
    switch (node.type) {
      case "root":
        return this.blocks(node.children);
      case "heading":
        return this.mark({ type: "bold" }, () => this.children(node));
      case "strong":
        return this.mark({ type: "bold" }, () => this.children(node));
      case "emphasis":
        return this.mark({ type: "italic" }, () => this.children(node));
      case "delete":
        return this.mark({ type: "strikethrough" }, () => this.children(node));
      case "inlineCode":
        return this.mark({ type: "code" }, () => this.write(node.value));
      case "code":
        return this.mark({ type: "pre", ...(node.lang ? { language: node.lang } : {}) }, () =>
          this.write(node.value),
        );
      case "blockquote":
        return this.mark({ type: "blockquote" }, () => this.blocks(node.children));
      case "link":
        return /^(https?|tg|mailto):/.test(node.url)
          ? this.mark({ type: "text_link", url: node.url }, () => this.children(node))
          : this.children(node);
      case "image":
        return this.write(node.alt || node.url);
      case "list":
        return node.children.forEach((item, i) => {
          if (i > 0) this.text += node.spread ? "\n\n" : "\n";
          const done =
            item.checked === null || item.checked === undefined ? null : item.checked ? "☑ " : "☐ ";
          const marker = done ?? (node.ordered ? `${(node.start ?? 1) + i}. ` : "• ");
          this.write(marker);
          this.indented(() => this.blocks(item.children, !item.spread));
        });
      case "table":
        return this.mark({ type: "pre" }, () => this.write(tableText(node)));
      case "thematicBreak":
        return this.write("———");
      case "break":
        return this.write("\n");
      case "text":
      case "html":
        return this.write(node.value);
      default:
        if ("children" in node) this.children(node);
        else if ("value" in node) this.write(node.value);
    }
  }

  write(text: string): void {
    this.text += text;
  }

  /** Indents lines after the first by two spaces and shifts the entities inside. */
  indented(inner: () => void): void {
    const start = this.text.length;
    const first = this.entities.length;
    inner();
    const written = this.text.slice(start);
    const breaks = [...written.matchAll(/\n/g)].map(({ index }) => start + index);
    if (breaks.length === 0) return;
    this.text = this.text.slice(0, start) + written.replaceAll("\n", "\n  ");
    const moved = (at: number) => at + 2 * breaks.filter((each) => each < at).length;
    for (const entity of this.entities.slice(first)) {
      const end = moved(entity.offset + entity.length);
      entity.offset = moved(entity.offset);
      entity.length = end - entity.offset;
    }
  }
}

function plain(node: Nodes): string {
  if ("value" in node) return node.value;
  return "children" in node ? node.children.map(plain).join("") : "";
}

/** Telegram has no tables, so a table becomes padded columns in a monospace font. */
function tableText(table: Table): string {
  const rows = table.children.map((row) => row.children.map(plain));
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join(" | ")
        .trimEnd(),
    )
    .join("\n");
}

/** Never throws: invalid Markdown is plain text, and an unfinished stream renders as far as it goes. */
export function render(markdown: string): Rendered {
  const writer = new Writer();
  writer.node(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  // Markup without text (a stream that begins with "**" or "---") is shown verbatim.
  if (!writer.text.trim()) return { text: markdown.trim(), entities: [] };
  return {
    text: writer.text,
    entities: writer.entities.sort((a, b) => a.offset - b.offset || b.length - a.length),
  };
}
