// Wrong clocks, of the workers' machines and of the database: nobody waits for them, and nobody gets two answers.
import "#test/environment.ts";
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "#test/server.ts";
import { until } from "#test/until.ts";
import { fakeClock, noFakeClocks } from "./fixtures/fake-clock.ts";
import { times } from "./form.ts";

const ofDatabase = fakeClock();
if (!noFakeClocks) process.env.TEST_SERVER_URL = (await startServer([], ofDatabase.env)).url;
const { db, pool } = await import("#lib/db.ts");
const { makeWorld, models } = await import("../bots/fixtures/world.ts");
const { assertPromise, Questions } = await import("./questions.ts");

const TEN_MINUTES = 600;
const skip = noFakeClocks;
const machines = [fakeClock(), fakeClock()] as const;
const world = makeWorld({
  async prepare(world) {
    if (skip) return;
    await world.gemini("models", { [models.first]: { firstTokenMs: 300, tokenMs: 30 } });
    await Promise.all(machines.map(({ env }) => world.startWorker(env)));
    await world.state("working");
  },
});
const GROUPS = times(4, 12);
let group = 0;
let chat = 0;

/** Three questions in each of these groups, before the steps of `during`, in their midst, and afterwards. */
async function around(t: TestContext, fault: string, during: () => Promise<void> | void): Promise<void> {
  const questions = new Questions(world);
  const some = () => Array.from({ length: GROUPS }, () => --group);
  await questions.askGroups(...some());
  await during();
  const endedAt = Date.now();
  await questions.askGroups(...some());
  await sleep(times(6_000, 25_000));
  await questions.askGroups(...some());
  await assertPromise(t, fault, await questions.verdict(endedAt));
}

/** The first model fails for a while: no park lasts longer than it should, and then every worker asks it again. */
async function parksEndInTime(): Promise<void> {
  await world.gemini("models", { [models.first]: { state: "overloaded" } });
  const rows = await until("it is parked", async () => {
    await world.ask(50_000 + --chat, `kim ${chat}`);
    const parked = await pool.query<{ seconds: number }>(
      `SELECT extract(epoch from "until" - now())::float8 AS "seconds" FROM "Park" WHERE "until" > now()`,
    );
    return parked.rows.length > 0 && parked.rows;
  });
  for (const { seconds } of rows) assert.ok(seconds < 100, `a park of ${seconds} s`);
  await world.gemini("models", { [models.first]: { state: "ok" } });
  await until("all workers ask the first model again", async () => {
    const asked = Array.from({ length: 6 }, () => world.ask(50_000 + --chat, `yana ${chat}`));
    return (await Promise.all(asked)).flat().every((text) => text.startsWith(models.first));
  });
  await world.forgive();
}

test("the workers' machines are ten minutes ahead and behind, and change places", { skip }, async (t) => {
  machines[0].set(TEN_MINUTES);
  machines[1].set(-TEN_MINUTES);
  await parksEndInTime();
  await around(t, "machines' clocks ±10 min, stepped", () => {
    machines[0].set(-TEN_MINUTES);
    machines[1].set(TEN_MINUTES);
  });
  await parksEndInTime();
});

for (const [word, seconds] of [
  ["back", -TEN_MINUTES],
  ["forward", 0],
] as const)
  test(`the database's clock steps ten minutes ${word}, and a worker joins afterwards`, {
    skip,
  }, async (t) => {
    await around(t, `database's clock 10 min ${word}`, async () => {
      ofDatabase.set(seconds);
      await world.startWorker();
    });
    await parksEndInTime();
    const typed = await world.telegram<{ calls: unknown[] }>(
      "GET",
      "/calls?method=sendChatAction&limit=20000",
    );
    const answers = await db.answer.count();
    assert.ok(
      typed.calls.length <= 3 * answers,
      `${typed.calls.length} times "typing" for ${answers} answers`,
    );
  });
