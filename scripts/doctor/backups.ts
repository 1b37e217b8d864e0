// Checks whether backups are made, and how old the newest is.
import type { Env } from "#lib/env.ts";
import { backupsIn } from "../backup/kept.ts";
import { placeFor } from "../backup/places.ts";
import { type Finding, fine, note, wrong } from "./finding.ts";

const HOUR_MS = 3_600_000;

/** One that is late by as much as this was not made. */
const LATE = 2;

export async function checkBackups(env: Env, now = Date.now()): Promise<Finding> {
  const subject = "Backups";
  const place = placeFor(env);
  try {
    const [newest] = await backupsIn(place);
    if (!env.BACKUP_EVERY && !newest)
      return note(
        subject,
        "none is made",
        "Set BACKUP_EVERY, BACKUP_PASSPHRASE and BACKUP_TO (docs/backup.md).",
      );
    if (!newest)
      return note(subject, `none yet in ${place.name}`, "The first one is made a minute after a start.");
    const hours = Math.round((now - newest.at.getTime()) / HOUR_MS);
    const says = `the newest in ${place.name} is ${hours} h old`;
    if (env.BACKUP_EVERY && hours > LATE * env.BACKUP_EVERY)
      return wrong(subject, says, "Run npm run backup, and read what it says.");
    return fine(subject, says);
  } catch (error) {
    return wrong(
      subject,
      `${place.name} cannot be read: ${(error as Error).message}`,
      "Check BACKUP_TO and BACKUP_S3_….",
    );
  }
}
