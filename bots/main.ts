// A worker. Started by scripts/start.ts, or by itself: `node bots/main.ts` with DATABASE_URL and ENCRYPTION_KEY.

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import pRetry from "p-retry";
import { sharedClaims, startParks } from "#lib/chain-state/park-sync.ts";
import { startQuotas } from "#lib/chain-state/quota-sync.ts";
import { followDatabaseClock } from "#lib/chain-state/shared-clock.ts";
import { closeDb, findByIndex, limitStatements } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { Board, Hedging, Quotas, systemClock } from "#lib/fallback/index.ts";
import { spanOf } from "#lib/gemini/clocks.ts";
import { embeddingProvider } from "#lib/gemini/embeddings.ts";
import { geminiProvider } from "#lib/gemini/provider.ts";
import { startLiveConfig } from "#lib/live-config/live-config.ts";
import { log } from "#lib/log.ts";
import { TokenCorrection } from "#lib/memory/correction.ts";
import { leadThroughProxy } from "#lib/proxy.ts";
import { startPlatformBot } from "./alerts/platform-bot.ts";
import { startSender } from "./alerts/sender.ts";
import { startWatch } from "./alerts/watch.ts";
import { startBroadcasts } from "./broadcasts/sender.ts";
import { watchDisk } from "./disk.ts";
import { startForgetting } from "./forget.ts";
import { startHttp } from "./http.ts";
import { followEdits } from "./key-edits.ts";
import { startDue } from "./knowledge/due.ts";
import { Embedding } from "./knowledge/embed.ts";
import { Knowledge } from "./knowledge/know.ts";
import { QuestionVectors } from "./knowledge/question-vectors.ts";
import { startReader } from "./knowledge/reader.ts";
import { Summaries } from "./memory/summaries.ts";
import { lanesBusy } from "./metrics.ts";
import { startOperators } from "./operators.ts";
import { startPageChats } from "./page/asked.ts";
import { progress } from "./progress.ts";
import { Contact } from "./queue/contact.ts";
import { startLanes } from "./queue/lanes.ts";
import { startAgain } from "./queue/late-answers.ts";
import { startLettersAgain } from "./queue/letters-again.ts";
import { buryTheDead, heartbeat, register, unregister } from "./queue/presence.ts";
import { startRenewing } from "./renew-listings.ts";
import { startSummingUp } from "./sum-up.ts";
import { startBotRunner } from "./telegram/intake/bot-runner.ts";
import { startTraces } from "./traces.ts";
import { MessageAllowances } from "./turn/allowances.ts";
import { Gate } from "./turn/gate.ts";
import { learn } from "./turn/learn.ts";
import { shareCounts } from "./turn/share-counts.ts";
import { SharedCalls } from "./turn/shared-calls.ts";
import { startStaff } from "./turn/staff/seek.ts";
import { handleClaim } from "./turn/turn.ts";
import { startWatchdog } from "./watchdog.ts";

const LANES_AT_ONCE = 400;
const HEARTBEAT_MS = 5_000;
/** Time for the answers under way; after it they are handed back. */
const GRACE_MS = 18_000;
/** A stop may take 30 s in all; the rest is the supervisor's. */
const STOP_MS = 24_000;
/** Watchdog: without progress for this long the process hangs, so it exits and is restarted. */
const HUNG_MS = 60_000;
/** Shorter than a lease: a worker that cannot reach its database connects anew before others take its lanes. */
const STATEMENT_MS = 8_000;

/** Retries for ever: the database may be down when a worker starts. */
const untilThere = <T>(work: () => Promise<T>): Promise<T> =>
  pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    factor: 1,
    onFailedAttempt: ({ error: { message: reason } }) =>
      log.warn({ reason }, "the database is not available yet, retrying"),
  });

leadThroughProxy();
// One tenant's failure must not end the worker of all tenants.
process.on("unhandledRejection", (reason) => {
  const { stack } = reason instanceof Error ? reason : { stack: String(reason) };
  log.error({ stack }, "unhandled rejection");
});
// Nothing to drain before startup completes: exit at once.
let stop = async (_why: string): Promise<void> => process.exit(0);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
// The supervisor is gone, and the next one needs our port. Work under way is resumed by another worker.
process.on("disconnect", () => process.exit(1));

startWatchdog();
limitStatements(STATEMENT_MS);
findByIndex();
const workerId = randomUUID();
await untilThere(() => register(workerId));
await untilThere(followDatabaseClock);
await untilThere(() => buryTheDead(workerId, { silent: false }));
const live = await startLiveConfig({ workerId });
const quotas = new Quotas({ worker: workerId, spanOf });
const board = new Board({
  claims: sharedClaims(workerId),
  quotas,
  egress: hostname(),
  owners: () => live.tenantCount(),
});
const unfollow = followEdits(live, board);
const sender = startSender(workerId, live);
const watch = await startWatch(live, sender.wake);
const platformBot = startPlatformBot(workerId);
const counting = await startQuotas({ workerId, quotas, onNews: watch.counted });
const parks = await startParks({ workerId, board, onStored: watch.parked });
const hedging = new Hedging();
const provider = geminiProvider({ baseUrl: env().GEMINI_BASE_URL, secretOf: live.secretOf });

const traces = await startTraces();
const allowances = new MessageAllowances();
const sharing = shareCounts(allowances);
const wake = (botId: string) => lanes.arrived(botId, []);
const correction = new TokenCorrection();
const summaries = new Summaries({ board, provider, correction, botOf: live.bot, learn });
const sharedCalls = new SharedCalls(watch.counted);
const gate = new Gate();
const embedder = embeddingProvider({ baseUrl: env().GEMINI_BASE_URL, secretOf: live.secretOf });
const meaning = new QuestionVectors({ board, provider: embedder, learn });
const knowledge = new Knowledge({ meaning });
const engine = {
  board,
  hedging,
  provider,
  allowances,
  gate,
  correction,
  summaries,
  sharedCalls,
  knowledge,
  wake,
};

const contact = new Contact();
const lanes = startLanes({
  workerId,
  atOnce: LANES_AT_ONCE,
  contact,
  handle: (claim, signal) => handleClaim(claim, () => live.bot(claim.botId), engine, signal),
});
const http = await startHttp(live, lanes).catch((error: Error) => {
  log.fatal({ reason: error.message }, `WORKER_PORT ${env().WORKER_PORT} cannot be used`);
  return process.exit(1);
});
const pageChats = await startPageChats((botId, updates) => lanes.arrived(botId, updates));
const operators = await startOperators((botId, updates) => lanes.arrived(botId, updates));
const staff = startStaff(live, (botId) => lanes.arrived(botId, []));
const botRunner = startBotRunner({ workerId, live, contact, inbox: lanes });
const broadcasts = startBroadcasts(workerId, live, contact);
const reader = startReader({ workerId, contact, engine: { bots: live.bots, board, provider, learn } });
const due = startDue();
const again = startAgain();
const letters = startLettersAgain(live);
const renewing = startRenewing();
const summing = startSummingUp();
const forgetting = startForgetting();
const embedding = new Embedding({ live, meaning, workerId });

const beat = setInterval(() => {
  lanesBusy.set(lanes.busy());
  heartbeat(workerId)
    .then(followDatabaseClock)
    .then(async (stepped) => {
      if (!stepped) return contact.answered();
      log.warn("the database's clock has stepped");
      contact.lost();
      await parks.reload();
    })
    .then(() => buryTheDead(workerId, { silent: contact.steady }))
    .then(watchDisk)
    .catch(() => undefined); // reported by the lanes
  if (systemClock.now() - progress.at() > HUNG_MS) {
    log.fatal("no progress for a minute: exiting to be restarted");
    process.exit(1);
  }
}, HEARTBEAT_MS);

let stopping = false;
stop = async (why) => {
  if (stopping) return;
  stopping = true;
  log.info({ why, busy: lanes.busy() }, "worker stopping");
  setTimeout(() => {
    log.error("stopping took too long: exiting; the remaining leases expire by themselves");
    process.exit(1);
  }, STOP_MS).unref();
  await Promise.all([botRunner.stop(), lanes.stop(GRACE_MS), broadcasts.stop(), reader.stop()]);
  await summaries.stop();
  await Promise.all([http.stop(), pageChats.stop(), operators.stop(), staff.stop()]);
  clearInterval(beat);
  again.stop();
  letters.stop();
  renewing.stop();
  unfollow();
  await Promise.all([watch.stop(), sender.stop(), platformBot.stop()]);
  await Promise.all([parks.stop(), counting.stop(), sharing.stop(), sharedCalls.stop()]);
  await Promise.all([summing.stop(), forgetting.stop(), embedding.stop(), due.stop()]);
  await live.stop();
  await traces.stop().catch(() => undefined);
  await unregister(workerId).catch(() => undefined);
  await closeDb();
  process.exit(0);
};
log.info({ workerId, port: http.port }, "worker ready");
process.send?.({ ready: true, port: http.port });
