// Creates a database cluster on disk, atomically.
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Account, giveTo } from "./account.ts";
import { type Binaries, dataOption, runOptions } from "./binaries.ts";

interface Making {
  binaries: Binaries;
  account: Account;
  user: string;
  password: string;
}

/** @throws Error with one sentence if initdb fails */
function initialise(directory: string, { binaries, account, user, password }: Making): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  giveTo(account, directory);
  const file = `${directory}.password`;
  rmSync(file, { force: true });
  writeFileSync(file, password, { mode: 0o600 });
  const { uid, gid } = account;
  if (uid !== undefined && gid !== undefined) lchownSync(file, uid, gid);
  const descriptor = openSync(file, "r");
  const args = [`-D${dataOption(directory, account)}`, "-U", user, "--encoding=UTF8", "--locale=C"];
  const { status, stderr, error } = spawnSync(
    binaries.initdb,
    [...args, "--auth=scram-sha-256", `--pwfile=${uid === undefined ? file : "/proc/self/fd/3"}`],
    { ...runOptions(directory, account), stdio: ["ignore", "ignore", "pipe", descriptor] },
  );
  closeSync(descriptor);
  rmSync(file);
  if (status === 0) return;
  const said =
    error?.message ??
    String(stderr)
      .replace(/^initdb: (error: )?/, "")
      .split("\n")[0];
  throw new Error(`The embedded database could not be created in ${dirname(directory)}: ${said}.`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Removes drafts left by killed starts, including one by an earlier process with our pid. */
function removeDrafts(directory: string): void {
  const draft = new RegExp(`^${basename(directory)}\\.new-(\\d+)(\\.password)?$`);
  for (const name of readdirSync(dirname(directory))) {
    const pid = Number(draft.exec(name)?.[1]);
    if (!pid || (pid !== process.pid && isAlive(pid))) continue;
    rmSync(join(dirname(directory), name), { recursive: true, force: true, maxRetries: 3 });
  }
}

export const isCluster = (directory: string): boolean => existsSync(join(directory, "PG_VERSION"));

/**
 * Earlier versions let clients send the password in the clear. @returns whether the file was changed, which a running
 * server must be told
 */
export function requireScram(directory: string): boolean {
  const file = join(directory, "pg_hba.conf");
  const before = readFileSync(file, "utf8");
  const after = before.replace(/^((?:local|host)\b.*\s)password[ \t]*$/gm, "$1scram-sha-256");
  if (after === before) return false;
  const { uid, gid } = statSync(file);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, after, { mode: 0o600 });
  if (process.getuid?.() === 0) lchownSync(draft, uid, gid);
  renameSync(draft, file);
  return true;
}

/**
 * Creates a cluster in `directory` atomically: a killed start leaves no partial cluster, and of two concurrent starts
 * the slower one uses the cluster of the faster one.
 * @throws Error with one sentence if that fails
 */
export function makeCluster(directory: string, making: Making): void {
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
  removeDrafts(directory);
  const draft = `${directory}.new-${process.pid}`;
  try {
    initialise(draft, making);
    renameSync(draft, directory);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (isCluster(directory)) return;
    const { code } = error as NodeJS.ErrnoException;
    // A mount point cannot be replaced by a rename.
    if (code === "EBUSY") {
      initialise(directory, making);
      return;
    }
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    throw new Error(
      `${directory} is not empty and holds no database. Move it away, or set DATA_DIR to another folder.`,
    );
  }
}
