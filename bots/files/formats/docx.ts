// The text of a Word document: paragraphs as lines, the cells of a table's row beside each other.
import mammoth from "mammoth";

/** What mammoth makes of a document, as far as it is read here. */
interface Element {
  type: string;
  value?: string;
  /** Of a paragraph. */
  styleName?: string | null;
  children?: Element[];
}

const headingStyle = /^(?:heading|заголовок|sarlavha)\s*([1-6])$/i;

/** @param headings whether they are marked as in Markdown, between blank lines */
function textOf(element: Element, headings: boolean): string {
  const children = element.children ?? [];
  const inside = (child: Element) => textOf(child, headings);
  switch (element.type) {
    case "text":
      return element.value ?? "";
    case "tab":
      return "\t";
    case "break":
      return "\n";
    case "paragraph": {
      const text = children.map(inside).join("");
      const level =
        headings &&
        (headingStyle.exec(element.styleName ?? "")?.[1] ?? (element.styleName === "Title" ? 1 : 0));
      if (level && text.trim()) return `\n${"#".repeat(Number(level))} ${text.trim()}\n\n`;
      return `${text}\n`;
    }
    case "tableRow":
      return `${children.map((cell) => inside(cell).trim().replaceAll("\n", " ")).join(" | ")}\n`;
    default:
      return children.map(inside).join("");
  }
}

export async function textOfDocx(buffer: Buffer, { headings = false } = {}): Promise<string> {
  let text = "";
  const transformDocument = (document: Element): Element => {
    text = textOf(document, headings);
    // The page that mammoth would make of it is not needed.
    return { ...document, children: [] };
  };
  await mammoth.convertToHtml({ buffer }, { transformDocument });
  return text;
}
