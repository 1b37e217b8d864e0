// Reads a claimed version: its pieces are stored in batches under the fence, then it is served. What a worker leaves when it
// dies, the next one does anew.

import { AsideFailed, runAside } from "#lib/aside/aside.ts";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import { formatOf } from "#lib/knowledge/kinds-of-files.ts";
import { roomForPieces } from "#lib/knowledge/room.ts";
import type { StoredPiece } from "#lib/knowledge/store.ts";
import { claimedFile } from "./claimed-file.ts";
import {
  beginAnew,
  type ClaimedSource,
  failReading,
  type ReadingClaim,
  readClaimed,
  serve,
  storeBatch,
} from "./claims.ts";

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
export type Reading = "served" | "failed" | { againMs: number };

/** @throws LostReading, or what the database threw */
export async function read(claim: ReadingClaim, signal: AbortSignal): Promise<Reading> {
  const source = await readClaimed(claim);
  if (!source) return "failed";
  try {
    if (claim.tries > TRIES) throw new UnreadableSource("interrupted");
    await readFile(claim, source, signal);
    return "served";
  } catch (error) {
    if (error instanceof AsideFailed && error.fault === "busy") return { againMs: RETRY_MS };
    if (!(error instanceof UnreadableSource)) throw error;
    await failReading(claim, error.fault);
    return "failed";
  }
}

async function readFile(claim: ReadingClaim, source: ClaimedSource, signal: AbortSignal): Promise<void> {
  const { tenantId } = claim;
  const name = source.fileName ?? "";
  const format = formatOf(name);
  if (!format) throw new UnreadableSource("broken");
  await beginAnew(claim);
  const output = await runAside(READ_FILE, claimedFile(claim), {
    ...{ tenantId, signal, args: [format, name], timeMs: FILE_MS, outputBytes: OUTPUT_BYTES, patient: true },
  }).catch((error: unknown) => {
    if (!(error instanceof AsideFailed) || error.fault === "busy") throw error;
    throw new UnreadableSource(error.fault === "limit" ? "tooMuch" : "broken");
  });
  const lines = linesOf(output);
  const end = JSON.parse(lines.pop() ?? "{}");
  if (end.scanned) throw new UnreadableSource("unread");
  if (end.fault) throw new UnreadableSource(end.fault);
  if (lines.length > (await roomForPieces(tenantId, claim.sourceId))) throw new UnreadableSource("full");
  const total: number = end.pages ?? lines.length;
  for (let at = 0; at < lines.length; at += BATCH) {
    await claim.hold.untilSure(signal);
    const pieces = lines.slice(at, at + BATCH).map((line): StoredPiece => JSON.parse(line));
    const reached = Math.min(lines.length, at + BATCH);
    const done = end.pages ? Number(pieces.at(-1)?.place ?? 0) : reached;
    await storeBatch(claim, pieces, { done: reached === lines.length ? total : done, total });
  }
  await serve(claim, null);
}

const linesOf = (output: Buffer): string[] => output.toString().split("\n");
