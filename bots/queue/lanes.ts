// Claims lanes with waiting updates and handles many at once, each in order.

import type { Update } from "telegraf/types";
import { operatorUpdate } from "#lib/conversations/operator-update.ts";
import { hadDescriptors, hasDescriptors } from "#lib/descriptors.ts";
import { systemClock } from "#lib/fallback/index.ts";
import { log } from "#lib/log.ts";
import { progress } from "../progress.ts";
import { arrivedSince, BATCH, type Claim, type ClaimRound, hasRoom } from "./claims.ts";
import type { Contact } from "./contact.ts";
import { isTransient } from "./database.ts";
import type { Claiming } from "./dead-letters.ts";
import { LEASE_SECONDS } from "./hold.ts";
import { isTakeover, laneOf } from "./payload.ts";
import { queue } from "./queue.ts";
import { beginAlone, outlived, Suspects } from "./suspects.ts";

/** A bot whose updates are stored. */
interface StoredFor {
  id: string;
  tenantId: string;
}

export interface Lanes {
  /** Stores updates, and claims their lanes with the same statement if there is room for more. */
  storing(bot: StoredFor): Claiming;
  /** Updates were stored by this worker: looks for work at once, and tells the turns concerned. */
  arrived(botId: string, updates: readonly Update[]): void;
  /** Number of lanes being handled. */
  busy(): number;
  /** Stops claiming; lanes under way are finished, or handed back after `graceMs` milliseconds. */
  stop(graceMs: number): Promise<void>;
}

interface Options {
  workerId: string;
  /** Maximum number of lanes handled at once; one tenant gets at most half of them. */
  atOnce: number;
  contact: Contact;
  /** Handles and settles the whole claim. `signal` aborts when the lane is lost or must be handed back. */
  handle(claim: Claim, signal: AbortSignal): Promise<void>;
  /** For how long this process has lived; replaced in tests. */
  livedMs?: () => number;
}

/** Poll interval: finds lanes of dead workers, retries that are due, and what a full worker stored. */
const LOOK_MS = 1_000;
/** The same after a poll that found something: more may follow. */
const LOOK_AGAIN_MS = 250;
const LISTEN_MS = 1_000;
const RENEW_MS = (LEASE_SECONDS * 1000) / 4;
const RENEW_LOOK_MS = 500;
const RETRY_MS = 1_000;

const { now } = systemClock;

function tell(claim: Claim, update: Update): void {
  claim.arrived.push(update);
  for (const hear of [...claim.listeners]) hear(update);
  claim.grew?.();
}

export function startLanes({
  workerId,
  atOnce,
  contact,
  handle,
  livedMs = () => performance.now(),
}: Options): Lanes {
  const suspects = new Suspects(livedMs);
  const running = new Map<Claim, { abort: AbortController; done: Promise<void>; since: number }>();
  const byPlace = new Map<string, Claim>();
  let stopping = false;
  /** Whether the last claim may have left lanes out for lack of places: a tenant gets at most half of them. */
  let scarce = false;
  /** Whether the reply to a claim was lost: such lanes are claimed anew when no other claim is under way. */
  let unheard = false;
  const round: ClaimRound = { after: null };
  /** Statements under way that store and claim, with the bot of each of their lanes. */
  const direct = new Map<Promise<unknown>, Pick<Claim, "tenantId" | "botId">[]>();
  let woken = Promise.withResolvers<void>();

  async function run(claim: Claim, signal: AbortSignal): Promise<void> {
    const place = `${claim.botId} ${claim.chatId} ${claim.threadId}`;
    byPlace.set(place, claim);
    let suspect: number | null = null;
    try {
      const { unreadable } = claim;
      if (unreadable.length)
        await queue.settle(
          claim,
          { dead: unreadable, cause: "unreadable", error: "it is no update" },
          signal,
        );
      const { now, later, pauseMs, alone } = suspects.plan(claim);
      if (later.length > 0) {
        const returned = later.map(({ id }) => id);
        const release = now.length > 0 ? {} : { release: { again: pauseMs } };
        const held = await queue.settle(claim, { returned, ...release }, signal);
        if (!held || now.length === 0) return;
        claim.waiting = now;
        claim.more = true;
      }
      if (later.length > 0 || alone) claim.mayGrow = false;
      const [first] = now;
      if (alone && first) {
        if (!(await beginAlone(claim, first.id))) return;
        suspect = first.id;
      }
      await handle(claim, signal);
    } catch (error) {
      // Settling failed for good (it waits for the database by itself): the lease expires, other lanes go on.
      if (!isTransient(error))
        log.error({ laneId: claim.laneId, reason: (error as Error).message }, "a lane failed");
      const all = claim.waiting.map(({ id }) => id);
      await queue
        .settle(claim, { returned: all, release: { again: RETRY_MS } }, signal)
        .catch(() => undefined);
    } finally {
      if (suspect !== null) await outlived(claim, suspect).catch(() => false);
      running.delete(claim);
      suspects.ended(claim);
      if (byPlace.get(place) === claim) byPlace.delete(place);
      progress.mark();
      // Otherwise nothing can be claimed that could not be before.
      if (scarce || claim.due || claim.arrived.length > 0) woken.resolve();
    }
  }

  function begin(claim: Claim): void {
    const abort = new AbortController();
    const entry = { abort, done: Promise.resolve(), since: now() };
    running.set(claim, entry);
    entry.done = run(claim, abort.signal);
    scarce ||= 2 * running.size >= atOnce;
  }

  async function look(): Promise<number> {
    const free = atOnce - running.size;
    // Without descriptors nothing can be answered here: other workers may have some.
    if (free <= 0 || !hasDescriptors()) return 0;
    const { steady: takeOver } = contact;
    const again = unheard && direct.size === 0;
    const places = { total: atOnce, running: [...running.keys()], takeOver, unheard: again, round };
    const claims = await queue.claim(workerId, free, places).catch((error: unknown) => {
      unheard = true;
      throw error;
    });
    if (again) unheard = false;
    if (round.isCut) unheard = true;
    round.isCut = false;
    contact.answered();
    progress.mark();
    scarce = false;
    for (const claim of claims) begin(claim);
    scarce = 2 * running.size >= atOnce;
    return claims.length;
  }

  /** Whether a statement that stores may claim: nothing else may be waiting for the places. */
  function mayClaim({ id: botId, tenantId }: StoredFor, updates: readonly Update[]): boolean {
    if (stopping || scarce || unheard || updates.length > BATCH || !hadDescriptors()) return false;
    const claimed = [...running.keys(), ...[...direct.values()].flat()];
    return hasRoom({ tenantId, botId, more: updates.length }, claimed, atOnce);
  }

  const storing =
    (bot: StoredFor): Claiming =>
    async (updates, store) => {
      if (!mayClaim(bot, updates)) return store(null);
      const stored = store(workerId);
      direct.set(
        stored,
        updates.map(() => ({ botId: bot.id, tenantId: bot.tenantId })),
      );
      try {
        const claims = await stored;
        for (const claim of claims ?? []) begin(claim);
        return claims;
      } catch (error) {
        unheard = true;
        woken.resolve();
        throw error;
      } finally {
        direct.delete(stored);
      }
    };

  const looking = (async () => {
    let away = false;
    let polled = true;
    while (!stopping) {
      woken = Promise.withResolvers<void>();
      let waitMs = LOOK_MS;
      try {
        const found = await look();
        if (away) log.info("the database is back");
        away = false;
        if (polled && found > 0) waitMs = LOOK_AGAIN_MS;
      } catch (error) {
        contact.lost();
        if (!away) log.warn({ reason: (error as Error).message }, "cannot claim lanes, retrying");
        away = true;
        progress.mark();
      }
      polled = false;
      const timer = setTimeout(() => {
        polled = true;
        woken.resolve();
      }, waitMs);
      await woken.promise;
      clearTimeout(timer);
    }
  })();

  // A /stop may be received by another worker than the one that answers; a takeover may not have been announced.
  const listening = setInterval(async () => {
    const longer = [...running].filter(([, { since }]) => now() - since >= LISTEN_MS);
    if (longer.length === 0) return;
    const since = await arrivedSince(longer.map(([claim]) => claim)).catch(() => null);
    for (const [claim] of since ? longer : []) {
      const { chatId, threadId, laneId: id } = claim;
      if (since?.taken.has(id) && !claim.arrived.some(isTakeover))
        tell(claim, operatorUpdate({ chatId, threadId, messageId: null }) as unknown as Update);
      for (const { laneId, update } of since?.commands ?? [])
        if (claim.laneId === laneId) tell(claim, update);
      if (since?.grown.has(claim.laneId)) claim.grew?.();
    }
  }, LISTEN_MS);

  let renewAt = now() + RENEW_MS;
  const renewal = setInterval(async () => {
    const asked = [...running.keys()];
    if (asked.length === 0 || now() < renewAt) return;
    renewAt = Number.POSITIVE_INFINITY;
    const askedAt = now();
    const held = await queue.renew(workerId, asked).catch(() => null);
    renewAt = held ? askedAt + RENEW_MS : 0;
    if (!held) return;
    for (const claim of asked)
      if (!held.has(claim.laneId)) running.get(claim)?.abort.abort(new Error("lane lost"));
  }, RENEW_LOOK_MS);

  return {
    storing,
    arrived(botId, updates) {
      let begun = 0;
      for (const update of updates) {
        const { chatId, threadId } = laneOf(update);
        const claim = byPlace.get(`${botId} ${chatId} ${threadId}`);
        // Claimed by the statement that stored it.
        if (claim?.waiting.some((each) => each.update.update_id === update.update_id)) begun++;
        else if (claim) tell(claim, update);
      }
      if (begun === 0 || begun < updates.length) woken.resolve();
    },
    busy: () => running.size,
    async stop(graceMs) {
      stopping = true;
      woken.resolve();
      await looking;
      await Promise.allSettled(direct.keys());
      const all = Promise.all([...running.values()].map(({ done }) => done));
      const timer = setTimeout(() => {
        for (const { abort } of running.values()) abort.abort(new Error("stopping"));
      }, graceMs);
      await all;
      clearTimeout(timer);
      clearInterval(listening);
      clearInterval(renewal);
    },
  };
}
