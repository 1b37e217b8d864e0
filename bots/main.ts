// A worker. Started by scripts/start.ts, or by itself: `node bots/main.ts` with DATABASE_URL and ENCRYPTION_KEY.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDb } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { Board } from "#lib/fallback/board.ts";
import { geminiProvider } from "#lib/gemini/provider.ts";
import { startLiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import { sharedClaims, startParks } from "#lib/parks/parks.ts";
import { startFleet } from "./fleet.ts";
import { startHttp } from "./http.ts";
import { startLanes } from "./lanes.ts";
import { lanesBusy } from "./metrics.ts";
import { buryTheDead, heartbeat, register, unregister } from "./presence.ts";
import { handleClaim } from "./turn.ts";

const LANES_AT_ONCE = 200;
const HEARTBEAT_MS = 5_000;
/** The contract's 30 s, less what the rest of stopping takes. */
const GRACE_MS = 20_000;
/** Without a look for work for this long something hangs: a new process is better. */
const HUNG_MS = 60_000;

/** The database may be down when a worker starts: it waits. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      log.warn({ reason: (error as Error).message }, "the database cannot be reached, trying again");
      await sleep(1_000);
    }
  }
}

// One tenant's fault must not end everybody's worker.
process.on("unhandledRejection", (reason) => log.error({ reason: String(reason) }, "unhandled rejection"));

const workerId = randomUUID();
await patiently(() => register(workerId));
await patiently(() => buryTheDead(workerId));
const live = await startLiveConfig({ workerId });
const board = new Board({ claims: sharedClaims(workerId), egress: hostname() });
const parks = await startParks({ workerId, board });
const provider = geminiProvider({ baseUrl: env().GEMINI_BASE_URL, secretOf: live.secretOf });

const lanes = startLanes({
  workerId,
  atOnce: LANES_AT_ONCE,
  handle: (claim, signal) => handleClaim(claim, live.bot(claim.botId), { board, provider }, signal),
});
const fleet = startFleet({ workerId, live, onStored: lanes.wake });
const http = await startHttp(live, lanes.wake);

const beat = setInterval(() => {
  lanesBusy.set(lanes.busy());
  heartbeat(workerId)
    .then(() => buryTheDead(workerId))
    .catch(() => undefined); // the others say that the database is away
  if (Date.now() - lanes.progressAt() > HUNG_MS) {
    log.fatal("no progress for a minute: ending, to be started anew");
    process.exit(1);
  }
}, HEARTBEAT_MS);

log.info({ workerId, port: http.port }, "worker ready");

let stopping = false;
async function stop(why: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ why, busy: lanes.busy() }, "worker stopping");
  await fleet.stop();
  await lanes.stop(GRACE_MS);
  await http.stop();
  clearInterval(beat);
  await parks.stop();
  await live.stop();
  await unregister(workerId).catch(() => undefined);
  await closeDb();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
// The supervisor is gone: nobody would stop us later.
process.on("disconnect", () => void stop("supervisor ended"));
