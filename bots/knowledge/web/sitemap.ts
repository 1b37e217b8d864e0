// The pages of a site by its sitemap, which may refer to others (sitemaps.org).
import { gunzipSync } from "node:zlib";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import { fetchPublic } from "./fetch.ts";
import type { Robots } from "./robots.ts";

/** The protocol's own limit is 50 MB; one page of a shop takes 200 bytes. */
const BYTES = 10 * 1024 * 1024;
const SITEMAPS_MOST = 50;
const PAGES_MOST = 1_000;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** By hand, since a pattern may take quadratic time on what a stranger wrote. */
export function locationsIn(xml: string): string[] {
  return xml
    .split("<loc>")
    .slice(1)
    .flatMap((part) => {
      const end = part.indexOf("</loc>");
      if (end < 0 || end > 4_000) return [];
      const text = part.slice(0, end).replace("<![CDATA[", "").replace("]]>", "").trim();
      return text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole) || [];
    });
}

async function sitemapAt(url: string, signal: AbortSignal): Promise<string | null> {
  try {
    const { status, bytes } = await fetchPublic(url, { bytes: BYTES, signal });
    if (status < 200 || status >= 300) return null;
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isGzip ? gunzipSync(bytes, { maxOutputLength: BYTES }) : bytes).toString();
  } catch (error) {
    signal.throwIfAborted();
    // A private address is told, whatever the other sitemaps say.
    if (error instanceof UnreadableSource && error.fault === "private") throw error;
    return null;
  }
}

const bare = (host: string) => host.replace(/^www\./, "");
const noPage =
  /\.(jpe?g|png|webp|gif|svg|ico|css|js|mp[34]|avi|mov|zip|rar|gz|exe|apk|docx?|xlsx?|pptx?|pdf|xml|json)$/i;

/**
 * Of the same site, and below the address that the member gave.
 * @returns at most PAGES_MOST, in the sitemap's order, and whether there are more @throws UnreadableSource "noSitemap", or as fetchPublic
 */
export async function pagesOfSite(
  given: string,
  robots: Robots,
  signal: AbortSignal,
): Promise<{ pages: string[]; more: boolean }> {
  const start = new URL(given);
  const isSitemap = /\.xml(\.gz)?$/i.test(start.pathname);
  const listed = robots.sitemaps.length > 0 ? robots.sitemaps : [new URL("/sitemap.xml", start).href];
  const waiting = isSitemap ? [start.href] : [...listed];
  const folder = isSitemap ? "/" : start.pathname.replace(/[^/]*$/, "");
  const seen = new Set<string>();
  const pages = new Set<string>();
  for (let next = waiting.shift(); next !== undefined && seen.size < SITEMAPS_MOST; next = waiting.shift()) {
    if (seen.has(next) || !URL.canParse(next)) continue;
    seen.add(next);
    const xml = await sitemapAt(next, signal);
    if (xml === null) continue;
    const isIndex = xml.includes("<sitemapindex");
    for (const location of locationsIn(xml)) {
      const url = URL.parse(location, next);
      if (!url || !/^https?:$/.test(url.protocol) || bare(url.hostname) !== bare(start.hostname)) continue;
      url.hash = "";
      if (isIndex) waiting.push(url.href);
      else if (url.pathname.startsWith(folder) && !noPage.test(url.pathname) && robots.allows(url.href))
        pages.add(url.href);
    }
    if (pages.size > PAGES_MOST) break;
  }
  if (pages.size === 0) throw new UnreadableSource("noSitemap");
  return { pages: [...pages].slice(0, PAGES_MOST), more: pages.size > PAGES_MOST };
}
