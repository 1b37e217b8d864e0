// Who may ask Next at once. Devices that have signed in before go first; strangers share a few places and a queue, so
// that no number of them takes the one thread from whoever is at work.
import { Slots } from "#lib/slots.ts";

const FAMILIAR = { each: 32, all: 400 };
/** More strangers at once would only make each of them, and everybody else, wait longer. */
const STRANGERS_AT_ONCE = 4;
const STRANGERS = { each: 60, all: 300 };
const PATIENCE_MS = 5_000;

interface Waiting {
  start(): void;
}

const familiar = new Slots(FAMILIAR);
const strangers = new Slots(STRANGERS);
const queue = new Set<Waiting>();
let running = 0;

function leave(): void {
  running--;
  const [first] = queue;
  if (!first) return;
  queue.delete(first);
  first.start();
}

/** Resolves when it may run, with false if it may not; gives its place back at `ended`. */
async function enterQueue(ended: Promise<void>): Promise<boolean> {
  if (running < STRANGERS_AT_ONCE) running++;
  else {
    const admitted = await new Promise<boolean>((done) => {
      const waiting = {
        start() {
          running++;
          clearTimeout(timer);
          done(true);
        },
      };
      const giveUp = () => {
        if (queue.delete(waiting)) done(false);
      };
      const timer = setTimeout(giveUp, PATIENCE_MS);
      void ended.then(giveUp);
      queue.add(waiting);
    });
    if (!admitted) return false;
  }
  void ended.then(leave);
  return true;
}

/**
 * @param line of the address (`lineOf`)
 * @param device of a valid cookie, or null for a stranger
 * @param ended resolves when the response is over
 * @returns false: no room, ask again later
 */
export async function admit(device: string | null, line: string, ended: Promise<void>): Promise<boolean> {
  const [slots, key] = device ? ([familiar, device] as const) : ([strangers, line] as const);
  if (!slots.take(key)) return false;
  void ended.then(() => slots.giveBack(key));
  return device ? true : enterQueue(ended);
}
