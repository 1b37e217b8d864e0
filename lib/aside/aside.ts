// Work on what strangers send, in a process of its own: whatever the bytes do to it, the worker and its other chats go on.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { FairQueue } from "#lib/fair-queue.ts";

/** Why there is no result. */
export type AsideFault =
  /** It took too long, too much memory, or gave too much back. */
  | "limit"
  /** It ended otherwise. */
  | "failed"
  /** Too much of it waits. */
  | "busy";

export class AsideFailed extends Error {
  readonly fault: AsideFault;
  constructor(fault: AsideFault) {
    super(`Work aside ended: ${fault}.`);
    this.name = "AsideFailed";
    this.fault = fault;
  }
}

const HEAP_MB = 256;
const TIME_MS = 20_000;
const OUTPUT_BYTES = 8 * 1024 * 1024;

/** Two processes at once, of which a tenant has one while others wait: each may take half a gigabyte and a core. */
const queue = new FairQueue({ atOnce: 2, eachAtOnce: 1, each: 50, all: 500 });
/** What nobody waits for in a chat goes one after the other, beside those. */
const patientQueue = new FairQueue({ atOnce: 1, each: 50, all: 500 });

/** The program's folder. Not by `new URL`, which Next would take for a file of its bundle. */
const ownRoot = () => join(import.meta.dirname, "../..");

interface AsideOptions {
  tenantId: string;
  signal: AbortSignal;
  /** Arguments of the script. */
  args?: readonly string[];
  timeMs?: number;
  /** Of its stdout, at most. */
  outputBytes?: number;
  /** Nobody waits for it in a chat. */
  patient?: boolean;
  /** The program's folder, where this module is part of Next's bundle. */
  root?: string;
}

/** A part of the input after the other, if it is large. */
type AsideInput = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Runs a script with the input on its stdin. It inherits no environment, so no secret, and may read the program's files only.
 * @returns its stdout @throws AsideFailed, or the signal's reason
 */
export async function runAside(
  script: URL | string,
  input: AsideInput,
  { tenantId, signal, patient, ...options }: AsideOptions,
): Promise<Buffer> {
  signal.throwIfAborted();
  const place = (patient ? patientQueue : queue).enter(tenantId);
  const leave = () => place.leave();
  signal.addEventListener("abort", leave, { once: true });
  try {
    const started = await place.turn;
    signal.throwIfAborted();
    if (!started) throw new AsideFailed("busy");
    return await run(typeof script === "string" ? script : fileURLToPath(script), input, {
      ...options,
      signal,
    });
  } finally {
    signal.removeEventListener("abort", leave);
    leave();
  }
}

/** @throws AsideFailed where there is no room for another process, or no descriptor for its pipes */
function spawned(args: readonly string[]) {
  try {
    const child = spawn(process.execPath, args, {
      env: { NODE_ENV: "production" },
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
    });
    // By the kind of failure it is thrown, or told to a listener, without which this process would end.
    child.on("error", () => undefined);
    if (child.pid !== undefined) return child;
  } catch {
    // told below
  }
  throw new AsideFailed("busy");
}

async function run(
  script: string,
  input: AsideInput,
  {
    args = [],
    timeMs = TIME_MS,
    outputBytes = OUTPUT_BYTES,
    root = ownRoot(),
    signal,
  }: Omit<AsideOptions, "tenantId" | "patient">,
): Promise<Buffer> {
  const flags = [
    ...[
      "--permission",
      "--allow-worker",
      `--allow-fs-read=${join(root, "*")}`,
      `--max-old-space-size=${HEAP_MB}`,
    ],
    ...["--disable-warning=ExperimentalWarning", "--disable-warning=SecurityWarning", "--import"],
    join(root, "lib/aside/watch-memory.ts"),
  ];
  const child = spawned([...flags, script, ...args]);
  let fault: AsideFault | null = null;
  const end = (why: AsideFault | null) => {
    fault ??= why;
    child.kill("SIGKILL");
  };
  const stop = () => end(null);
  const timer = setTimeout(end, timeMs, "limit");
  signal.addEventListener("abort", stop, { once: true });
  const pieces: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (piece: Buffer) => {
    size += piece.length;
    if (size > outputBytes) end("limit");
    else pieces.push(piece);
  });
  // It may end before it has read everything.
  child.stdin.on("error", () => undefined);
  let unread: unknown = null;
  if (input instanceof Uint8Array) child.stdin.end(input);
  else
    pipeline(input, child.stdin, { signal }).catch((error: NodeJS.ErrnoException) => {
      // The input itself could not be read.
      if (child.exitCode !== null || error.code === "EPIPE" || error.code === "ERR_STREAM_PREMATURE_CLOSE")
        return;
      unread = error;
      end(null);
    });
  try {
    const code = await new Promise<number | null>((resolve) => {
      child.once("error", () => resolve(1));
      child.once("close", resolve);
    });
    signal.throwIfAborted();
    if (unread !== null) throw unread;
    if (fault === null && code === 0) return Buffer.concat(pieces);
    // The memory watch kills it, and V8 aborts where its heap is full: no code, or 134 from a shell.
    const isMemory = code === null || code === 134;
    throw new AsideFailed(fault ?? (isMemory ? "limit" : "failed"));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
