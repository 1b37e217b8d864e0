// The account that PostgreSQL runs under. It refuses to run as root, so root hands it to another one.
import { spawnSync } from "node:child_process";
import { chmodSync, lchownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** For `spawn`. Empty: the account of this process. */
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

/** The system user "postgres", made where it is missing; "nobody" where none can be made (no useradd, read-only /etc). */
function systemAccount(): Required<Account> {
  const create = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"];
  if (!idsOf("postgres")) spawnSync("useradd", create);
  const found = idsOf("postgres") ?? idsOf("nobody");
  if (found) return found;
  throw new Error(
    'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody": add one, or set DATABASE_URL.',
  );
}

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false });

/**
 * The account for the cluster in `directory`. For root: the owner of the data, so that data of an ordinary user, or
 * of another container's "postgres", stay usable by their owner; for new data a system user.
 * @throws Error with one sentence where root may not run a program as another user
 */
export function accountOf(directory: string): Account {
  if (process.getuid?.() !== 0) return {};
  const data = statOf(join(directory, "PG_VERSION"));
  const account = data?.uid ? { uid: data.uid, gid: data.gid } : systemAccount();
  const { error } = spawnSync("id", account);
  if (!error) return account;
  throw new Error(
    `PostgreSQL refuses to run as root, and this root may not run it as user ${account.uid} (${(error as NodeJS.ErrnoException).code}): start as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Makes `directory` the account's, and all that is in it: copies and backups that root restored belong to root. */
export function giveTo({ uid, gid }: Account, directory: string): void {
  if (uid === undefined || gid === undefined) return;
  const owners = [directory, join(directory, "PG_VERSION")].map((path) => statOf(path)?.uid ?? uid);
  if (owners.every((owner) => owner === uid)) return;
  try {
    for (const entry of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
      lchownSync(join(directory, entry), uid, gid);
    }
    lchownSync(directory, uid, gid);
    chmodSync(directory, 0o700); // PostgreSQL accepts nothing wider
  } catch (error) {
    throw new Error(
      `${directory} cannot be given to user ${uid}, under whom the database runs (${(error as NodeJS.ErrnoException).code}): set DATA_DIR to a local disk.`,
    );
  }
}
