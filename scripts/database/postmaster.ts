// Finds the server process of a cluster and its port.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Account } from "./account.ts";
import { type Binaries, runOptions } from "./binaries.ts";

/** True if process `pid` is the server of this directory, which is then its working directory. */
function serves(pid: string, directory: string, account: Account): boolean {
  const itsDirectory = `/proc/${pid}/cwd`;
  if (account.uid === undefined) {
    const [its, ours] = [itsDirectory, directory].map((path) => {
      try {
        return statSync(path);
      } catch {
        return undefined; // a process of another user, or one that has ended
      }
    });
    return its !== undefined && its.dev === ours?.dev && its.ino === ours.ino;
  }
  // Run `stat` as that user: in a container root may not read /proc entries of another user's processes.
  const options = { ...runOptions(directory, account), encoding: "utf8" } as const;
  const { status, stdout, error } = spawnSync("stat", ["-Lc", "%d:%i", itsDirectory, "."], options);
  if (error) throw error;
  const [its, ours] = stdout.split("\n");
  return status === 0 && its === ours;
}

/**
 * Port of the server that runs on `directory`, or null if none does. Removes a stale lock file: its pid belongs to an
 * unrelated process, to a zombie (a container without an init) or to the server of another copy of this data.
 * PostgreSQL would take each for a running server. It still checks by itself whether shared memory of a former server
 * is in use.
 */
export function runningPort(directory: string, account: Account, { pg_ctl }: Binaries): number | null {
  const lock = join(directory, "postmaster.pid");
  const read = () => (existsSync(lock) ? readFileSync(lock, "utf8") : "");
  const content = read();
  const [pid, , , port] = content.split("\n");
  if (!pid || !port) return null;
  if (!existsSync("/proc/self/cwd")) {
    const { status } = spawnSync(pg_ctl, ["status", "-D", directory], runOptions(directory, account));
    return status === 0 ? Number(port) : null;
  }
  if (serves(pid, directory, account)) return Number(port);
  if (existsSync(`/proc/${pid}`) && read() === content) rmSync(lock, { force: true });
  return null;
}
