// The bots that this worker runs: leases taken, renewed and given back, intakes started and stopped.
import { setTimeout as sleep } from "node:timers/promises";
import type { BotState } from "#generated/enums.ts";
import { change } from "#lib/audit.ts";
import { WORKER_ALIVE_SECONDS } from "#lib/live-config/acks.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { clientOf, setCommands } from "./client.ts";
import { menus } from "./commands/commands.ts";
import { type Poller, startPoller, troubleOf } from "./intake/poller.ts";
import { setWebhook, usesWebhooks } from "./intake/webhook.ts";
import { type BotClaim, claimBots, fairShare, releaseBot, renewBots, reportState } from "./leases.ts";
import { botsHeld } from "./metrics.ts";

interface Held {
  claim: BotClaim;
  /** The configuration that its intake was started with. */
  bot: BotConfig;
  intake: Poller;
}

export interface Fleet {
  stop(): Promise<void>;
}

const RENEW_MS = 5_000;
const LOOK_MS = 1_000;
/** Thousands of bots do not start at one moment. */
const STARTS_AT_ONCE = 25;

/** A bot that was imported while Telegram was away has no name yet. */
async function learnName(bot: BotConfig): Promise<void> {
  if (bot.username !== `bot${bot.telegramId}`) return;
  const me = await clientOf(bot).telegraf.telegram.getMe();
  if (me.username === bot.username) return;
  const context = { tenantId: bot.tenantId, role: "owner", actorId: null } as const;
  await change(context, { action: "bot.name", target: bot.id, detail: { username: me.username } }, (tx) =>
    tx.bot.update({
      where: { tenantId_id: { tenantId: bot.tenantId, id: bot.id } },
      data: { username: me.username, name: me.first_name },
    }),
  );
}

export function startFleet(options: { workerId: string; live: LiveConfig; onStored(): void }): Fleet {
  const { workerId, live, onStored } = options;
  const held = new Map<string, Held>();
  let stopping = false;
  let woken = Promise.withResolvers<void>();

  /** Webhooks need nobody to poll: the holder sets the address, again where that fails. */
  function startWebhook(
    bot: BotConfig,
    onState: (state: BotState, detail: string | null) => Promise<void>,
  ): Poller {
    const stopped = new AbortController();
    const done = (async () => {
      for (let failures = 0; !stopped.signal.aborted; failures++) {
        try {
          await setWebhook(bot);
          return await onState("working", null);
        } catch (error) {
          const { state, detail, waitMs } = troubleOf(error, failures);
          await onState(state, detail).catch(() => undefined);
          await sleep(waitMs, undefined, { signal: stopped.signal }).catch(() => undefined);
        }
      }
    })();
    return {
      async stop() {
        stopped.abort();
        await done;
      },
    };
  }

  function startIntake(claim: BotClaim, bot: BotConfig): Poller {
    let reported = "";
    const onState = async (state: BotState, detail: string | null) => {
      if (reported === `${state} ${detail}`) return;
      await reportState(claim, state, detail);
      reported = `${state} ${detail}`;
      if (state !== "working") log.warn({ botId: bot.id, state, detail }, "a bot needs attention");
    };
    void setCommands(bot, menus(localeOf(bot.locale)));
    void learnName(bot).catch(() => undefined);
    if (usesWebhooks()) return startWebhook(bot, onState);
    const holder = { workerId, fence: claim.fence };
    return startPoller({ bot, claim, holder, onStored, onState, onLost: () => void drop(bot.id, false) });
  }

  async function drop(botId: string, release: boolean): Promise<void> {
    const entry = held.get(botId);
    if (!entry) return;
    held.delete(botId);
    botsHeld.set(held.size);
    await entry.intake.stop();
    if (!release) return;
    if (!live.bot(botId)?.enabled) await reportState(entry.claim, "off", null).catch(() => undefined);
    await releaseBot(workerId, entry.claim).catch(() => undefined);
  }

  async function take(): Promise<void> {
    const share = await fairShare(WORKER_ALIVE_SECONDS);
    const surplus = [...held.keys()].slice(share);
    await Promise.all(surplus.map((botId) => drop(botId, true)));
    if (held.size >= share) return;
    const claims = await claimBots(workerId, Math.min(share - held.size, STARTS_AT_ONCE));
    for (const claim of claims) {
      const bot = live.bot(claim.botId);
      if (!bot?.enabled) {
        await releaseBot(workerId, claim);
        continue;
      }
      held.set(bot.id, { claim, bot, intake: startIntake(claim, bot) });
    }
    botsHeld.set(held.size);
  }

  async function renew(): Promise<void> {
    const kept = await renewBots(
      workerId,
      [...held.values()].map(({ claim }) => claim),
    );
    for (const botId of held.keys()) if (!kept.has(botId)) await drop(botId, false);
  }

  const unsubscribe = live.onChange(() => {
    for (const [botId, { bot }] of held) {
      const now = live.bot(botId);
      // Prompt and chain are read by each turn; only what the intake stands on needs a new one.
      if (!now?.enabled || now.token !== bot.token || now.name !== bot.name) void drop(botId, true);
    }
    woken.resolve();
  });

  const running = (async () => {
    let renewedAt = Date.now();
    while (!stopping) {
      woken = Promise.withResolvers<void>();
      try {
        if (Date.now() - renewedAt >= RENEW_MS) {
          await renew();
          renewedAt = Date.now();
        }
        await take();
      } catch (error) {
        log.warn({ reason: (error as Error).message }, "cannot renew leases of bots, trying again");
      }
      const timer = setTimeout(() => woken.resolve(), LOOK_MS);
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
