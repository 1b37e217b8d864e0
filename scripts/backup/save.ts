// Writes a backup and reads it back from where it lies: nobody looks at one before it is needed.
import type { BackupPlace } from "./places.ts";
import { readBackupFrom } from "./read.ts";
import { asWeb, type BackupSource, type BackupSummary, writeBackup } from "./write.ts";

interface Saving {
  /** Whether it is read back; of storage elsewhere that is a download. */
  check: boolean;
  /** Called with each piece that was written or read. */
  onMove?(): void;
}

async function* watched(bytes: AsyncIterable<Uint8Array>, onMove?: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    onMove?.();
    yield chunk;
  }
}

export interface SavedBackup extends BackupSummary {
  /** Null: it was read back. Otherwise why it was not. */
  unchecked: string | null;
}

/** It is there, and cannot be fetched now, or not by this login. */
class NotFetched extends Error {}

async function* fetched(place: BackupPlace, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* await place.read(name);
  } catch (error) {
    throw new NotFetched((error as Error).message);
  }
}

/**
 * Keeps it in the place, or nothing of it. One that cannot be fetched stays: it may be good, as with a login that may only write.
 * @throws Error if it cannot be written, or opened where it lies, or holds there other rows than the database gave
 */
export async function saveBackup(
  place: BackupPlace,
  name: string,
  source: BackupSource,
  { check, onMove }: Saving,
): Promise<SavedBackup> {
  const written = await writeBackup(source, (body) => place.put(name, asWeb(watched(body, onMove))));
  if (!check) return { ...written, unchecked: "BACKUP_CHECK=off" };
  try {
    const bytes = watched(fetched(place, name), onMove);
    const { rows } = await readBackupFrom(bytes, name, source.sealing?.passphrase ?? null);
    const [wanted, found] = [written.rows, rows].map((each) => JSON.stringify(Object.entries(each).sort()));
    if (wanted !== found) throw new Error(`${name} holds other rows than the database gave.`);
  } catch (error) {
    const { message, cause } = error as Error;
    if (cause instanceof NotFetched) return { ...written, unchecked: cause.message };
    await place.remove(name).catch(() => undefined);
    throw new Error(`The backup was written to ${place.name}, but cannot be read there: ${message}`);
  }
  return { ...written, unchecked: null };
}
