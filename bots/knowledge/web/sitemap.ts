// The pages of a site by its sitemap, which may refer to others (sitemaps.org).
import { setImmediate } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import { fetchPublic } from "./fetch.ts";
import type { Robots } from "./robots.ts";

/** The protocol's own limit is 50 MB; one page of a shop takes 200 bytes. */
const BYTES = 10 * 1024 * 1024;
const SITEMAPS_MOST = 50;
const PAGES_MOST = 1_000;
const LOCATION_MOST = 4_000;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const OPEN = "<loc>";

/** By hand, since a pattern may take quadratic time on what a stranger wrote; one after the other, since there may be a million. */
export function* locationsIn(xml: string): Generator<string> {
  for (let at = xml.indexOf(OPEN); at >= 0; ) {
    const from = at + OPEN.length;
    at = xml.indexOf(OPEN, from);
    const part = xml.slice(from, Math.min(from + LOCATION_MOST, at < 0 ? xml.length : at));
    const end = part.indexOf("</loc>");
    if (end < 0) continue;
    const text = part.slice(0, end).replace("<![CDATA[", "").replace("]]>", "").trim();
    const location = text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
    if (location) yield location;
  }
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

/** Of the thread on which all bots answer: at once, and for the choice of a site's pages in all. */
const TURN_MS = 20;
const TURNS_MS = 3_000;

/** Lets others have the thread between two addresses of a stranger's long list. */
class ShortTurns {
  #since = performance.now();
  #left = TURNS_MS;

  begin(): void {
    this.#since = performance.now();
  }

  /** @throws UnreadableSource "tooMuch" */
  async next(): Promise<void> {
    const took = performance.now() - this.#since;
    if (took < TURN_MS) return;
    this.#left -= took;
    if (this.#left < 0) throw new UnreadableSource("tooMuch");
    await setImmediate();
    this.begin();
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
  const turns = new ShortTurns();
  for (let next = waiting.shift(); next !== undefined && seen.size < SITEMAPS_MOST; next = waiting.shift()) {
    if (seen.has(next) || !URL.canParse(next)) continue;
    seen.add(next);
    const xml = await sitemapAt(next, signal);
    if (xml === null) continue;
    const isIndex = xml.includes("<sitemapindex");
    turns.begin();
    for (const location of locationsIn(xml)) {
      await turns.next();
      const url = URL.parse(location, next);
      if (!url || !/^https?:$/.test(url.protocol) || bare(url.hostname) !== bare(start.hostname)) continue;
      url.hash = "";
      if (isIndex && waiting.length >= SITEMAPS_MOST) break;
      if (isIndex) waiting.push(url.href);
      else if (url.pathname.startsWith(folder) && !noPage.test(url.pathname) && robots.allows(url.href))
        pages.add(url.href);
      if (pages.size > PAGES_MOST) break;
    }
    await turns.next();
    if (pages.size > PAGES_MOST) break;
  }
  if (pages.size === 0) throw new UnreadableSource("noSitemap");
  return { pages: [...pages].slice(0, PAGES_MOST), more: pages.size > PAGES_MOST };
}
