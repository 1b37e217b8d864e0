// Who may ask Next at once. Devices that have signed in before do not wait. Strangers share a few places, a pace and a
// queue, so that no number of them takes the one thread from whoever is at work.
import { Slots } from "#lib/slots.ts";

const FAMILIAR = { each: 32, all: 400 };
/** Waiting ones included. */
const STRANGERS = { each: 60, all: 300 };
const STRANGERS_AT_ONCE = 3;
/** A quarter of what one core renders. */
const STRANGERS_PER_SECOND = 15;
/** A first visit takes some 30 requests at once. */
const BURST = 120;
const PATIENCE_MS = 5_000;
/** Whoever reads an answer slowly gives the place back after this; the other limits still count them. */
const LONGEST_MS = 5_000;

const familiar = new Slots(FAMILIAR);
const strangers = new Slots(STRANGERS);
const queue = new Set<() => void>();
let running = 0;
let tokens = BURST;
let filledAt = 0;
let pacing: ReturnType<typeof setTimeout> | undefined;

function resume(): void {
  pacing = undefined;
  pump();
}

/** Starts whoever may start, the first first. */
function pump(): void {
  const now = performance.now();
  tokens = Math.min(BURST, tokens + ((now - filledAt) / 1_000) * STRANGERS_PER_SECOND);
  filledAt = now;
  for (const start of queue) {
    if (running >= STRANGERS_AT_ONCE) return; // whoever leaves comes here again
    if (tokens < 1) {
      if (!pacing) pacing = setTimeout(resume, 1_000 / STRANGERS_PER_SECOND);
      return;
    }
    tokens--;
    running++;
    queue.delete(start);
    start();
  }
}

/** @returns false if its turn did not come in time */
async function waitForTurn(ended: Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const start = () => resolve(true);
  const giveUp = () => {
    if (queue.delete(start)) resolve(false);
  };
  queue.add(start);
  const patience = setTimeout(giveUp, PATIENCE_MS);
  void ended.then(giveUp);
  pump();
  const started = await promise;
  clearTimeout(patience);
  if (!started) return false;
  const longest = Promise.withResolvers<void>();
  const timer = setTimeout(longest.resolve, LONGEST_MS);
  void Promise.race([ended, longest.promise]).then(() => {
    clearTimeout(timer);
    running--;
    pump();
  });
  return true;
}

/**
 * @param device of a valid cookie, or null for a stranger
 * @param network of the address (`networkOf`)
 * @param ended resolves when the response is over
 * @returns false: no room, ask again later
 */
export async function admit(device: string | null, network: string, ended: Promise<void>): Promise<boolean> {
  const [slots, key] = device ? ([familiar, device] as const) : ([strangers, network] as const);
  if (!slots.take(key)) return false;
  void ended.then(() => slots.giveBack(key));
  return device ? true : waitForTurn(ended);
}
