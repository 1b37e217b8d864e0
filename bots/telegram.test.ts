// Whatever Telegram or a compatible server answers, the bot goes on, and its page shows its state.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { enableBot, replaceToken } from "#lib/bots/edit.ts";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { within } from "#test/within.ts";
import { BOT, makeWorld, models, TOKEN } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });
const echo = (text: string) => `${models.first}: ${text}`;
const calm = { unknownMethods: [], errors: [], drops: [], stolenPolls: [] };
afterEach(() => world.faults(calm));

// First, since it counts from the worker's start.
test("a worker's metrics contain counts and no texts", async () => {
  const [{ port } = { port: 0 }] = world.workers;
  await world.ask(39, "maxfiy gap");
  // It counts an answer when it hears that it is stored, which the test may hear before.
  const text = await until("the answer is counted", async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return /botfactory_answers_total\{state="answered"\} 1/.test(metrics) && metrics;
  });
  assert.match(text, /botfactory_bots\{state="working"\} 1/);
  assert.match(text, /botfactory_first_text_overhead_seconds_count 1/);
  assert.doesNotMatch(text, /maxfiy/);
});

test("a flood limit delays the answer but not other chats, and the whole answer arrives", async () => {
  const error = { error_code: 429, description: "Too Many Requests: retry after 3" };
  const parameters = { retry_after: 3 };
  await world.faults({ errors: [{ method: "sendMessage", chat: 32, times: 1, ...error, parameters }] });
  await world.write(32, "sabr");
  assert.deepEqual(await world.ask(33, "tez").catch(() => world.texts(33)), [echo("tez")]);
  assert.deepEqual(await world.answers(32, 1), [echo("sabr")]);
});

test("entities that Telegram refuses are sent as plain text", async () => {
  const error = { error_code: 400, description: "Bad Request: can't parse entities: unsupported" };
  await world.faults({ errors: [{ method: "sendMessage", chat: 34, times: 1, ...error }] });
  assert.deepEqual(await world.ask(34, "**qalin**"), [`${models.first}: qalin`]);
});

test("a network failure for a while loses no answer", async () => {
  await world.faults({ drops: [{ method: "sendMessage", chat: 35, times: 2, when: "before" }] });
  assert.deepEqual(await world.ask(35, "sim"), [echo("sim")]);
});

test("an answer that Telegram refuses is given up at the third failure: the person gets an apology, and the lane goes on", async () => {
  const error = { error_code: 400, description: "Bad Request: message is too strange" };
  await world.faults({ errors: [{ method: "sendMessage", chat: 40, times: 3, ...error }] });
  await world.write(40, "/help");
  await world.write(40, "keyingi");
  const [apology, answer] = await world.answers(40, 2);
  assert.match(apology!, /^Kechirasiz, /);
  assert.equal(answer, echo("keyingi"));
  await world.settled();
  const dead = await db.update.findMany({ where: { state: "dead" } });
  assert.deepEqual(
    dead.map(({ error }) => error),
    ["400: Bad Request: message is too strange"],
  );
});

test("another program that polls shows within seconds as the state conflict with Telegram's words; the state ends by itself", async () => {
  await world.state("working");
  const from = Date.now();
  await world.faults({ stolenPolls: [BOT] });
  await world.state("conflict");
  assert.ok(Date.now() - from < within(5_000));
  await world.write(36, "kim");
  const { detail } = await db.botLease.findFirstOrThrow();
  assert.match(detail!, /terminated by other getUpdates/);
  await world.faults(calm);
  await world.state("working");
  assert.ok((await world.answers(36, 1)).length > 0);
});

test("a program that polls in turns with the worker, pausing in between, shows as one conflict", async () => {
  await world.state("working");
  const stopping = new AbortController();
  const { signal } = stopping;
  const other = (async () => {
    while (!signal.aborted) {
      const url = `${world.sandbox.url}/bot${TOKEN}/getUpdates?timeout=50`;
      await fetch(url, { signal }).catch(() => null);
      await sleep(3_000, undefined, { signal }).catch(() => undefined);
    }
  })();
  await world.state("conflict");
  const { since } = await db.botLease.findFirstOrThrow();
  await sleep(13_000);
  const later = await db.botLease.findFirstOrThrow();
  assert.deepEqual([later.state, later.since], ["conflict", since]);
  stopping.abort();
  await other;
  await world.state("working");
});

test("a disabled bot stops receiving at once; enabled again, it answers what arrived meanwhile", async () => {
  await world.state("working");
  await enableBot(world.context, world.botId, false);
  await until("nobody runs it", () => db.botLease.findFirst({ where: { workerId: null, state: "off" } }));
  await world.write(37, "uxlayapsanmi");
  await enableBot(world.context, world.botId, true);
  assert.deepEqual(await world.answers(37, 1), [echo("uxlayapsanmi")]);
});

test("a revoked token shows as a state; a new token starts the bot without a restart", async () => {
  await world.state("working");
  await world.telegram("DELETE", `/bots/${BOT}`);
  await world.state("unauthorized");
  const next = `${TOKEN.split(":")[0]}:AA${"x".repeat(33)}`;
  await world.telegram("POST", "/bots", { token: next, username: BOT, name: "Test" });
  await replaceToken(world.context, world.botId, next);
  await world.state("working");
  assert.deepEqual(await world.ask(38, "yangi"), [echo("yangi")]);
});

// Last, and with a worker of its own: it does not forget that the methods are missing.
test("a bot answers on a server that lacks optional methods", async () => {
  const unknownMethods = ["setMyCommands", "sendChatAction", "sendMessageDraft", "deleteWebhook"];
  await world.faults({ unknownMethods });
  await world.endWorkers("SIGKILL");
  await world.startWorker();
  assert.deepEqual(await world.ask(31, "hali ham"), [echo("hali ham")]);
  assert.deepEqual(await world.ask(31, "yana"), [echo("yana")]);
  const { calls } = await world.telegram<{ calls: unknown[] }>("GET", "/calls?method=sendChatAction&chat=31");
  assert.equal(calls.length, 1, "a method that is not known is not called again");
});
