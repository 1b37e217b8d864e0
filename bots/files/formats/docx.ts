// The text of a Word document: paragraphs as lines, the cells of a table's row beside each other.
import mammoth from "mammoth";

/** What mammoth makes of a document, as far as it is read here. */
interface Element {
  type: string;
  value?: string;
  children?: Element[];
}

function textOf(element: Element): string {
  const children = element.children ?? [];
  switch (element.type) {
    case "text":
      return element.value ?? "";
    case "tab":
      return "\t";
    case "break":
      return "\n";
    case "paragraph":
      return `${children.map(textOf).join("")}\n`;
    case "tableRow":
      return `${children.map((cell) => textOf(cell).trim().replaceAll("\n", " ")).join(" | ")}\n`;
    default:
      return children.map(textOf).join("");
  }
}

export async function textOfDocx(buffer: Buffer): Promise<string> {
  let text = "";
  const transformDocument = (document: Element): Element => {
    text = textOf(document);
    // The page that mammoth would make of it is not needed.
    return { ...document, children: [] };
  };
  await mammoth.convertToHtml({ buffer }, { transformDocument });
  return text;
}
