// Takes lanes that have something waiting and handles each in order, many side by side.
import { log } from "#lib/log.ts";
import { type Claim, claimLanes, LANE_LEASE_SECONDS, MAX_TRIES, renewLanes } from "./claims.ts";
import { settle } from "./settle.ts";

export interface Lanes {
  /** Something was stored here: look at once. */
  wake(): void;
  /** How many lanes are being handled. */
  busy(): number;
  /** When it last looked for work or finished some; epoch milliseconds. A hang does not move it. */
  progressAt(): number;
  /** Claims no more; lanes under way are finished, or after `graceMs` handed back. */
  stop(graceMs: number): Promise<void>;
}

interface Options {
  workerId: string;
  /** How many lanes at once. */
  atOnce: number;
  /** Handles the claim and settles all of it. `signal` aborts where the lane is lost or must be handed back. */
  handle(claim: Claim, signal: AbortSignal): Promise<void>;
}

/** Others' leftovers (a dead worker's, a later retry) are found by looking. */
const LOOK_MS = 500;
const RENEW_MS = (LANE_LEASE_SECONDS * 1000) / 3;
const RETRY_MS = 1_000;

/** What a claim that threw leaves behind: its updates are tried again, or dead after MAX_TRIES. */
async function giveUp(claim: Claim, error: Error): Promise<void> {
  const dead = claim.waiting.filter(({ tries }) => tries >= MAX_TRIES).map(({ id }) => id);
  const { laneId, botId } = claim;
  log.error({ laneId, botId, dead: dead.length, reason: error.message, stack: error.stack }, "a turn failed");
  await settle(claim, { done: [], dead, release: { again: RETRY_MS } });
}

export function startLanes({ workerId, atOnce, handle }: Options): Lanes {
  const running = new Map<Claim, { abort: AbortController; done: Promise<void> }>();
  let stopping = false;
  let progressAt = Date.now();
  let woken = Promise.withResolvers<void>();

  async function run(claim: Claim, signal: AbortSignal): Promise<void> {
    try {
      // A poison that ends the process never gets to `giveUp`: it is counted here.
      const poison = claim.waiting.filter(({ tries }) => tries > MAX_TRIES).map(({ id }) => id);
      if (poison.length) await settle(claim, { done: [], dead: poison });
      claim.waiting = claim.waiting.filter(({ tries }) => tries <= MAX_TRIES);
      await handle(claim, signal);
    } catch (error) {
      await giveUp(claim, error as Error).catch(() => undefined); // the lease ends by itself
    } finally {
      running.delete(claim);
      progressAt = Date.now();
      woken.resolve();
    }
  }

  async function look(): Promise<number> {
    const free = atOnce - running.size;
    if (free <= 0) return 0;
    const claims = await claimLanes(workerId, free);
    progressAt = Date.now();
    for (const claim of claims) {
      const abort = new AbortController();
      const entry = { abort, done: Promise.resolve() };
      running.set(claim, entry);
      entry.done = run(claim, abort.signal);
    }
    return claims.length;
  }

  const looking = (async () => {
    let away = false;
    while (!stopping) {
      woken = Promise.withResolvers<void>();
      try {
        const found = await look();
        if (away) log.info("the database is back");
        away = false;
        if (found > 0) continue;
      } catch (error) {
        if (!away) log.warn({ reason: (error as Error).message }, "cannot claim lanes, trying again");
        away = true;
        progressAt = Date.now();
      }
      const timer = setTimeout(() => woken.resolve(), LOOK_MS);
      await woken.promise;
      clearTimeout(timer);
    }
  })();

  const renewal = setInterval(async () => {
    const held = await renewLanes(workerId, [...running.keys()]).catch(() => null);
    if (!held) return;
    for (const [claim, { abort }] of running)
      if (!held.has(claim.laneId)) abort.abort(new Error("lane lost"));
  }, RENEW_MS);

  return {
    wake: () => woken.resolve(),
    busy: () => running.size,
    progressAt: () => progressAt,
    async stop(graceMs) {
      stopping = true;
      woken.resolve();
      await looking;
      const all = Promise.all([...running.values()].map(({ done }) => done));
      const timer = setTimeout(() => {
        for (const { abort } of running.values()) abort.abort(new Error("stopping"));
      }, graceMs);
      await all;
      clearTimeout(timer);
      clearInterval(renewal);
    },
  };
}
