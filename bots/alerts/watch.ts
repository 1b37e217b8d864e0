// Derives the causes of alerts anew for every tenant that something happens to: a bot's state, a park, a count, a change
// by an admin. The worker that wrote it looks; desks.ts says who of several does.
import { ALERTS_CHANNEL, AlertAnnouncement } from "#lib/alert-events.ts";
import { causesOf, changesAt, LASTING_MS, unsureOf } from "#lib/alerts/causes.ts";
import { readCircumstances } from "#lib/alerts/circumstances.ts";
import { claimDue, claimEvents, type Look, lookAtAll } from "#lib/alerts/desks.ts";
import { forgetOldAlerts, keepCauses } from "#lib/alerts/store.ts";
import { now, toStored } from "#lib/chain-state/shared-clock.ts";
import { isDatabaseAway } from "#lib/database-away.ts";
import type { Park } from "#lib/fallback/index.ts";
import { listen } from "#lib/listen.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import { PLATFORM_TENANT } from "#lib/shared-keys/tenant.ts";
import { onTenantChanged } from "../tenant-changes.ts";

/** Events that follow one another are looked at together. */
const SETTLE_MS = 250;
const DUE_MS = 2_000;
/** Tenants at once; few, since turns use the same connections. */
const AT_ONCE = 2;
const BATCH = 20;
const FORGET_MS = 3_600_000;

async function look(of: Look): Promise<void> {
  try {
    const now = await readCircumstances(of.tenantId);
    if (now) await keepCauses(of, causesOf(now), unsureOf(now), changesAt(now));
  } catch (error) {
    // The desk is due again by itself.
    if (!isDatabaseAway(error))
      log.warn({ tenantId: of.tenantId, reason: (error as Error).message }, "causes of alerts are unknown");
  }
}

async function lookAtThose(looks: readonly Look[]): Promise<void> {
  const left = [...looks];
  const one = async () => {
    for (let next = left.shift(); next; next = left.shift()) await look(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

export interface Watch {
  /** A park, or its end, was stored. */
  parked(park: Park): void;
  /** A day's limit of this tenant is known, nearly or wholly used up, or no more. */
  counted(tenantId: string): void;
  stop(): Promise<void>;
}

/** @param onTold called when something may have to be told, whichever process found it */
export async function startWatch(live: LiveConfig, onTold: () => void): Promise<Watch> {
  /** Tenants that something happened to, and when by the database. */
  const events = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | null = null;
  let stopped = false;

  function wakeIn(ms: number): void {
    const at = now() + ms;
    if (at >= dueAt || stopped) return;
    dueAt = at;
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  }

  function happened(tenantId: string): void {
    events.set(tenantId, toStored(now()));
    wakeIn(SETTLE_MS);
  }

  async function work(): Promise<void> {
    const taken = new Map(events);
    events.clear();
    try {
      if (taken.size > 0) await lookAtThose(await claimEvents(taken));
      await lookAtThose(await claimDue(BATCH));
    } catch {
      // The database is away, which the lanes report.
      for (const [tenantId, at] of taken) if (!events.has(tenantId)) events.set(tenantId, at);
    }
  }

  function run(): void {
    dueAt = Number.POSITIVE_INFINITY;
    if (running) {
      wakeIn(SETTLE_MS);
      return;
    }
    running = work().finally(() => {
      running = null;
      wakeIn(DUE_MS);
    });
  }

  const listener = await listen({
    channel: ALERTS_CHANNEL,
    message: AlertAnnouncement,
    onMessage(event) {
      if (event.kind === "look") happened(event.tenant);
      else onTold();
    },
    onConnect: lookAtAll,
  });
  const unsubscribe = [live.onChange((tenantId) => happened(tenantId)), onTenantChanged(happened)];
  wakeIn(0);
  const forgetting = setInterval(() => void forgetOldAlerts().catch(() => undefined), FORGET_MS);

  return {
    parked({ owner, until }) {
      if (owner === PLATFORM_TENANT) {
        const sharing = [...live.bots()].filter((bot) => bot.sharedCalls > 0);
        for (const tenantId of new Set(sharing.map((bot) => bot.tenantId))) happened(tenantId);
      }
      if (owner) happened(owner);
      // Everybody's: short ones are no cause, and the end of the others is known.
      else if (until === null || until > now() + LASTING_MS) void lookAtAll().catch(() => undefined);
    },
    counted: happened,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(forgetting);
      for (const each of unsubscribe) each();
      await listener.stop();
      await running;
    },
  };
}
