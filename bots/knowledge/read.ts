// Reads a claimed version: its pieces are stored in batches under the fence, then it is served. What a worker leaves when it
// dies, the next one does anew.

import { AsideFailed, runAside } from "#lib/aside/aside.ts";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import { formatOf } from "#lib/knowledge/kinds-of-files.ts";
import { roomForPieces } from "#lib/knowledge/room.ts";
import type { PieceRow } from "#lib/knowledge/store.ts";
import { claimedFile, claimedLines } from "./claimed-file.ts";
import {
  beginAnew,
  type ClaimedSource,
  failReading,
  keepServed,
  type ReadingClaim,
  readClaimed,
  serve,
  storeBatch,
} from "./claims.ts";
import type { ReadEnd } from "./read-file.ts";
import { readScan, type ScanEngine } from "./scan.ts";
import { fetchPages } from "./web/pages.ts";

const READ_FILE = new URL("read-file.ts", import.meta.url);
/** A process for a file: 300 pages take some seconds. */
const FILE_MS = 120_000;
/** Pieces with their words, as JSON. */
const OUTPUT_BYTES = 64 * 1024 * 1024;
const BATCH = 200;
/** Claims that ended without a result: by then it is the source. */
const TRIES = 3;
const RETRY_MS = 20_000;

/** What became of it. */
export type Reading = "served" | "failed" | { againMs: number; failed?: boolean };

/** @throws LostReading, or what the database threw */
export async function read(
  claim: ReadingClaim,
  { signal, engine }: { signal: AbortSignal; engine: ScanEngine | null },
): Promise<Reading> {
  const source = await readClaimed(claim);
  if (!source) return "failed";
  try {
    if (claim.tries > TRIES) throw new UnreadableSource("interrupted");
    if (source.kind === "file") return await readFile(claim, source, { signal, engine });
    await readWeb(claim, source, signal);
    return "served";
  } catch (error) {
    if (error instanceof AsideFailed && error.fault === "busy") return { againMs: RETRY_MS };
    if (!(error instanceof UnreadableSource)) throw error;
    await failReading(claim, error.fault);
    return "failed";
  }
}

/** Its pieces from a process of its own. @throws UnreadableSource, or AsideFailed "busy" */
async function piecesOf(
  claim: ReadingClaim,
  input: AsyncIterable<Uint8Array>,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ lines: string[]; end: Exclude<ReadEnd, { fault: unknown }> }> {
  const { tenantId } = claim;
  const output = await runAside(READ_FILE, input, {
    ...{ tenantId, signal, args, timeMs: FILE_MS, outputBytes: OUTPUT_BYTES, patient: true },
  }).catch((error: unknown) => {
    if (!(error instanceof AsideFailed) || error.fault === "busy") throw error;
    throw new UnreadableSource(error.fault === "limit" ? "tooMuch" : "broken");
  });
  const lines = output.toString().split("\n");
  const end = JSON.parse(lines.pop() ?? "") as ReadEnd;
  if ("fault" in end) throw new UnreadableSource(end.fault);
  return { lines, end };
}

interface Progress {
  /** Of pages; null: pieces are counted. */
  total: number | null;
  signal: AbortSignal;
}

/** All of them anew. @throws UnreadableSource "full" */
async function store(
  claim: ReadingClaim,
  lines: readonly string[],
  { total, signal }: Progress,
): Promise<void> {
  if (lines.length > (await roomForPieces(claim.tenantId, claim.sourceId)))
    throw new UnreadableSource("full");
  await beginAnew(claim);
  const all = total ?? lines.length;
  for (let at = 0; at < lines.length; at += BATCH) {
    await claim.hold.untilSure(signal);
    const pieces = lines.slice(at, at + BATCH).map((line): PieceRow => JSON.parse(line));
    const reached = Math.min(lines.length, at + BATCH);
    const done = total === null ? reached : Number(pieces.at(-1)?.place ?? 0);
    await storeBatch(claim, pieces, { done: reached === lines.length ? all : done, total: all });
  }
}

async function readFile(
  claim: ReadingClaim,
  source: ClaimedSource,
  { signal, engine }: { signal: AbortSignal; engine: ScanEngine | null },
): Promise<Reading> {
  const name = source.fileName ?? "";
  const format = formatOf(name);
  if (!format) throw new UnreadableSource("broken");
  const { lines, end } = await piecesOf(claim, claimedFile(claim), [format, name], signal);
  if (end.scanned) {
    if (!engine) throw new UnreadableSource("unread");
    const later = await readScan(claim, source, { pages: end.pages ?? 1, engine, signal });
    if (later?.failed && claim.tries >= TRIES) throw new UnreadableSource("unread");
    if (later) return later;
  } else {
    await store(claim, lines, { total: end.pages, signal });
  }
  await serve(claim, { hash: end.hash });
  return "served";
}

/** The same as before is not stored anew. */
async function readWeb(claim: ReadingClaim, source: ClaimedSource, signal: AbortSignal): Promise<void> {
  const more = await fetchPages(claim, source, signal);
  const { lines, end } = await piecesOf(claim, claimedLines(claim), ["pages"], signal);
  if (end.hash === source.servedHash) return keepServed(claim);
  await store(claim, lines, { total: null, signal });
  await serve(claim, { hash: end.hash, note: more ? "morePages" : null, isFileKept: false });
}
