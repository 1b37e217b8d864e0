// Tells the platform's admins when the disk of the embedded database and of the generated secrets is nearly full.
import { statfs } from "node:fs/promises";
import { hostname } from "node:os";
import { openCause, solveCause } from "#lib/alert-events.ts";
import { env } from "#lib/env.ts";

/** Told again only after this much less is used, so that a disk at the limit does not alarm all the time. */
const SLACK_PERCENT = 2;

/** Whether it is nearly full, given whether it was. */
export const isNearlyFull = (percent: number, limit: number, was: boolean): boolean =>
  percent >= (was ? limit - SLACK_PERCENT : limit);

/** Null: not known yet. */
let full: boolean | null = null;

/** Asks the disk; cheap. May be called with each heartbeat. */
export async function watchDisk(): Promise<void> {
  const { blocks, bavail } = await statfs(env().DATA_DIR).catch(() => statfs("."));
  const percent = Math.floor((100 * (blocks - bavail)) / Math.max(1, blocks));
  const is = isNearlyFull(percent, env().DISK_ALERT_PERCENT, full ?? false);
  if (is === full) return;
  const subject = hostname();
  if (is) await openCause(null, { kind: "disk_full", subject, facts: { name: subject, percent } });
  else await solveCause(null, "disk_full", subject);
  full = is;
}
