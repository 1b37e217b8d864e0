// The text of presentations and of OpenDocument files: archives of XML in which paragraphs hold the text.
import { DOMParser, type Element } from "@xmldom/xmldom";
import { unzipSync } from "fflate";

const decoder = new TextDecoder();

/** Texts of the paragraphs, `row` elements as one line each. */
function linesOf(xml: string, names: { paragraph: string; row: string; cell: string }): string[] {
  const lines: string[] = [];
  const root = new DOMParser({ onError: () => undefined }).parseFromString(xml, "text/xml").documentElement;
  const visit = (element: Element) => {
    if (element.tagName === names.row) {
      const cells = Array.from(element.getElementsByTagName(names.cell), (cell) =>
        (cell.textContent ?? "").replace(/\s+/g, " ").trim(),
      );
      if (cells.some(Boolean)) lines.push(cells.join(" | ").replace(/[ |]+$/, ""));
      return;
    }
    if (element.tagName === names.paragraph) {
      const text = (element.textContent ?? "").trim();
      if (text) lines.push(text);
      return;
    }
    for (const child of Array.from(element.childNodes))
      if (child.nodeType === child.ELEMENT_NODE) visit(child as Element);
  };
  if (root) visit(root);
  return lines;
}

const slide = /^ppt\/slides\/slide(\d+)\.xml$/;
const numberOf = (name: string) => Number(slide.exec(name)?.[1]);

export function textOfSlides(bytes: Buffer): string {
  const files = unzipSync(bytes, { filter: ({ name }) => slide.test(name) });
  const names = Object.keys(files).sort((a, b) => numberOf(a) - numberOf(b));
  if (names.length === 0) throw new Error("It has no slides.");
  return names
    .map((name, i) => {
      const lines = linesOf(decoder.decode(files[name]), { paragraph: "a:p", row: "a:tr", cell: "a:tc" });
      return lines.length > 0 ? [`# ${i + 1}`, ...lines].join("\n") : "";
    })
    .filter((text) => text !== "")
    .join("\n\n");
}

export function textOfOpenDocument(bytes: Buffer): string {
  const content = unzipSync(bytes, { filter: ({ name }) => name === "content.xml" })["content.xml"];
  if (!content) throw new Error("It has no content.");
  const names = { paragraph: "text:p", row: "table:table-row", cell: "table:table-cell" };
  // A heading is a paragraph of another name.
  return linesOf(
    decoder.decode(content).replaceAll("text:h ", "text:p ").replaceAll("/text:h>", "/text:p>"),
    names,
  ).join("\n");
}
