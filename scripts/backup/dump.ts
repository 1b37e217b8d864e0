// A dump of the embedded database before its tables are changed, for the case that a new version must be taken back.
import pg from "pg";
import type { Env } from "#lib/env.ts";
import { migrationNames } from "../database/migrate.ts";
import { whileNobodyMigrates } from "../database/waits.ts";
import { appliedMigrations } from "./catalogue.ts";
import { type BackupPlace, backupsFolder, folderPlace } from "./places.ts";
import { saveBackup } from "./save.ts";

const KEPT = 3;
const isDump = (name: string): boolean => /^before-[\w-]+\.tar\.gz$/.test(name);

/** Names sort by time, since those of migrations do. */
async function forget(place: BackupPlace): Promise<void> {
  const dumps = (await place.list()).filter(isDump).sort().reverse();
  for (const name of dumps.slice(KEPT)) await place.remove(name);
}

interface Pending {
  /** The first migration that will be applied. */
  next: string;
  /** It was begun and has failed, so the tables may be half changed. */
  isHalfDone: boolean;
}

/** @returns null: none will be applied, or there are no tables yet */
async function pending(url: string): Promise<Pending | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Else the tables that another command is just creating would be taken for those of an older version.
    await whileNobodyMigrates(client);
    const applied = new Set(await appliedMigrations(client));
    const next = applied.size > 0 ? migrationNames().find((name) => !applied.has(name)) : undefined;
    if (!next) return null;
    const { rowCount } = await client.query(
      `SELECT 1 FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`,
      [next],
    );
    return { next, isHalfDone: Boolean(rowCount) };
  } finally {
    await client.end();
  }
}

/**
 * Into DATA_DIR/backups, the last three. Not encrypted and without secrets: it lies beside them, and its tokens and keys are
 * sealed as they are in the database.
 * @throws Error if it cannot be written: the tables are then left as they are
 */
export async function dumpBeforeMigrations(url: string, env: Pick<Env, "DATA_DIR">): Promise<void> {
  const found = await pending(url);
  if (!found) return;
  const place = folderPlace(backupsFolder(env));
  const name = `before-${found.next}.tar.gz`;
  // The dump of before the first try is the better one.
  if (found.isHalfDone && (await place.list()).includes(name)) return;
  console.log(`Saving the database to ${place.name}/${name} before it is changed…`);
  try {
    const { unchecked } = await saveBackup(place, name, { url, sealing: null }, { check: true });
    if (unchecked !== null) throw new Error(`It cannot be read there: ${unchecked}`);
  } catch (error) {
    throw new Error(
      `The database was not changed, since it cannot be saved first: ${(error as Error).message.replace(/\.$/, "")}. Make room, or set BACKUP_BEFORE_MIGRATIONS=off.`,
    );
  }
  await forget(place);
}
