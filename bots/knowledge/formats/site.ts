// The pieces of pages that were fetched (bots/knowledge/web/keep.ts): each has its page's address.
import { cutPages, withoutHeadings } from "#lib/knowledge/cut.ts";
import type { MadePiece } from "#lib/knowledge/piece.ts";
import type { KeptPage } from "../web/keep.ts";
import { textOfHtml } from "./html.ts";
import { pagesOfPdf } from "./pdf.ts";

/** Lines of so many pages at least are looked at for what repeats. */
const MANY_PAGES = 5;
const LINE_MOST = 300;

async function textOf({ format, body }: KeptPage): Promise<string> {
  if (format === "text") return withoutHeadings(body);
  if (format === "pdf")
    return (await pagesOfPdf(Buffer.from(body, "base64"))).map(({ text }) => text).join("\n\n");
  const { title, text } = textOfHtml(body);
  // The title says what a page without a heading is about.
  return title && text && !/^# /m.test(text) ? `# ${title}\n\n${text}` : text;
}

/** What stands on most pages, such as a menu without its element, is kept where it stands first. */
function withoutRepeated(texts: readonly string[]): string[] {
  if (texts.length < MANY_PAGES) return [...texts];
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const line of new Set(text.split("\n")))
      if (line && line.length <= LINE_MOST) counts.set(line, (counts.get(line) ?? 0) + 1);
  const seen = new Set<string>();
  return texts.map((text) =>
    text
      .split("\n")
      .filter((line) => {
        if ((counts.get(line) ?? 0) <= texts.length / 2) return true;
        const isFirst = !seen.has(line);
        seen.add(line);
        return isFirst;
      })
      .join("\n"),
  );
}

/** @param parts as they were kept: the list, then its pages */
export async function piecesOfSite(parts: AsyncIterable<string>): Promise<MadePiece[]> {
  const [addresses, texts]: [string[], string[]] = [[], []];
  let isList = true;
  for await (const part of parts) {
    if (isList) {
      isList = false;
      continue;
    }
    const page = JSON.parse(part) as KeptPage;
    if (page.format === null) continue;
    addresses.push(page.url);
    texts.push(await textOf(page));
  }
  // Each page begins with headings of its own.
  return withoutRepeated(texts).flatMap((text, i) => cutPages([{ place: addresses[i] ?? null, text }]));
}
