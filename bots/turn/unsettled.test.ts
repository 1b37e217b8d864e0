// The database goes away between the last message of an answer and its settlement, and the worker is told to stop meanwhile.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sayAsOperator, takeOver } from "#lib/conversations/takeover.ts";
import { db } from "#lib/db.ts";
import { createUser } from "#test/builders.ts";
import { type Cut, startProxy } from "#test/proxy.ts";
import { makeTurns } from "../fixtures/turns.ts";

let fate: (sql: string) => Cut | null = () => null;
const proxy = await startProxy(process.env.DATABASE_URL ?? "", {
  onStatement: (sql) => fate(sql),
  onCut: goAway,
});
function goAway(): void {
  proxy.cut();
}
process.env.DATABASE_URL = proxy.url;

/** Before the next statement is sent. */
async function awayAtOnce(): Promise<void> {
  goAway();
  await sleep(200); // the pool hears of it
}
/** While the settlement runs, which is written. */
async function awayInSettlement(): Promise<void> {
  fate = (sql) => (/INSERT INTO "Answer"/.test(sql) ? "after" : null);
}

/** A chat. When its bot says `text`, the database goes away, once, and its worker is told to stop. */
async function chatThat(text: string, away: () => Promise<void>) {
  const stopping = new AbortController();
  const turns = await makeTurns({
    async telegram(call) {
      if (call.method !== "sendMessage" || call.text !== text || stopping.signal.aborted) return;
      await away();
      stopping.abort();
    },
  });
  return {
    turns,
    stopped: () => assert.rejects(turns.turn(undefined, stopping.signal)),
    deleted: () =>
      turns.calls.flatMap(({ method, message_id }) => (method === "deleteMessage" ? [message_id] : [])),
    states: async () => (await turns.updates()).map(({ state }) => state),
    /** The database is back; another worker goes on, once the lease has ended. */
    async next() {
      fate = () => null;
      proxy.restore();
      await db.lane.updateMany({ where: { botId: turns.config.id }, data: { until: new Date(0) } });
      await turns.turn();
    },
  };
}

test("an answer whose settlement could not even be sent is taken back, and given anew by the next worker", async () => {
  const { turns, stopped, deleted, next } = await chatThat("Salom", awayAtOnce);
  await turns.write("salom");
  await stopped();
  assert.deepEqual([turns.said(), deleted()], [["Salom"], [101]]);
  await next();
  assert.deepEqual([turns.said(), deleted()], [["Salom", "Salom"], [101]]);
  assert.deepEqual((await turns.answers())[0]?.sent, [102]);
});

test("one whose settlement may have been written stays: better twice than not at all", async () => {
  const { turns, stopped, deleted, next, states } = await chatThat("Salom", awayInSettlement);
  await turns.write("salom");
  await stopped();
  await next();
  assert.deepEqual([turns.said(), deleted(), await states()], [["Salom"], [], ["done"]]);
});

test("an operator's message that could not be recorded is taken back, and sent anew", async () => {
  const { turns, stopped, deleted, next } = await chatThat("Qirq ming", awayAtOnce);
  await turns.write("salom");
  await turns.turn();
  const { tenantId } = turns.config;
  const actorId = await createUser({ name: "Aziza" });
  await db.member.create({ data: { tenantId, userId: actorId, role: "operator" } });
  const context = { tenantId, actorId, role: "operator" } as const;
  const { id: conversationId } = await turns.conversation();
  await takeOver(context, conversationId, null);
  await turns.turn(); // hears of it
  await sayAsOperator(context, { conversationId, messageId: randomUUID(), text: "Qirq ming" });
  await stopped();
  assert.deepEqual([turns.said(), deleted()], [["Salom", "Qirq ming"], [102]]);
  await next();
  assert.deepEqual([turns.said(), deleted()], [["Salom", "Qirq ming", "Qirq ming"], [102]]);
});
