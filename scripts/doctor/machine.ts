// Checks of this machine: Node, the folders, the disk, the ports.
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Env } from "#lib/env.ts";
import manifest from "../../package.json" with { type: "json" };
import { askedAt } from "../dashboard/own-address.ts";
import { portState, portsOf } from "../start/ports.ts";
import { type Finding, fine, note, wrong } from "./finding.ts";

export function checkNode(version = process.versions.node): Finding {
  const wanted = manifest.dependencies.node;
  if (version === wanted) return fine("Node", version);
  const todo =
    "Start it by npm run doctor, which uses the project's own Node; if that is this one, run npm ci.";
  return Number(version.split(".")[0]) === Number(wanted.split(".")[0])
    ? note("Node", `${version}, and the project is tested with ${wanted}`, todo)
    : wrong("Node", `${version} instead of ${wanted}`, todo);
}

/** The folder, or the nearest one above it that exists. */
export const existing = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));

/** Whether a file can be made there. Permissions alone do not tell: the disk may be read-only. */
export function refusalOf(folder: string): string | null {
  try {
    rmSync(mkdtempSync(join(folder, ".doctor-")), { recursive: true });
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
}

export function checkDataDir({ DATA_DIR }: Env): Finding {
  const subject = "DATA_DIR";
  const folder = resolve(DATA_DIR);
  const there = existing(folder);
  const user = process.getuid ? `user ${process.getuid()}` : "this user";
  if (!statSync(there).isDirectory())
    return wrong(subject, `${there} is a file`, "Set DATA_DIR to a folder.");
  const refusal = refusalOf(there);
  if (refusal) {
    const todo = `Give ${folder} to the user that runs BotFactory (chown), or set DATA_DIR to another folder.`;
    return wrong(subject, `${there} is not writable by ${user} (${refusal})`, todo);
  }
  if (there !== folder) return fine(subject, `${folder} will be created`);
  // Without the bits of other systems, where every folder would look open.
  if (process.getuid && statSync(folder).mode & 0o077)
    return note(subject, `${folder} can be read by other users of this machine`, `Run chmod 700 ${folder}.`);
  return fine(subject, folder);
}

/** The stored secrets. A missing file is fine before the first start. */
export function checkSecretsFile({ DATA_DIR, ENCRYPTION_KEY }: Env): Finding {
  const file = join(resolve(DATA_DIR), "secrets.json");
  const subject = "Secrets";
  if (!existsSync(file))
    return fine(
      subject,
      ENCRYPTION_KEY ? "ENCRYPTION_KEY is set" : `${file} will be created at the first start`,
    );
  try {
    accessSync(file, constants.R_OK);
    JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code
      ? wrong(subject, `${file} cannot be read (${code})`, "Give it to the user that runs BotFactory.")
      : wrong(subject, `${file} is damaged`, "Restore it from your backup: stored keys open only with it.");
  }
  if (process.getuid && statSync(file).mode & 0o077)
    return wrong(subject, `${file} can be read by other users of this machine`, `Run chmod 600 ${file}.`);
  return ENCRYPTION_KEY
    ? fine(subject, `ENCRYPTION_KEY is set, which wins over ${file}`)
    : fine(subject, `${file}; it belongs into every backup`);
}

/** The dashboard is built into the checkout at a start, unless that was done before. */
export function checkCheckout(): Finding {
  const built = existsSync(".next/sources");
  const refusal = built ? null : refusalOf(".");
  if (refusal === null) return fine("Program", `${manifest.version}${built ? "" : ", not built yet"}`);
  const todo = "Run npm run build once as a user that may write here, or give the folder to this user.";
  return wrong("Program", `the dashboard is not built, and this folder is not writable (${refusal})`, todo);
}

const GIB = 2 ** 30;
/** Below it PostgreSQL is about to stop: its log alone takes up to a gigabyte. */
const LEAST_GIB = 1;
/** The embedded database has some thousand. */
const LEAST_FILES = 10_000;

export async function checkDisk({ DATA_DIR, DISK_ALERT_PERCENT }: Env): Promise<Finding> {
  const { blocks, bavail, bsize, files, ffree } = await statfs(existing(resolve(DATA_DIR)));
  const free = (bavail * bsize) / GIB;
  const used = Math.floor((100 * (blocks - bavail)) / Math.max(1, blocks));
  const says = `${free.toFixed(1)} GiB free, ${used} % used`;
  const todo = "Free some space, or move DATA_DIR to a larger disk. A full disk stops the database.";
  if (free < LEAST_GIB) return wrong("Disk", says, todo);
  // Some file systems count none.
  if (files > 0 && ffree < LEAST_FILES)
    return wrong(
      "Disk",
      `${says}, but room for only ${ffree} more files`,
      "Delete many small files there (df -i).",
    );
  return used >= DISK_ALERT_PERCENT ? note("Disk", says, todo) : fine("Disk", says);
}

async function bodyOf(address: string): Promise<unknown> {
  return fetch(address, { signal: AbortSignal.timeout(3_000) })
    .then((response) => response.json())
    .catch(() => null);
}

interface PortFinding extends Finding {
  /** Whether BotFactory serves there. */
  serves: boolean;
}

/** @param path where the program answers about its health */
async function checkPort(name: string, port: number, host: string, path: string): Promise<PortFinding> {
  const code = await portState(port, host);
  if (code === null) return { ...fine(name, `port ${port} is free`), serves: false };
  const body = code === "EADDRINUSE" ? await bodyOf(`http://${askedAt(host)}:${port}${path}`) : null;
  const isOurs = typeof body === "object" && body !== null && ("status" in body || "ok" in body);
  if (isOurs) return { ...fine(name, `BotFactory serves on port ${port}`), serves: true };
  return { ...unusable(name, port, host, code), serves: false };
}

/** @param code why nothing can listen there */
function unusable(name: string, port: number, host: string, code: string): Finding {
  const hostName = name.replace("PORT", "HOST");
  if (code === "EADDRINUSE")
    return wrong(
      name,
      `port ${port} is in use by another program`,
      `Stop that program (ss -ltnp 'sport = :${port}' names it), or set ${name} to a free port.`,
    );
  if (code === "EACCES")
    return wrong(
      name,
      `port ${port} is not for this user (${code})`,
      `Set ${name} to one from 1024 on, and let a proxy serve ports 80 and 443 (docs/operating.md).`,
    );
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EINVAL")
    return wrong(
      hostName,
      `${host} is no address of this machine (${code})`,
      `Set ${hostName} to one of its addresses, to 0.0.0.0 for all, or to 127.0.0.1 for this machine only.`,
    );
  return wrong(name, `port ${port} cannot be used (${code})`, `Set ${name} to a free port.`);
}

/** Two for each answer under way, one for each polling bot. */
const LEAST_DESCRIPTORS = 4_096;

/** Node raises its limit as far as the system lets it. */
export function checkDescriptors(limits = limitsOfSelf()): Finding | null {
  const most = Number(/^Max open files +\d+ +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (most >= LEAST_DESCRIPTORS) return null;
  return note(
    "Open files",
    `a process may open ${most}`,
    `Raise it to ${16 * LEAST_DESCRIPTORS}: LimitNOFILE of the service, or ulimit -n.`,
  );
}

function limitsOfSelf(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return ""; // not Linux
  }
}

/** Of the machine, or of the container. */
const memoryOf = (): number => Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
/** The dashboard, a worker and the embedded database take some 500 MB; building the dashboard takes more. */
const LEAST_MEMORY_GIB = 1;

export function checkMemory(bytes = memoryOf()): Finding | null {
  const gib = bytes / GIB;
  if (gib >= 0.95 * LEAST_MEMORY_GIB) return null;
  const todo = `Give it ${LEAST_MEMORY_GIB} GiB, or swap: where memory ends, the system kills the build or the database.`;
  return note("Memory", `${gib.toFixed(1)} GiB`, todo);
}

export const checkPorts = (env: Env): Promise<PortFinding[]> =>
  Promise.all([
    checkPort("PORT", env.PORT, env.HOST, "/api/health"),
    ...portsOf(env).map((port) => checkPort("WORKER_PORT", port, env.WORKER_HOST, "/health")),
  ]);

/** What the running platform says of itself. */
export async function checkReadiness({ PORT, HOST }: Env): Promise<Finding> {
  const body = await bodyOf(`http://${askedAt(HOST)}:${PORT}/api/ready`);
  const checks = (body as { checks?: { name: string; ok: boolean; reason?: string }[] } | null)?.checks ?? [];
  const failed = checks.filter(({ ok }) => !ok);
  if (checks.length > 0 && failed.length === 0) return fine("Running", "the platform is ready");
  const says =
    failed.map(({ name, reason }) => `${name}: ${reason}`).join(" ") || "it does not say how it is";
  return wrong("Running", says, "See the platform's log; restart it if nothing else helps.");
}
