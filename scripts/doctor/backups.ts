// Checks whether backups are made, and how old the newest is.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Env } from "#lib/env.ts";
import { backupsIn } from "../backup/kept.ts";
import { backupsFolder, placeFor } from "../backup/places.ts";
import { type Finding, fine, note, wrong } from "./finding.ts";
import { existing, refusalOf } from "./machine.ts";

const HOUR_MS = 3_600_000;

/** One that is late by as much as this was not made. */
const LATE = 2;

/** A folder on the disk of the embedded database. */
function isOnSameDisk({ DATABASE_URL, DATA_DIR, BACKUP_TO = backupsFolder({ DATA_DIR }) }: Env): boolean {
  if (DATABASE_URL || BACKUP_TO.startsWith("s3:")) return false;
  return statSync(BACKUP_TO).dev === statSync(DATA_DIR).dev;
}

export async function checkBackups(env: Env, now = Date.now()): Promise<Finding> {
  const subject = "Backups";
  const place = placeFor(env);
  try {
    const refusal =
      env.BACKUP_TO && !env.BACKUP_TO.startsWith("s3:") ? refusalOf(existing(resolve(env.BACKUP_TO))) : null;
    if (refusal)
      return wrong(
        subject,
        `${place.name} is not writable by this user (${refusal})`,
        "Give it to the user that runs BotFactory (chown), or mount it; for the service run scripts/install.sh again.",
      );
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
    if (isOnSameDisk(env))
      return note(
        subject,
        `${says}, on the same disk as the database`,
        "Set BACKUP_TO to another disk or to s3://…: a disk that fails takes both.",
      );
    return fine(subject, says);
  } catch (error) {
    return wrong(
      subject,
      `${place.name} cannot be read: ${(error as Error).message}`,
      "Check BACKUP_TO and BACKUP_S3_….",
    );
  }
}
