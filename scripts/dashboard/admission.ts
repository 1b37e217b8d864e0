// Who may ask Next at once. Devices that have signed in before do not wait for strangers. In both groups they take
// turns, by device and by address, so that no number of requests takes the one thread from whoever else is at work.
import { FairQueue } from "#lib/fair-queue.ts";

const familiar = new FairQueue({ atOnce: 24, eachAtOnce: 6, each: 32, all: 400 });
/** The pace is a quarter of what one core renders; a first visit takes some 30 requests at once. */
const strangers = new FairQueue({ atOnce: 3, each: 60, all: 300, pace: { perSecond: 15, burst: 120 } });
/** Programs, by tenant: none of them waits for strangers or for another tenant's, and people at work wait for none. */
const programs = new FairQueue({ atOnce: 8, eachAtOnce: 3, each: 32, all: 400 });

/** What takes longer is not computed but waits, for a reader or for workers: others may start. */
const FAMILIAR_LONGEST_MS = 1_000;
const STRANGERS_LONGEST_MS = 5_000;
const PATIENCE_MS = 5_000;

interface Visitor {
  /** Of a valid cookie, or null. */
  device: string | null;
  /** Of a token that is known, or null. */
  tenant: string | null;
  /** Of the address (`networkOf`): who is known by neither is a stranger. */
  network: string;
}

/**
 * @param ended resolves when the response is over
 * @returns false: no room, ask again later
 */
export async function admit({ device, tenant, network }: Visitor, ended: Promise<void>): Promise<boolean> {
  const isKnown = device !== null || tenant !== null;
  const place = device ? familiar.enter(device) : tenant ? programs.enter(tenant) : strangers.enter(network);
  void ended.then(place.leave);
  const patience = setTimeout(place.leave, PATIENCE_MS);
  const started = await place.turn;
  clearTimeout(patience);
  if (!started) return false;
  const longest = setTimeout(place.yield, isKnown ? FAMILIAR_LONGEST_MS : STRANGERS_LONGEST_MS);
  void ended.then(() => clearTimeout(longest));
  return true;
}
