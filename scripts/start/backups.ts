// The schedule of backups. Each is a process of its own, which also knows when the next one is due.
import { fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Not at once: a start has better things to do, and a platform that crashes in a circle makes no backups. */
const FIRST_MS = 60_000;
const AGAIN_MS = 15 * 60_000;
/** A timer beyond this would fire at once; the child then says again when it is due. */
const MOST_MS = 24 * 3_600_000;

/** @returns when the next one is due, in epoch milliseconds; null: this one has failed, which it has printed */
async function backUpIfDue(signal: AbortSignal): Promise<number | null> {
  const child = fork(new URL("../backup.ts", import.meta.url), ["--if-due"], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    signal,
  });
  let dueAt: number | null = null;
  child.on("message", (said: { dueAt: number }) => {
    dueAt = said.dueAt;
  });
  return new Promise((done) => {
    child.once("error", () => done(null));
    child.once("exit", (code) => done(code === 0 ? dueAt : null));
  });
}

async function backUpForEver(signal: AbortSignal, first: number): Promise<void> {
  let wait = first;
  for (;;) {
    await sleep(wait, undefined, { signal, ref: false });
    const dueAt = await backUpIfDue(signal).catch(() => null);
    if (dueAt === null && !signal.aborted)
      console.error(`The backup failed; it is tried again in ${AGAIN_MS / 60_000} minutes.`);
    wait = dueAt === null ? AGAIN_MS : Math.min(Math.max(dueAt - Date.now(), 1_000), MOST_MS);
  }
}

/** Until the signal. */
export function scheduleBackups(signal: AbortSignal, first = FIRST_MS): void {
  void backUpForEver(signal, first).catch((error: Error) => {
    if (error.name !== "AbortError") console.error(`No more backups are made: ${error.message}`);
  });
}
