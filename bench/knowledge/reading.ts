// `node bench/knowledge/reading.ts [--pages 300] [--runs 3]`: how long it takes from the first byte of a PDF, stored in parts as the page sends
// them, until a question is answered by its last page, and how much memory the worker and the processes that read need. Chromium
// prints the PDF. Without embeddings.
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { EMBEDDER } from "#lib/gemini/embeddings.ts";
import { documents } from "#lib/knowledge/fixtures/quality-set.ts";
import { SOURCE_PART } from "#lib/knowledge/kinds-of-files.ts";
import { findPieces } from "#lib/knowledge/search.ts";
import { addFilePart } from "#lib/knowledge/upload.ts";
import { getBrowser, thisMachine } from "../../e2e/browser.ts";
import { machine, table } from "../figures.ts";
import { CostsWorld } from "../platform/costs-world.ts";

const { values } = parseArgs({
  options: { pages: { type: "string", default: "300" }, runs: { type: "string", default: "3" } },
});
const count = Number(values.pages);
const CHARACTERS = 2_400;
const LOOK_MS = 20;
const codeOf = (page: number): string => `ZX-${1_000 + page * 7}`;

/** Real sentences, and a line of its own on each page: within it, since what counts at its edge is taken for the page's number. */
function htmlOf(): string {
  const text = documents
    .map((each) => each.text)
    .join(" ")
    .replace(/[<>&\s]+/g, " ");
  const pages = Array.from({ length: count }, (_, page) => {
    const at = (page * CHARACTERS) % (text.length - CHARACTERS);
    const [above, below] = [
      text.slice(at, at + CHARACTERS / 2),
      text.slice(at + CHARACTERS / 2, at + CHARACTERS),
    ];
    return `<section><h1>Bob ${page + 1}</h1><p>${above}</p><p>${codeOf(page)}: kafolat muddati ikki yil.</p><p>${below}</p></section>`;
  });
  return `<style>section { break-after: page; font: 14px sans-serif }</style>${pages.join("")}`;
}

async function print(): Promise<Buffer> {
  const browser = await chromium.launch({
    executablePath: getBrowser(thisMachine()),
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage();
    await page.setContent(htmlOf());
    return await page.pdf({ format: "A4" });
  } finally {
    await browser.close();
  }
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
/** The most memory that a process has had so far, in MB. 0: it is gone. */
const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;

function childrenOf(pid: number): number[] {
  let tasks: string[] = [];
  try {
    tasks = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  const own = tasks
    .flatMap((task) => read(`/proc/${pid}/task/${task}/children`).match(/\d+/g) ?? [])
    .map(Number);
  return [...own, ...own.flatMap(childrenOf)];
}

async function upload(context: Context, name: string, bytes: Buffer): Promise<string> {
  const file = {
    upload: randomUUID(),
    botId: null,
    sourceId: null,
    name,
    mimeType: null,
    size: bytes.length,
  };
  for (let position = 0; ; position++) {
    const part = bytes.subarray(position * SOURCE_PART, (position + 1) * SOURCE_PART);
    const { id, whole } = await addFilePart(context, { ...file, position, bytes: part });
    if (whole) return id;
  }
}

const bytes = await print();
const fleet = await CostsWorld.start({ counting: false });
await fleet.grow(1);
await fleet.sandbox.control("PUT", "/gemini/models", { [EMBEDDER]: { state: "missing" } });
const { tenantId } = await db.bot.findFirstOrThrow();
const context: Context = { tenantId, role: "owner", actorId: null };
const worker = await fleet.startWorker();
const pid = worker.child.pid ?? 0;
const before = peakOf(pid);
const seconds = (ms: number) => (ms / 1_000).toFixed(1);

const rows: (string | number)[][] = [];
for (let run = 0; run < Number(values.runs); run++) {
  const droppedAt = performance.now();
  const sourceId = await upload(context, `shartlar-${run}.pdf`, bytes);
  const storedMs = performance.now() - droppedAt;
  let readers = 0;
  let served: string | null = null;
  while (served === null) {
    readers = Math.max(readers, ...childrenOf(pid).map(peakOf));
    const version = await db.sourceVersion.findFirstOrThrow({ where: { tenantId, sourceId } });
    if (version.state === "failed") throw new Error(`It was not read: ${version.fault}`);
    if (version.state === "ready") served = version.id;
    else await sleep(LOOK_MS);
  }
  const question = `${codeOf(count - 1)} kafolat muddati`;
  const { pieces } = await findPieces(context, { versionIds: [served], question });
  if (!pieces.some(({ text }) => text.includes(codeOf(count - 1))))
    throw new Error(
      `The last page is not found, but ${JSON.stringify(pieces.map(({ place, text }) => [place, text.slice(-80)]))}`,
    );
  const answerableMs = performance.now() - droppedAt;
  const { pieces: stored } = await db.sourceVersion.findFirstOrThrow({ where: { id: served } });
  rows.push([
    run + 1,
    stored,
    seconds(storedMs),
    seconds(answerableMs),
    ...[peakOf(pid), readers].map(Math.round),
  ]);
}
console.log(
  `${machine()}, load ${loadavg()[0]?.toFixed(1)}; ${count} pages, ${(bytes.length / 2 ** 20).toFixed(1)} MB; the worker's peak before: ${Math.round(before)} MB`,
);
console.log(
  table(
    ["run", "pieces", "stored, s", "answerable, s", "the worker's peak, MB", "the reader's peak, MB"],
    rows,
  ),
);
await fleet.stopWorker(worker);
await fleet.close();
process.exit();
