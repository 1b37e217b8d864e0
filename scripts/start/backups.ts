// The schedule of backups. Each is a process of its own, which also knows when the next one is due. One that fails is told to the
// platform's admins.
import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Not at once: a start has better things to do, and a platform that crashes in a circle makes no backups. */
const FIRST_MS = 60_000;
const AGAIN_MS = 15 * 60_000;
/** A timer beyond this would fire at once; the child then says again when it is due. */
const MOST_MS = 24 * 3_600_000;
/** A backup of which no byte moves for this long hangs: storage that neither takes nor refuses, a lock that nobody gives back. */
const STALLED_MS = 30 * 60_000;

interface Schedule {
  /** How the process that tells of a failure reaches the database: what serves does not get the password of the role that may change tables. */
  login: Record<string, string>;
  firstMs?: number;
  againMs?: number;
  stalledMs?: number;
}

const options = { execArgv: ["--disable-warning=ExperimentalWarning"] };

/** Its exit code; null: it was ended, or could not be started. */
const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => {
    child.once("error", () => done(null));
    child.once("exit", done);
  });

/** @returns when the next one is due, in epoch milliseconds; null: this one has failed, which it has printed */
async function backUpIfDue(signal: AbortSignal, stalledMs: number): Promise<number | null> {
  const child = fork(new URL("../backup.ts", import.meta.url), ["--if-due"], { ...options, signal });
  const watchdog = setTimeout(() => {
    console.error(`The backup has not moved for ${stalledMs / 60_000} minutes; it is ended.`);
    child.kill("SIGKILL");
  }, stalledMs).unref();
  let dueAt: number | null = null;
  child.on("message", (said: { dueAt: number } | { moves: true }) => {
    watchdog.refresh();
    if ("dueAt" in said) dueAt = said.dueAt;
  });
  const code = await exitOf(child);
  clearTimeout(watchdog);
  return code === 0 ? dueAt : null;
}

/** Opens or solves the alert. @returns whether that is done: not while the database is away */
async function tell(how: "failed" | "made", { login }: Schedule, signal: AbortSignal): Promise<boolean> {
  const env = { ...process.env, ...login };
  const child = fork(new URL("./backup-alert.ts", import.meta.url), [how], { ...options, env, signal });
  return (await exitOf(child)) === 0;
}

async function backUpForEver(signal: AbortSignal, schedule: Schedule): Promise<void> {
  const { firstMs = FIRST_MS, againMs = AGAIN_MS, stalledMs = STALLED_MS } = schedule;
  let wait = firstMs;
  /** What was told last; null: nothing since the start. */
  let told: "failed" | "made" | null = null;
  for (;;) {
    await sleep(wait, undefined, { signal, ref: false });
    const dueAt = await backUpIfDue(signal, stalledMs).catch(() => null);
    if (signal.aborted) return;
    if (dueAt === null) console.error(`The backup failed; it is tried again in ${againMs / 60_000} minutes.`);
    const is = dueAt === null ? "failed" : "made";
    if (is !== told && (await tell(is, schedule, signal).catch(() => false))) told = is;
    wait = dueAt === null ? againMs : Math.min(Math.max(dueAt - Date.now(), 1_000), MOST_MS);
  }
}

/** Until the signal. */
export function scheduleBackups(signal: AbortSignal, schedule: Schedule): void {
  void backUpForEver(signal, schedule).catch((error: Error) => {
    if (error.name !== "AbortError") console.error(`No more backups are made: ${error.message}`);
  });
}
