// The bots that this worker runs: claims, renews and releases leases, starts and stops intakes.

import { change } from "#lib/audit.ts";
import { usesWebhook } from "#lib/bots/webhooks.ts";
import { hasDescriptors } from "#lib/descriptors.ts";
import { env } from "#lib/env.ts";
import { systemClock } from "#lib/fallback/index.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { botsHeld } from "../../metrics.ts";
import {
  type BotClaim,
  claimBots,
  fairShare,
  releaseBot,
  renewBots,
  reportState,
} from "../../queue/bot-leases.ts";
import type { Contact } from "../../queue/contact.ts";
import { tenantChanged } from "../../tenant-changes.ts";
import { callApi } from "../call.ts";
import { clientOf, forgetClient, introduce } from "../client.ts";
import { stateReporter } from "./bot-state.ts";
import { type Inbox, type Intake, OUT_OF_DESCRIPTORS } from "./intake.ts";
import { startPoller } from "./poller.ts";
import { startWebhook } from "./webhook.ts";

interface RunningBot {
  claim: BotClaim;
  /** The configuration that the intake was started with. */
  bot: BotConfig;
  intake: Intake & Pick<ReturnType<typeof stateReporter>, "workerFault">;
}

export interface BotRunner {
  /** Stops every intake and releases the bots. */
  stop(): Promise<void>;
}

const RENEW_MS = 3_000;
const LOOK_MS = 2_000;
/** Bots started at once; then a pause, so that thousands do not start together. */
const STARTS_AT_ONCE = 25;
const STAGGER_MS = 200;

/** A change of one of these restarts the intake. */
const intakeParts = ["token", "username", "intake", "webhookPath", "webhookSecret"] as const;

/** Fetches the name of a bot that was imported while Telegram was away. */
async function learnName(bot: BotConfig): Promise<void> {
  if (bot.username !== `bot${bot.telegramId}`) return;
  const { telegram } = clientOf(bot).telegraf;
  const limit = new AbortController().signal;
  const me = await callApi<{ username: string; first_name: string }>(telegram, "getMe", {}, limit, 10_000);
  if (me.username === bot.username) return;
  const context = { tenantId: bot.tenantId, role: "owner", actorId: null } as const;
  await change(
    context,
    { action: "bot.name", target: bot.id, detail: { username: me.username } },
    (tx, compare) => {
      compare({ username: bot.username, name: bot.name }, { username: me.username, name: me.first_name });
      return tx.bot.update({
        where: { tenantId_id: { tenantId: bot.tenantId, id: bot.id } },
        data: { username: me.username, name: me.first_name },
      });
    },
  );
}

export function startBotRunner(options: {
  workerId: string;
  live: LiveConfig;
  contact: Contact;
  inbox: Inbox;
}): BotRunner {
  const { workerId, live, contact, inbox } = options;
  const held = new Map<string, RunningBot>();
  let stopping = false;
  let woken = Promise.withResolvers<void>();

  function startIntake(claim: BotClaim, bot: BotConfig): RunningBot["intake"] {
    const onWorking = () => {
      void introduce(live.bot(bot.id) ?? bot, new AbortController().signal);
      learnName(bot).catch((error: Error) => log.debug({ reason: error.message }, "a name was not learned"));
    };
    const states = stateReporter(claim, onWorking, () => tenantChanged(bot.tenantId));
    const { report: onState } = states;
    const holder = { workerId, fence: claim.fence };
    const onLost = () => void drop(bot.id, false);
    const intake = usesWebhook(bot.intake, env().PUBLIC_URL)
      ? startWebhook(bot, onState)
      : startPoller({ bot, claim, holder, inbox, onState, onLost });
    return {
      workerFault: states.workerFault,
      async stop() {
        await Promise.all([intake.stop(), states.stop()]);
      },
    };
  }

  async function drop(botId: string, release: boolean): Promise<void> {
    const entry = held.get(botId);
    if (!entry) return;
    held.delete(botId);
    botsHeld.set(held.size);
    await entry.intake.stop();
    if (!live.bot(botId)) forgetClient(botId);
    if (!release) return;
    if (!live.bot(botId)?.enabled) await reportState(entry.claim, "off", null).catch(() => undefined);
    // If this fails, the lease expires by itself.
    await releaseBot(workerId, entry.claim).catch(() => undefined);
    woken.resolve();
  }

  /** Claims bots. @returns whether there may be more */
  async function take(): Promise<boolean> {
    const share = await fairShare();
    const surplus = [...held.keys()].slice(share);
    await Promise.all(surplus.map((botId) => drop(botId, true)));
    if (held.size >= share) return false;
    const claims = await claimBots(workerId, Math.min(share - held.size, STARTS_AT_ONCE), contact.steady);
    for (const claim of claims) {
      const bot = live.bot(claim.botId);
      // Claimed by the configuration in the database; this worker's snapshot may be slightly older.
      if (!bot?.enabled || stopping) await releaseBot(workerId, claim);
      else held.set(bot.id, { claim, bot, intake: startIntake(claim, bot) });
    }
    botsHeld.set(held.size);
    return claims.length === STARTS_AT_ONCE;
  }

  async function renew(): Promise<void> {
    const asked = [...held.values()];
    if (asked.length === 0) return;
    const kept = await renewBots(
      workerId,
      asked.map(({ claim }) => claim),
    );
    for (const { bot, claim } of asked)
      if (!kept.has(bot.id) && held.get(bot.id)?.claim === claim) void drop(bot.id, false);
  }

  const unsubscribe = live.onChange((tenantId) => {
    for (const [botId, { bot }] of held) {
      if (bot.tenantId !== tenantId) continue;
      const now = live.bot(botId);
      // Each turn reads prompt and chain anew; the menu of commands is Telegram's.
      if (!now?.enabled || intakeParts.some((part) => now[part] !== bot[part])) void drop(botId, true);
      else void introduce(now, new AbortController().signal);
    }
    woken.resolve();
  });

  const running = (async () => {
    let renewedAt = 0;
    while (!stopping) {
      woken = Promise.withResolvers<void>();
      let wait = LOOK_MS;
      const fault = hasDescriptors() ? null : OUT_OF_DESCRIPTORS;
      for (const { intake } of held.values()) intake.workerFault(fault);
      try {
        if (systemClock.now() - renewedAt >= RENEW_MS) {
          await renew();
          renewedAt = systemClock.now();
        }
        if (await take()) wait = STAGGER_MS;
      } catch (error) {
        log.warn({ reason: (error as Error).message }, "cannot renew leases of bots, retrying");
      }
      const timer = setTimeout(() => woken.resolve(), wait);
      await woken.promise;
      clearTimeout(timer);
    }
  })();

  return {
    async stop() {
      stopping = true;
      unsubscribe();
      woken.resolve();
      await running;
      await Promise.all([...held.keys()].map((botId) => drop(botId, true)));
    },
  };
}
