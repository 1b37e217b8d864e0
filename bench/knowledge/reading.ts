// `node bench/knowledge/reading.ts [--pages 300] [--runs 3]`: how long it takes from a PDF's last byte, stored in parts as a browser sends them,
// until a question is answered by it, and how much memory the worker and the process that reads need. Without embeddings.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { closeDb } from "#lib/db.ts";
import { documents } from "#lib/knowledge/fixtures/quality-set.ts";
import { findPieces } from "#lib/knowledge/search.ts";
import { pdfOf } from "../../bots/fixtures/pdf.ts";
import { makeKnowing, newestOf, upload } from "../../bots/knowledge/fixtures/reading.ts";
import { machine, table } from "../figures.ts";

const { values } = parseArgs({
  options: { pages: { type: "string", default: "300" }, runs: { type: "string", default: "3" } },
});
const pages = Number(values.pages);
const LINES = 42;
const LINE = 90;
const WORKER = fileURLToPath(new URL("../../bots/knowledge/fixtures/reader-process.ts", import.meta.url));

const text = documents.map((each) => each.text).join(" ").replace(/\s+/g, " ");
/** Real sentences; each page has a line of its own. */
const pageOf = (page: number) =>
  Array.from({ length: LINES }, (_, line) => {
    const at = ((page * LINES + line) * LINE) % (text.length - LINE);
    return { text: line === 20 ? `Maxsus shart raqami ZX-${1_000 + page}: kafolat muddati.` : text.slice(at, at + LINE) };
  });

/** The most memory that a process has had so far, megabytes. 0: it is gone. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
function childrenOf(pid: number): number[] {
  try {
    const own = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return [...own, ...own.flatMap(childrenOf)];
  } catch {
    return [];
  }
}

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(WORKER, { execArgv: ["--disable-warning=ExperimentalWarning"], stdio: "inherit" });
  await once(worker, "message");
  return worker;
}

const bytes = pdfOf(Array.from({ length: pages }, (_, i) => pageOf(i)));
const megabytes = (bytes.length / 2 ** 20).toFixed(1);
const rows: (string | number)[][] = [];
const { context } = await makeKnowing();
const worker = await startWorker();
const pid = worker.pid ?? 0;
await sleep(1_000);
const idle = Math.round(peakOf(pid));
for (let run = 0; run < Number(values.runs); run++) {
  const droppedAt = performance.now();
  const id = await upload(context, { name: `shartlar-${run}.pdf`, bytes });
  const storedMs = performance.now() - droppedAt;
  let reader = 0;
  for (;;) {
    for (const child of childrenOf(pid)) reader = Math.max(reader, peakOf(child));
    const { state, fault } = await newestOf(id);
    if (state === "failed") throw new Error(`It was not read: ${fault}`);
    if (state === "ready") break;
    await sleep(20);
  }
  const { id: versionId, pieces } = await newestOf(id);
  const { pieces: found } = await findPieces(context, { versionIds: [versionId], question: `ZX-${1_000 + pages - 1}` });
  if (!found[0]?.text.includes(`ZX-${1_000 + pages - 1}`)) throw new Error("The last page is not found.");
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  rows.push([
    ...[`${pages} pages, ${megabytes} MB`, pieces, seconds(storedMs), seconds(performance.now() - droppedAt)],
    ...[Math.round(peakOf(pid)), Math.round(reader)],
  ]);
}
worker.kill();
await once(worker, "exit");
console.log(`${machine()}, load ${loadavg()[0]?.toFixed(1)}; the worker before: ${idle} MB`);
console.log(table(["a PDF", "pieces", "stored, s", "answerable, s", "worker's peak, MB", "reader's peak, MB"], rows));
await closeDb();
