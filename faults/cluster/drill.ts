// The leader of three Postgres nodes dies under load, again and again.
import assert from "node:assert/strict";
import test, { after, afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "../../bots/fixtures/world.ts";
import { times } from "../form.ts";
import { assertPromise, type FaultVerdict, Questions, together } from "../questions.ts";
import { cluster } from "./server.ts";

const world = makeWorld();
afterEach(() => world.endWorkers("SIGKILL"));
// Hooks run in the order in which they are registered: after the one that drops the database.
setImmediate(() => setImmediate(() => after(() => cluster.stop())));

assert.ok(process.env.DATABASE_URL?.startsWith(cluster.url.replace(/\/postgres$/, "")), "on the cluster");

const KILLS = times(1, 10);
/** The new leader serves, as the platform sees it. */
const served = () =>
  until("the database serves", () =>
    db.$executeRaw`UPDATE "Tenant" SET "name" = "name"`.then(
      () => true,
      () => false,
    ),
  );

test("the leader of three Postgres nodes is killed under load: nothing acknowledged is lost, nothing is answered twice", async (t) => {
  await world.gemini("models", { [models.first]: { firstTokenMs: 300, tokenMs: 100 } });
  await Promise.all([1, 2].map(() => world.startWorker()));
  let groups = 0;
  const verdicts: FaultVerdict[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const questions = new Questions(world);
    const ask = () => questions.askGroups(...Array.from({ length: 4 }, () => --groups));
    // No answer ends before all have begun.
    await world.keepBack();
    await ask();
    await until("all are being answered", async () => {
      return (await db.lane.count({ where: { workerId: { not: null } } })) >= 4;
    });
    await world.letGo();
    const killedAt = Date.now();
    const node = await cluster.killLeader();
    for (let i = 0; i < 8; i++) {
      await ask();
      await sleep(1_000);
    }
    await served();
    verdicts.push(await questions.verdict(killedAt));
    cluster.bringBack(node);
    await cluster.whole();
  }
  await assertPromise(t, `leader of three nodes killed ${KILLS} times`, together(verdicts));
});
