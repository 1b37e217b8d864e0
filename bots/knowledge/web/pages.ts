// Fetches the page of a source, or the pages of its site, and keeps them for reading.
import { setTimeout as sleep } from "node:timers/promises";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import type { ClaimedSource, ReadingClaim } from "../claims.ts";
import { type Fetched, fetchPublic, statusFault } from "./fetch.ts";
import { type KeptPage, keep, keptSoFar } from "./keep.ts";
import { type Robots, robotsOf } from "./robots.ts";
import { pagesOfSite } from "./sitemap.ts";

/** Of one page. */
const PAGE_BYTES = 5 * 1024 * 1024;
/** Of all pages of a site: what is more is not read. */
const SITE_BYTES = 200 * 1024 * 1024;
/** Pages one after the other that fail: by then it is the site. */
const FAILURES = 10;

function textOf({ bytes, charset, type }: Fetched): string {
  const told = /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(
    bytes.subarray(0, 2_048).toString("latin1"),
  )?.[1];
  try {
    return new TextDecoder(charset ?? (type.includes("html") ? told : undefined) ?? "utf-8").decode(bytes);
  } catch {
    return bytes.toString(); // an encoding that nobody knows
  }
}

const formatOfType = (type: string): KeptPage["format"] => {
  if (type === "text/html" || type === "application/xhtml+xml" || type === "") return "html";
  if (type === "application/pdf") return "pdf";
  return type.startsWith("text/") ? "text" : null;
};

/** @throws UnreadableSource */
async function pageAt(url: string, robots: Robots, signal: AbortSignal): Promise<KeptPage> {
  const fetched = await fetchPublic(url, { bytes: PAGE_BYTES, signal });
  const fault = statusFault(fetched.status);
  if (fault) throw new UnreadableSource(fault);
  // It may have led to a part of the site that is not to be read; another site's rules are its own.
  const isElsewhere = new URL(fetched.url).origin !== new URL(url).origin;
  const rules = isElsewhere ? await robotsOf(fetched.url, signal) : robots;
  if (!rules.allows(fetched.url)) throw new UnreadableSource("robots");
  const format = formatOfType(fetched.type);
  if (format === null) throw new UnreadableSource("noPage");
  return {
    url: fetched.url,
    format,
    body: format === "pdf" ? fetched.bytes.toString("base64") : textOf(fetched),
  };
}

/** @returns whether the site has more pages than are read @throws UnreadableSource, LostReading */
export async function fetchPages(
  claim: ReadingClaim,
  { kind, url }: ClaimedSource,
  signal: AbortSignal,
): Promise<boolean> {
  if (url === null) throw new UnreadableSource("missing");
  const robots = await robotsOf(url, signal);
  let kept = await keptSoFar(claim);
  if (!kept) {
    if (kind === "page" && !robots.allows(url)) throw new UnreadableSource("robots");
    const list = kind === "page" ? { pages: [url], more: false } : await pagesOfSite(url, robots, signal);
    await keep(claim, 0, list);
    kept = { list, done: 0 };
  }
  const { pages, more } = kept.list;
  let [failures, bytes] = [0, 0];
  for (const [i, address] of pages.entries()) {
    if (i < kept.done) continue;
    if (i > 0) await sleep(robots.pauseMs, undefined, { signal });
    const page = await pageAt(address, robots, signal).catch((error: unknown): KeptPage => {
      if (!(error instanceof UnreadableSource)) throw error;
      if (kind === "page" || error.fault === "private" || ++failures >= FAILURES) throw error;
      return { url: address, format: null, body: "" };
    });
    if (page.format !== null) failures = 0;
    bytes += page.body.length;
    await claim.hold.untilSure(signal);
    await keep(claim, i + 1, page);
    if (bytes > SITE_BYTES) return true;
  }
  return more;
}
