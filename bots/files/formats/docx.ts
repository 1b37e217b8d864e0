// The text of a Word document: paragraphs as lines, the cells of a table's row beside each other.
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
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

const BODY = /^word\/document\d*\.xml$/;
const HIDES = /<w:(?:vanish|webHidden|specVanish)(?:\s+w:val=["'](?:1|true|on)["'])?\s*(?:\/>|><\/w:)/;
/** How a run looked before a change that Word keeps track of. */
const BEFORE = /<w:rPrChange\b[\s\S]*?<\/w:rPrChange>/g;
const RUN = "</w:r>";

/** Without the texts that Word neither shows nor prints, which mammoth reads: an order to a model may hide in them. */
function withoutHidden(buffer: Buffer): Buffer {
  const [[name, body] = []] = Object.entries(unzipSync(buffer, { filter: (file) => BODY.test(file.name) }));
  const xml = body ? strFromU8(body) : "";
  if (!name || !HIDES.test(xml)) return buffer;
  const runs = xml.split(RUN).map((part, i, parts) => {
    if (i === parts.length - 1) return part;
    const at = Math.max(part.lastIndexOf("<w:r>"), part.lastIndexOf("<w:r "));
    return at >= 0 && HIDES.test(part.slice(at).replaceAll(BEFORE, "")) ? part.slice(0, at) : part + RUN;
  });
  const rest = unzipSync(buffer, { filter: (file) => !file.name.startsWith("word/media/") });
  return Buffer.from(zipSync({ ...rest, [name]: strToU8(runs.join("")) }, { level: 0 }));
}

export async function textOfDocx(given: Buffer, { headings = false } = {}): Promise<string> {
  const buffer = withoutHidden(given);
  let text = "";
  const transformDocument = (document: Element): Element => {
    text = textOf(document, headings);
    // The page that mammoth would make of it is not needed.
    return { ...document, children: [] };
  };
  await mammoth.convertToHtml({ buffer }, { transformDocument });
  return text;
}
