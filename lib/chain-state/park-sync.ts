// Keeps a worker's board and the parks in Postgres in sync. The board decides from memory; what it learns is written in
// the background, in order for each scope, and retried after the database was away.

import { isDatabaseAway } from "../database-away.ts";
import type { Board, Park, ParkChange, ProbeClaims } from "../fallback/index.ts";
import { listen } from "../listen.ts";
import { log } from "../log.ts";
import { PARKS_CHANNEL, ParkAnnouncement } from "./announcements.ts";
import { claimProbe, clearPark, loadParks, mendFutureParks, releaseProbe, storePark } from "./park-store.ts";
import { fromStored, NOTICED_MS, now, toStored } from "./shared-clock.ts";

/** For the board's constructor: probes that are single-flight across all workers. */
export function sharedClaims(workerId: string): ProbeClaims {
  return {
    claim: ({ scope, id }) => claimProbe(scope, id, workerId),
    release({ scope, id }) {
      // If the release is lost, the others only wait for the probe's lease to end.
      releaseProbe(scope, id, workerId).catch(() => undefined);
    },
  };
}

const RETRY_MS = 1_000;
/** SQLSTATE foreign_key_violation: the tenant was deleted while its bot was answering. */
const TENANT_IS_GONE = "23503";

/** Parks are stored and announced in the database's time; the board has ours. */
const timed = (park: Park, time: (at: number) => number): Park => ({
  ...park,
  until: park.until === null ? null : time(park.until),
  since: time(park.since),
  at: time(park.at),
});

/** Evidence from the future is of a worker that has not noticed yet that the database's clock stepped: it is of now. */
function received(park: Park): Park {
  const ahead = park.at - toStored(now());
  return timed(park, (at) => fromStored(ahead > NOTICED_MS ? at - ahead : at));
}

const nameOf = ({ scope, id }: Park) => `${scope} ${id}`;

/**
 * Resolves once the board knows every stored park. `stop` resolves when everything that the board learned is written.
 * Call `reload` when the database's clock has stepped.
 */
export async function startParks({
  workerId,
  board,
  onStored = () => undefined,
}: {
  workerId: string;
  board: Board;
  /** Called after the park, or its end, is stored. */
  onStored?: (park: Park) => void;
}): Promise<{
  stop(): Promise<void>;
  reload(): Promise<void>;
}> {
  /** The latest unwritten change of each scope. */
  const unwritten = new Map<string, ParkChange>();
  let writing: Promise<void> | null = null;
  let retry: NodeJS.Timeout | null = null;

  async function write(): Promise<void> {
    for (const [name, change] of unwritten) {
      await (change.kind === "parked"
        ? storePark(timed(change.park, toStored), workerId)
        : clearPark(timed(change.park, toStored), workerId)
      ).catch((error: Error & { code?: string }) => {
        if (isDatabaseAway(error)) throw error;
        // This row will never be taken (its tenant is gone, for instance): the others must not wait for it.
        if (error.code !== TENANT_IS_GONE)
          log.error({ scope: change.park.scope, reason: error.message }, "a park cannot be stored: left out");
      });
      if (unwritten.get(name) === change) unwritten.delete(name);
      onStored(change.park);
    }
  }

  function flush(): Promise<void> {
    writing ??= write()
      .catch((error: Error) => {
        log.warn({ reason: error.message }, "parks could not be stored, retrying");
        retry ??= setTimeout(() => {
          retry = null;
          void flush();
        }, RETRY_MS);
      })
      .finally(() => {
        writing = null;
        if (unwritten.size && !retry) void flush();
      });
    return writing;
  }

  const unsubscribe = board.subscribe((change) => {
    if (change.kind === "released" || change.merged) return;
    // A Map iterates in insertion order: re-inserted at the end, it is seen by a flush that is running.
    unwritten.delete(nameOf(change.park));
    unwritten.set(nameOf(change.park), change);
    void flush();
  });

  async function loadAll(): Promise<void> {
    await mendFutureParks();
    // What is parked while they are read is written by then, and not among them.
    const known = board.all().filter((park) => !unwritten.has(nameOf(park)));
    const stored = (await loadParks()).map(received);
    for (const park of stored) board.merge(park, now());
    const names = new Set(stored.map(nameOf));
    for (const park of known) {
      if (!names.has(nameOf(park))) board.mergeClosed(park.scope, park.id, park.at);
    }
    void flush();
  }

  const listener = await listen({
    channel: PARKS_CHANNEL,
    message: ParkAnnouncement,
    onMessage(announcement) {
      if (announcement.from === workerId) return;
      if (announcement.kind === "park") board.merge(received(announcement.park), now());
      else board.mergeClosed(announcement.scope, announcement.id, fromStored(announcement.at));
    },
    onConnect: loadAll,
  });

  return {
    reload: loadAll,
    async stop() {
      unsubscribe();
      await listener.stop();
      await flush();
      if (retry) clearTimeout(retry);
    },
  };
}
