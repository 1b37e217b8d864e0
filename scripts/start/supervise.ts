// Supervises child processes: restarts them when they exit, and stops them with this process.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** The longest pause before a restart: a platform that crashes still answers within 15 s of its last crash. */
const MOST_MS = 8_000;

export interface Supervised {
  /** Sends SIGTERM, then SIGKILL after `graceMs`. Resolves when the child has exited. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Keeps `node …args` running. Each child is its own process group, so Ctrl-C reaches only this process, which chooses
 * the order of stopping. If this process dies, the IPC channel closes and the child exits.
 */
export function supervise(name: string, args: string[], env: Record<string, string>): Supervised {
  let stopping = false;
  let child: ChildProcess | undefined;
  let ended = Promise.resolve();

  function start(failures: number): void {
    const startedAt = Date.now();
    child = undefined;
    ended = new Promise((done) => {
      const over = (how: string | number | null) => {
        done();
        if (stopping) return;
        const again = Date.now() - startedAt > 60_000 ? 0 : failures + 1;
        const wait = Math.min(250 * 2 ** again, MOST_MS);
        console.error(`The ${name} exited (${how}); restarting it in ${wait / 1000} s.`);
        void sleep(wait).then(() => stopping || start(again));
      };
      // It may never run: no room for another process, or Node is being replaced. By the kind of failure that is thrown, or told
      // to a listener, without which this process would end.
      try {
        const own = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
          env: { ...process.env, ...env },
          stdio: ["ignore", "inherit", "inherit", "ipc"],
          detached: true,
        });
        own.once("exit", (code, signal) => over(signal ?? code));
        own.on("error", ({ message }) => {
          if (own.pid === undefined) over(message);
        });
        child = own;
      } catch (error) {
        over((error as Error).message);
      }
    });
  }

  start(0);
  return {
    async stop(graceMs) {
      stopping = true;
      if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child?.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** After this long somebody looks why it is not ready. */
const TELL_MS = 30_000;

/** Null: `url` answers 200; otherwise what it does instead. */
async function refusalOf(url: string): Promise<string | null> {
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return ok ? null : `status ${status}`;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? message;
  }
}

/** Resolves once `url` answers 200. */
export async function untilServing(url: string, signal: AbortSignal): Promise<void> {
  let tellAt = performance.now() + TELL_MS;
  while (!signal.aborted) {
    const refusal = await refusalOf(url);
    if (refusal === null) return;
    if (performance.now() > tellAt) {
      tellAt = performance.now() + TELL_MS;
      console.error(`Not ready yet: ${url} does not answer (${refusal}).`);
    }
    await sleep(100);
  }
}
