// One bot's long poll, against a fake Telegram and a real inbox.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { TelegramError } from "telegraf";
import type { Update } from "telegraf/types";
import { db } from "#lib/db.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { inboxOf } from "../../fixtures/inbox.ts";
import { type Called, fakeTelegram, textUpdate } from "../../fixtures/updates.ts";
import { claimBots } from "../../queue/bot-leases.ts";
import { Hold } from "../../queue/hold.ts";
import { clientOf } from "../client.ts";
import { startPoller } from "./poller.ts";

const refusal = (error_code: number) => new TelegramError({ error_code, description: "said so" });

type Polled = Update[] | Error | null;

interface Given {
  /** What deleteWebhook gets. */
  webhook?: Error;
  hold?: Hold;
}

/** A poller of a bot of its own. @param answer what each call of getUpdates gets; null: nothing arrives until the end */
async function poll(
  answer: (poll: number, offset: number) => Polled | Promise<Polled>,
  { webhook, hold }: Given = {},
) {
  await db.tenant.deleteMany();
  const context = await createTenant();
  const id = await createBot(context);
  const bot = { id, tenantId: context.tenantId, token: `1:${id}`, username: "b", name: "B" } as BotConfig;
  const workerId = randomUUID();
  const [claim] = await claimBots(workerId, 1);
  if (!claim) throw new Error("The bot was not claimed.");
  // Nobody renews it here, and without that nothing is asked after some seconds.
  claim.hold.renewed(Number.POSITIVE_INFINITY);
  const ended = Promise.withResolvers<Update[]>();
  let polls = 0;
  const { telegram, calls } = fakeTelegram(async ({ method, offset }) => {
    if (method === "deleteWebhook" && webhook) throw webhook;
    if (method !== "getUpdates") return true;
    const given = await answer(polls++, Number(offset));
    if (given instanceof Error) throw given;
    return given ?? ended.promise;
  });
  clientOf(bot).telegraf.telegram.callApi = telegram.callApi;
  const [stored, states] = [[] as number[], [] as [string, string | null][]];
  let lost = 0;
  const poller = startPoller({
    ...{ bot, claim: hold ? { ...claim, hold } : claim, holder: { workerId, fence: claim.fence } },
    inbox: inboxOf((updates) => void stored.push(...updates.map(({ update_id }) => update_id))),
    onState: async (state, detail) => void states.push([state, detail]),
    onLost: () => lost++,
  });
  return {
    ...{ calls, stored, states, id },
    polls: () => calls.filter(({ method }) => method === "getUpdates"),
    lost: () => lost,
    async stop() {
      const stopped = poller.stop();
      ended.resolve([]);
      await stopped;
    },
  };
}
const offsets = (polls: Called[]) => polls.map(({ offset }) => offset);

test("updates are stored before the offset moves past them; no webhook is left, and only kinds that are handled are asked for", async () => {
  const { calls, polls, stored, states, stop, id } = await poll((n) =>
    n === 0 ? [textUpdate(5, 1), textUpdate(7, 2)] : null,
  );
  await until("it asks again", () => polls().length === 2);
  assert.deepEqual(offsets(polls()), [0, 8]);
  assert.partialDeepStrictEqual(polls()[0], {
    ...{
      limit: 100,
      timeout: 50,
      allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"],
    },
  });
  assert.deepEqual(
    calls.map(({ method }) => method),
    ["deleteWebhook", "getUpdates", "getUpdates"],
  );
  assert.deepEqual(stored, [5, 7]);
  assert.equal(await db.update.count({ where: { botId: id } }), 2);
  assert.deepEqual(states[0], ["working", null]);
  await stop();
});

test("a poll that gets nothing is made again at the same offset", async () => {
  const { polls, stored, stop } = await poll((n) => (n === 0 ? [] : null));
  await until("it asks again", () => polls().length === 2);
  assert.deepEqual(offsets(polls()), [0, 0]);
  assert.deepEqual(stored, []);
  await stop();
});

test("numbers that begin anew, lower than before, are confirmed: what came with them is not asked for without end", async () => {
  let queue = [textUpdate(900_000, 1)];
  const { polls, stored, stop, id } = await poll((n, offset) => {
    if (n === 1) queue = [textUpdate(5, 2), textUpdate(6, 3)];
    // As the server of the Bot API does (TQueue.cpp of tdlib): an offset far beyond its newest number is none.
    if (offset <= (queue.at(-1)?.update_id ?? 0) + 10)
      queue = queue.filter(({ update_id }) => update_id >= offset);
    return queue.length > 0 ? queue : null;
  });
  await until("it has asked three times", () => polls().length >= 3);
  assert.deepEqual(offsets(polls()).slice(0, 3), [0, 900_001, 7]);
  assert.deepEqual(stored, [900_000, 5, 6]);
  // Whoever polls next goes on there.
  const { nextUpdate } = await db.botLease.findUniqueOrThrow({ where: { botId: id } });
  assert.equal(Number(nextUpdate), 7);
  await stop();
});

test("a poll that is not refused within a second shows the bot as working", async () => {
  const { states, stop } = await poll(() => null);
  await until("it works", () => states.length > 0);
  assert.deepEqual(states, [["working", null]]);
  await stop();
});

test("a server that has no webhooks is polled; where one cannot be deleted it is tried again before any poll", async () => {
  const lacking = await poll(() => null, { webhook: refusal(404) });
  await until("it polls", () => lacking.polls().length === 1);
  await lacking.stop();
  const failing = await poll(() => null, { webhook: refusal(500) });
  await until("it tries again", () => failing.calls.length >= 2);
  assert.deepEqual(failing.polls(), []);
  assert.deepEqual(failing.states[0], ["unreachable", "said so"]);
  await failing.stop();
});

test("an error shows as the bot's state and the poll goes on; stopping does not wait for the pause", async () => {
  const broken = await poll((n) => (n === 0 ? refusal(502) : null));
  await until("it asks again", () => broken.polls().length === 2);
  assert.deepEqual(broken.states[0], ["unreachable", "said so"]);
  assert.equal(broken.calls.filter(({ method }) => method === "deleteWebhook").length, 1);
  await broken.stop();

  const refused = await poll(() => refusal(401));
  await until("it is refused", () => refused.states.length > 0);
  assert.deepEqual(refused.states, [["unauthorized", "said so"]]);
  await refused.stop();
  assert.equal(refused.polls().length, 1);
});

test("a worker that lost the bot stores nothing, says so once, and ends", async () => {
  const { id, polls, stored, lost, stop } = await poll(async (n) => {
    if (n > 0) return null;
    await db.botLease.updateMany({ data: { fence: { increment: 1 } } });
    return [textUpdate(5, 1)];
  });
  await until("it is told", () => lost() > 0);
  await stop();
  assert.deepEqual([lost(), polls().length, stored], [1, 1, []]);
  assert.equal(await db.update.count({ where: { botId: id } }), 0);
});

test("an update that cannot be stored becomes a dead letter, and its neighbours are stored", async () => {
  const odd = { ...textUpdate(6, 1), update_id: 2 ** 70 } as Update;
  const { stored, id, polls, stop } = await poll((n) =>
    n === 0 ? [textUpdate(5, 1), odd, textUpdate(7, 1)] : null,
  );
  await until("it asks again", () => polls().length === 2);
  const rows = await db.update.findMany({ where: { botId: id }, orderBy: { updateId: "asc" } });
  assert.deepEqual(
    rows.map(({ updateId }) => Number(updateId)),
    [5, 7],
  );
  assert.deepEqual(offsets(polls()), [0, 8]);
  assert.deepEqual(stored, [5, 7]);
  assert.equal(await db.deadLetter.count({ where: { botId: id } }), 1);
  await stop();
});

test("while the database refuses, nothing is acknowledged and the bot's state says so; then all is stored", async () => {
  await asOwner(`ALTER TABLE "Update" RENAME TO "Away"`);
  const { stored, states, polls, stop } = await poll((n) =>
    n === 0 ? [textUpdate(5, 1), textUpdate(6, 2)] : null,
  );
  await until("it waits", () => states.length > 2).finally(() =>
    asOwner(`ALTER TABLE "Away" RENAME TO "Update"`),
  );
  assert.deepEqual([stored, polls().length], [[], 1]);
  assert.deepEqual(states[0], ["not_stored", "SQLSTATE 42P01"]);
  await until("it asks again", () => polls().length === 2);
  assert.deepEqual(
    [stored, offsets(polls())],
    [
      [5, 6],
      [0, 7],
    ],
  );
  assert.deepEqual(states.at(-1), ["working", null]);
  await stop();
});

test("a poller that waits for the database stops at once", async () => {
  await asOwner(`ALTER TABLE "Update" RENAME TO "Away"`);
  try {
    const { states, lost, stop } = await poll((n) => (n === 0 ? [textUpdate(5, 1)] : null));
    await until("it waits", () => states.length > 2);
    await stop();
    assert.equal(lost(), 0);
  } finally {
    await asOwner(`ALTER TABLE "Away" RENAME TO "Update"`);
  }
});

test("a worker that may have lost the bot does not ask Telegram until it has renewed: another may be asking", async () => {
  let now = 0;
  const hold = new Hold(0, () => now);
  now = 14_000;
  const poller = await poll(() => null, { hold });
  await sleep(300);
  assert.deepEqual(poller.calls, []);
  hold.renewed(14_000);
  await until("it asks", () => poller.polls().length === 1);
  await poller.stop();
});
