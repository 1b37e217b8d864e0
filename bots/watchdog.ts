// Kills this process when its event loop is blocked: the supervisor restarts it, and its conversations go on before
// their leases run out, here or in another worker. A thread of its own, since a blocked loop runs no timer.
import { writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

/** Shorter than a lease (bots/queue/hold.ts), or every worker in turn would be blocked by the same message. */
export const BLOCKED_MS = 5_000;
const BEAT_MS = 250;

/** Starts the watchdog; it ends with the process. */
export function startWatchdog(): void {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  new Worker(new URL(import.meta.url), { workerData: beats, execArgv: [], env: {} }).unref();
}

function watch(beats: Int32Array): void {
  let [seen, missed] = [0, 0];
  // Counts its own wake-ups: while the whole process is frozen or starved, none is missed.
  setInterval(() => {
    const beat = Atomics.load(beats, 0);
    missed = beat === seen ? missed + 1 : 0;
    seen = beat;
    if (missed * BEAT_MS < BLOCKED_MS) return;
    const msg = `the event loop was blocked for ${BLOCKED_MS / 1000} s: exiting to be restarted`;
    writeSync(2, `${JSON.stringify({ level: 60, time: Date.now(), pid: process.pid, msg })}\n`);
    process.kill(process.pid, "SIGKILL");
  }, BEAT_MS);
}

if (!isMainThread && workerData instanceof Int32Array) watch(workerData);
