// The system account that PostgreSQL runs under. It refuses to run as root, so root starts it as another user.
import { spawnSync } from "node:child_process";
import { chmodSync, lchownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Options for `spawn`. Empty means the account of this process. */
export interface Account {
  uid?: number;
  gid?: number;
}

function idsOf(name: string): Required<Account> | null {
  const [uid, gid] = ["-u", "-g"].map((flag) => {
    const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
    return status === 0 ? Number(stdout) : null;
  });
  return uid && gid != null ? { uid, gid } : null;
}

/** The system user "postgres", created if missing; "nobody" if it cannot be created (no useradd, read-only /etc). */
function systemAccount(): Required<Account> {
  const create = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"];
  if (!idsOf("postgres")) spawnSync("useradd", create);
  const found = idsOf("postgres") ?? idsOf("nobody");
  if (found) return found;
  throw new Error(
    'PostgreSQL refuses to run as root, and this system has no user "postgres" or "nobody". Add one, or set DATABASE_URL.',
  );
}

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false });

/**
 * The account for the cluster in `directory`. For root this is the owner of existing data, so that the owner (an
 * ordinary user, or "postgres" of another container) can still use it; for new data it is a system user.
 * @throws Error with one sentence if root may not run a program as another user
 */
export function accountOf(directory: string): Account {
  if (process.getuid?.() !== 0) return {};
  const data = statOf(join(directory, "PG_VERSION"));
  const account = data?.uid ? { uid: data.uid, gid: data.gid } : systemAccount();
  const { error } = spawnSync("id", account);
  if (!error) return account;
  throw new Error(
    `PostgreSQL refuses to run as root, and root may not run it as user ${account.uid} here (${(error as NodeJS.ErrnoException).code}). Start as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Gives `directory` and its contents to the account: copies and backups restored by root belong to root. */
export function giveTo({ uid, gid }: Account, directory: string): void {
  if (uid === undefined || gid === undefined) return;
  const owners = [directory, join(directory, "PG_VERSION")].map((path) => statOf(path)?.uid ?? uid);
  if (owners.every((owner) => owner === uid)) return;
  try {
    for (const entry of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
      lchownSync(join(directory, entry), uid, gid);
    }
    lchownSync(directory, uid, gid);
    chmodSync(directory, 0o700); // PostgreSQL rejects wider permissions
  } catch (error) {
    throw new Error(
      `The database runs as user ${uid}, and ${directory} cannot be given to that user (${(error as NodeJS.ErrnoException).code}). Set DATA_DIR to a local disk.`,
    );
  }
}
