// Opens the alert "worker gone" when no worker lives: living ones tell of each other (bots/queue/presence.ts), and the
// last one has nobody who could.
import { openCause } from "../alert-events.ts";
import { pool } from "../db.ts";
import { log } from "../log.ts";
import { workerAlive } from "../worker-alive.ts";

/** Every open page asks twice a second. */
const PAUSE_MS = 5_000;
let notedAt = 0;

interface Gone {
  id: string;
  host: string;
  pid: number;
}

/** Told when a worker runs again and sends it; the page of alerts shows it at once. */
async function openAll(): Promise<void> {
  const { rows } = await pool.query<Gone>(
    `SELECT "id", "host", "pid" FROM "Worker" WHERE NOT EXISTS (SELECT FROM "Worker" AS w WHERE ${workerAlive})`,
  );
  for (const { id, host, pid } of rows)
    await openCause(null, {
      kind: "worker_gone",
      subject: id,
      facts: { name: `${host.split(" ")[0]} (${pid})` },
    });
}

/** Asks seldom, and never fails. @param now epoch milliseconds */
export async function noteGoneWorkers(now = Date.now()): Promise<void> {
  if (now - notedAt < PAUSE_MS) return;
  notedAt = Date.now();
  await openAll().catch((error: Error) =>
    log.debug({ reason: error.message }, "gone workers were not noted"),
  );
}
