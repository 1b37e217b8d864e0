// What a site's robots.txt allows (RFC 9309).
import robotsParser from "robots-parser";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import { fetchPublic, ROBOT } from "./fetch.ts";

const BYTES = 512 * 1024;
/** Lines and wildcards: each is compared with each address, on the thread on which all bots answer. */
const RULES_MOST = 5_000;
/** Between two requests to a site that asks for nothing, and at most. */
const PAUSE_MS = 250;
const PAUSE_MOST_MS = 10_000;

export interface Robots {
  allows(url: string): boolean;
  sitemaps: readonly string[];
  pauseMs: number;
}

/** A site without the file allows everything; one that fails at it, nothing. @throws UnreadableSource "robots", or as fetchPublic */
export async function robotsOf(url: string, signal: AbortSignal): Promise<Robots> {
  const address = new URL("/robots.txt", url).href;
  const { status, bytes } = await fetchPublic(address, { bytes: BYTES, signal });
  if (status >= 500 || status === 429) throw new UnreadableSource("siteFailed");
  const text = status >= 200 && status < 300 ? bytes.toString() : "";
  if ((text.match(/\r\n?|\n|\*/g)?.length ?? 0) > RULES_MOST) throw new UnreadableSource("robots");
  const rules = robotsParser(address, text);
  const seconds = Number(rules.getCrawlDelay(ROBOT) ?? 0);
  return {
    allows: (page) => rules.isAllowed(page, ROBOT) !== false,
    sitemaps: rules.getSitemaps(),
    pauseMs: Math.min(PAUSE_MOST_MS, Math.max(PAUSE_MS, seconds * 1_000)),
  };
}
