// Folders for what tests write, named after the process that made them, so that a later run removes those of one that was killed.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Makes a folder of this process in `parent`. @param name a prefix, which tells its kind from others */
export function makeScratch(parent: string, name: string, mode: number): string {
  for (const each of readdirSync(parent)) {
    const pid = each.startsWith(name) && /^(\d+)-/.exec(each.slice(name.length))?.[1];
    // A PostgreSQL server whose folder is gone shuts itself down within a minute.
    if (pid && !isAlive(Number(pid))) rmSync(join(parent, each), { recursive: true, force: true });
  }
  const scratch = mkdtempSync(join(parent, `${name}${process.pid}-`));
  chmodSync(scratch, mode);
  return scratch;
}

const MEMORY = "/dev/shm";
/** Free bytes that it must have, and that the machine must have in all. A whole run takes some hundred megabytes. */
const ROOM = 6 * 2 ** 30;

/** Tests start programs that they write. */
function mayHoldPrograms(): boolean {
  const mounts = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  const options = mounts.findLast(([, folder]) => folder === MEMORY)?.[3]?.split(",") ?? ["ro"];
  return !options.includes("noexec") && !options.includes("ro");
}

/**
 * A folder in memory for all files of a test run, which is removed when this process exits: tests make and delete some hundred databases
 * of a thousand files each, which keeps a disk's file system busy. null: there is no room, so files belong on the disk.
 */
export function makeScratchInMemory(): string | null {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ROOM || freemem() < ROOM || !mayHoldPrograms()) return null;
    // As /tmp: PostgreSQL runs as another user where this one is root.
    const folder = makeScratch(MEMORY, "botfactory-test-run-", 0o1777);
    process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    return folder;
  } catch {
    return null;
  }
}
