// Real processes for tests: the sandbox, the worker, the whole platform. The test that starts one must end it.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";

const children = new Set<ChildProcess>();
// Kill the children if the test file exits early.
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

export interface Running {
  child: ChildProcess;
  /** Its exit code, once it has ended; null if a signal killed it. */
  exited: Promise<number | null>;
  /** All output so far, and all there is once `exited` is resolved. */
  output(): string;
  /** Sends the signal and resolves with the exit code (null if a signal killed it). */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Resolves when all is read that an ended process wrote: "exit" may come before it, and "close" only once its own children
 * have ended too.
 */
async function readOut(streams: readonly (Readable | null)[]): Promise<void> {
  let hasMore = true;
  const more = () => {
    hasMore = true;
  };
  for (const stream of streams) stream?.on("data", more);
  // Node reads what is there between two turns.
  while (hasMore) {
    hasMore = false;
    for (let turns = 0; turns < 2; turns++) await turn();
  }
  for (const stream of streams) stream?.off("data", more);
}

/** Starts `node …args` and resolves once a line matches `ready`. @throws Error with the output if it exits first. */
export async function startProcess(
  args: string[],
  env: Record<string, string>,
  ready: RegExp,
  cwd?: string,
): Promise<Running & { match: RegExpExecArray }> {
  const flags = ["--disable-warning=ExperimentalWarning"];
  // In a test run they live for seconds, like its files (run.ts). Benchmarks measure them as they are.
  if (process.env.NODE_TEST_CONTEXT) flags.push("--liftoff-only");
  const child = spawn(process.execPath, [...flags, ...args], {
    env: { ...process.env, ...env },
    // With IPC, a sandbox or a worker exits when this process is killed.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    ...(cwd ? { cwd } : {}),
  });
  children.add(child);
  const lines: string[] = [];
  const exited = new Promise<number | null>((done) => {
    child.once("exit", (code) => void readOut([child.stdout, child.stderr]).then(() => done(code)));
  });
  void exited.then(() => children.delete(child));
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream)
        createInterface({ input: stream }).on("line", (line) => {
          lines.push(line);
          const found = ready.exec(line);
          if (found) resolve(found);
        });
    }
    void exited.then((code) => reject(new Error(`${args.join(" ")} ended (${code}):\n${lines.join("\n")}`)));
  });
  return {
    child,
    exited,
    match,
    output: () => lines.join("\n"),
    async end(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return exited;
    },
  };
}

export interface SandboxProcess extends Running {
  url: string;
  /** Calls the control API. @throws Error unless the status is 2xx. */
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Starts a sandbox; its url serves as both TELEGRAM_API_ROOT and GEMINI_BASE_URL. */
export async function startSandbox(...args: string[]): Promise<SandboxProcess> {
  const running = await startProcess(["sandbox/main.ts", ...args], {}, /^sandbox (http:\S+)/);
  const url = running.match[1]!;
  return {
    ...running,
    url,
    async control<T>(method: string, path: string, body?: unknown) {
      const response = await fetch(`${url}/control${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
  };
}
