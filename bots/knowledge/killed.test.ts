// A worker that is killed while it reads: the next one goes on, and nothing is there twice.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { pdfOf } from "../fixtures/pdf.ts";
import { makeKnowing, newestOf, piecesOf, upload } from "./fixtures/reading.ts";

const script = fileURLToPath(new URL("fixtures/reader-process.ts", import.meta.url));
const words = "Доставка по Ташкенту стоит двадцать тысяч сум. Toʻlov naqd yoki karta orqali qabul qilinadi.";
const pageOf = (number: number) =>
  Array.from({ length: 40 }, (_, line) => ({ text: `${number}-${line}: ${words}` }));

async function startWorker() {
  const child = fork(script, { execArgv: ["--disable-warning=ExperimentalWarning"], stdio: "inherit" });
  await once(child, "message");
  return child;
}

test("a PDF of 300 pages whose worker is killed is read by the next one, each piece once", async (t) => {
  const { context } = await makeKnowing();
  const bytes = pdfOf(Array.from({ length: 300 }, (_, i) => pageOf(i + 1)));
  const id = await upload(context, { name: "shartlar.pdf", bytes });
  const { id: versionId } = await newestOf(id);
  const first = await startWorker();
  await until("some pieces are stored", async () => (await db.piece.count({ where: { versionId } })) > 0);
  first.kill("SIGKILL");
  await once(first, "exit");
  const { state, pieces } = await newestOf(id);
  t.diagnostic(
    `killed while ${state}, ${pieces} pieces counted, ${await db.piece.count({ where: { versionId } })} stored`,
  );
  const second = await startWorker();
  const startedAt = performance.now();
  try {
    const ready = async () => (await newestOf(id)).state === "ready";
    await until("it is read", ready);
  } finally {
    second.kill();
    await once(second, "exit");
  }
  t.diagnostic(
    `ready ${Math.round((performance.now() - startedAt) / 100) / 10} s after the next worker began, its wait for the lease included`,
  );
  const found = await piecesOf(id);
  const text = found.map((piece) => piece.text).join("\n");
  for (const line of ["1-0", "150-20", "300-39"])
    assert.equal(text.match(new RegExp(`^${line}: `, "gm"))?.length, 1, line);
  assert.deepEqual([found[0]?.place, found.at(-1)?.place], ["1", "300"]);
  assert.deepEqual([...new Set(found.map(({ position }) => position))].length, found.length);
});
