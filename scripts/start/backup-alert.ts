// Tells the platform's admins that a backup of the schedule has failed, or that one is made again: `backup-alert.ts failed|made`.
import { hostname } from "node:os";
import { openCause, solveEvery } from "#lib/alert-events.ts";
import { closeDb } from "#lib/db.ts";

const subject = hostname();
try {
  if (process.argv[2] === "failed")
    await openCause(null, { kind: "backup_failed", subject, facts: { name: subject } });
  // Of machines that are no more, too, as a container that was made anew.
  else await solveEvery("backup_failed");
} catch (error) {
  console.error(`Nobody is told of the backup: ${(error as Error).message}`);
  process.exitCode = 1;
}
await closeDb();
process.exit();
