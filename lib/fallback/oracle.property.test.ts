// Random schedules against the oracle of fixtures/oracle/. A failure prints its seed and the smallest
// schedule that shows it. The suite plays the same schedules every time. ORACLE_SEED plays others (ORACLE_SEED=$RANDOM
// searches for new faults), ORACLE_RUNS more or fewer.
import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";
import { Worker } from "node:worker_threads";

const runs = Number(process.env.ORACLE_RUNS ?? 5_000);
const seed = Number(process.env.ORACLE_SEED ?? 20_261_123);
const threads = 2;

test("the oracle finds no fault: no parked candidate called, no scope parked wider than proven, no message unanswered that could be answered, one call per message in the steady state", async () => {
  const reports = Array.from({ length: threads }, async (_, i) => {
    const workerData = { seed: seed + i, numRuns: runs / threads };
    const worker = new Worker(new URL("fixtures/oracle/worker.ts", import.meta.url), { workerData });
    const [report] = (await once(worker, "message")) as [string | null];
    await worker.terminate();
    return report;
  });
  assert.deepEqual(
    (await Promise.all(reports)).filter((report) => report !== null),
    [],
  );
});
