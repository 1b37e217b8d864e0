// Tells on each way what there is to tell. A way is claimed by one worker at a time; what a worker noted and did not
// mark as sent, because it died, is sent again by another one.
import { decideAlert, type OpenCause, subjectKey } from "#lib/alerts/decide.ts";
import { alertKinds, kindsFor } from "#lib/alerts/kinds.ts";
import {
  addNote,
  dueNotes,
  keepSent,
  nextTryAt,
  type Reader,
  readReader,
  readStanding,
} from "#lib/alerts/notes.ts";
import { claimWays, nextDueMs, releaseWay, type Way } from "#lib/alerts/ways.ts";
import { isDatabaseAway } from "#lib/database-away.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import { mayBeAlerted } from "#lib/people/can.ts";
import { channels } from "./channels.ts";

/** Ways told at once, of all tenants. */
const AT_ONCE = 16;
/** News are announced, and the time of what is due later is known: this finds what another worker left behind. */
const LOOK_MS = 3_000;

/** Notes what is to be told now. @returns when to decide again, epoch milliseconds by the database; null: no need */
async function decide(workerId: string, way: Way, { role }: Reader): Promise<number | null> {
  const kinds = role ? kindsFor(role) : alertKinds;
  const { now, untold, toldAt, solved, sends } = await readStanding(way, kinds);
  const sentOf = (wanted: string) => sends.flatMap(({ event, at }) => (event === wanted ? [at] : []));
  const tell = async (event: "opened" | "solved", causes: readonly OpenCause[]) => {
    if (causes.length > 0)
      await addNote(
        workerId,
        way,
        event,
        causes.map(({ id }) => id),
      );
  };
  const told = new Map(toldAt.map((each) => [subjectKey(each), each.at]));
  const opening = decideAlert({ untold, toldAt: told, sends: sentOf("opened"), now });
  await tell("opened", opening.tell);
  const solving = decideAlert({ untold: solved, toldAt: new Map(), sends: sentOf("solved"), now });
  await tell("solved", solving.tell);
  return earliest(opening.at, solving.at);
}

const earliest = (...times: (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.min(...known) : null;
};

async function send(way: Way, reader: Reader, live: LiveConfig): Promise<void> {
  for (const note of await dueNotes(way)) {
    const sent = await channels[way.channel]({ way, note, reader, live });
    await keepSent(note.id, sent);
    if (sent.stop) return;
  }
}

async function serve(workerId: string, way: Way, live: LiveConfig): Promise<void> {
  const reader = await readReader(way);
  if (!reader || (way.userId !== null && !mayBeAlerted(reader.role))) return releaseWay(workerId, way, null);
  const decideAt = await decide(workerId, way, reader);
  await send(way, reader, live);
  await releaseWay(workerId, way, earliest(decideAt, await nextTryAt(way)));
}

export interface AlertSender {
  /** Something may have to be told. */
  wake(): void;
  /** Resolves when nothing is being sent any more. */
  stop(): Promise<void>;
}

export function startSender(workerId: string, live: LiveConfig): AlertSender {
  const busy = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let stopped = false;

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void look(), ms);
  }

  function begin(way: Way): void {
    const served: Promise<void> = serve(workerId, way, live)
      .catch((error: Error) => {
        // The claim ends by itself.
        if (!isDatabaseAway(error))
          log.error({ wayId: way.id, reason: error.message }, "an alert was not told");
      })
      .finally(() => {
        busy.delete(served);
        wakeIn(0);
      });
    busy.add(served);
  }

  async function look(): Promise<void> {
    if (looking || stopped) return;
    looking = true;
    let waitMs = LOOK_MS;
    try {
      const room = AT_ONCE - busy.size;
      // Mostly nothing is due, and reading costs less than claiming.
      const dueMs = room > 0 ? await nextDueMs() : null;
      if (dueMs !== null && dueMs <= 0) {
        for (const way of await claimWays(workerId, room)) begin(way);
        waitMs = 50;
      } else if (dueMs !== null) waitMs = Math.min(LOOK_MS, Math.max(50, dueMs));
    } catch {
      // The database is away, which the lanes report.
    }
    looking = false;
    wakeIn(waitMs);
  }

  wakeIn(0);
  return {
    wake: () => wakeIn(0),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(busy);
    },
  };
}
