// Whatever the database refuses, nothing that Telegram handed over is lost: the inbox, and what a turn writes.
import "#test/database.ts";
import test, { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { databaseFaults } from "#test/database-faults.ts";
import { makeWorld } from "../bots/fixtures/world.ts";
import { times, ways } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

const faults = databaseFaults();
const world = makeWorld({
  async prepare(world) {
    await faults.open();
    await world.startWorker(faults.env);
    await world.state("working");
  },
});
const FAULT_MS = times(3_000, 20_000);
let group = 0;

after(() => faults.close());

for (const [table, column] of [
  ["Update", "payload"],
  ["Answer", "question"],
] as const) {
  const brief = table === "Update" ? "read-only" : "a revoked privilege";
  for (const fault of ways(faults.refusals(table, column), ({ name }) => name === brief)) {
    test(`${fault.name}, "${table}": twelve messages are answered afterwards, once each and in order`, async (t) => {
      const questions = new Questions(world);
      await fault.begin();
      await questions.askGroups(--group, --group, --group, --group).finally(() => sleep(FAULT_MS));
      await fault.end();
      await assertPromise(t, `${fault.name} ("${table}")`, await questions.verdict(Date.now()));
      await world.state("working");
    });
  }
}
