// Names of backups, and which of them stay.
import type { BackupPlace } from "./places.ts";

const PREFIX = "botfactory-";
const SUFFIX = ".tar.gz.age";

const stamp = (at: Date): string => at.toISOString().replace(/\.\d+/, "").replace(/[-:]/g, "");

export const backupName = (at: Date): string => `${PREFIX}${stamp(at)}${SUFFIX}`;

/** When it was made; null: not a backup of this program. */
function timeOf(name: string): Date | null {
  const found = /^botfactory-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.tar\.gz\.age$/.exec(name);
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Two machines' clocks differ by less. */
const SKEW_MS = 3_600_000;

/** The newest first; other files are none. */
export async function everyBackupIn(place: BackupPlace): Promise<{ name: string; at: Date }[]> {
  const names = await place.list();
  const found = names.flatMap((name) => {
    const at = timeOf(name);
    return at ? [{ name, at }] : [];
  });
  return found.sort((a, b) => b.at.getTime() - a.at.getTime());
}

/**
 * The same without those of the future: a clock that was wrong once would otherwise keep the newest one for years, so that no other is due
 * and the next is the oldest.
 */
export async function backupsIn(place: BackupPlace, now = Date.now()): Promise<{ name: string; at: Date }[]> {
  return (await everyBackupIn(place)).filter(({ at }) => at.getTime() <= now + SKEW_MS);
}

/** Removes all but the newest. @returns what was removed */
export async function keepNewest(place: BackupPlace, count: number, now = Date.now()): Promise<string[]> {
  const old = (await backupsIn(place, now)).slice(count).map(({ name }) => name);
  for (const name of old) await place.remove(name);
  return old;
}
