// What a worker does with its parks while Postgres is away, and once it is back. Every connection passes through a proxy
// that can be cut, for the pool alone or for the listener too.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import pg from "pg";
import { createTenant } from "#test/builders.ts";
import { startProxy } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { Board, type Park } from "../fallback/index.ts";
import { log } from "../log.ts";
import { sharedClaims, startParks } from "./park-sync.ts";

const workers: { stop(): Promise<void> }[] = [];
// Before the first await, or it would run after the database's own hook.
after(() => Promise.all(workers.map((worker) => worker.stop())));

const direct = process.env.DATABASE_URL ?? "";
const { url, cut, restore: heal } = await startProxy(direct);
process.env.DATABASE_URL = url;

/** Past the proxy. */
async function stored(sql = ""): Promise<string[]> {
  const client = new pg.Client({ connectionString: direct });
  await client.connect();
  if (sql) await client.query(sql);
  const { rows } = await client.query<{ id: string }>(`SELECT "id" FROM "Park" ORDER BY "id"`);
  await client.end();
  return rows.map(({ id }) => id);
}
const holds = async (id: string) => (await stored()).includes(id);

const { tenantId } = await createTenant();

async function worker() {
  const workerId = randomUUID();
  const board = new Board({ claims: sharedClaims(workerId), random: () => 0 });
  const parks = await startParks({ workerId, board });
  workers.push(parks);
  const park = (id: string, owner = tenantId) =>
    board.park({ scope: "key", id, owner, deadline: { at: null } }, leaked, Date.now());
  const knows = (id: string) => board.all().some((each: Park) => each.id === id);
  return { board, park, knows, stop: parks.stop };
}
const leaked = { class: "key_blocked", reason: "reported as leaked" } as const;

test("what a worker learns while the database is away is stored when it is back, though its listener kept its connection", async () => {
  const { park, knows } = await worker();
  cut("pool");
  park("away");
  await new Promise((done) => setTimeout(done, 100));
  assert.equal(await holds("away"), false);
  heal();
  await until("it is stored", () => holds("away"));
  assert.ok(knows("away"));
});

test("after a lost connection a worker forgets parks that ended meanwhile, learns new ones, and keeps its own unwritten ones", async () => {
  const { park, knows } = await worker();
  park("ends meanwhile");
  park("stays");
  await until("both are stored", async () => (await holds("ends meanwhile")) && (await holds("stays")));
  cut("all");
  park("unwritten");
  await stored(`DELETE FROM "Park" WHERE "id" = 'ends meanwhile'`);
  await stored(`INSERT INTO "Park" ("scope", "id", "tenantId", "class", "reason", "strikes", "since", "updatedAt")
    VALUES ('key', 'new', '${tenantId}', 'key_blocked', '', 1, now(), now())`);
  heal();
  await until("it is stored", () => holds("unwritten"));
  await until("the new one is known", () => knows("new"));
  assert.deepEqual(["ends meanwhile", "stays", "unwritten"].map(knows), [false, true, true]);
});

test("a park that Postgres refuses holds up no other: of a deleted tenant in silence, any other is logged", async (t) => {
  const { park } = await worker();
  const logged = t.mock.method(log, "error", () => {});
  park("of a deleted tenant", randomUUID());
  park("of no tenant's id", "no uuid");
  park("after them");
  await until("it is stored", () => holds("after them"));
  assert.deepEqual(
    (await stored()).filter((id) => id.startsWith("of ")),
    [],
  );
  assert.equal(logged.mock.callCount(), 1);
});

test("when a worker has stopped, all that it learned is stored, and nothing of what it learns later", async () => {
  const { park, stop } = await worker();
  const names = Array.from({ length: 20 }, (_, i) => `before the stop ${i}`);
  for (const name of names) park(name);
  await stop();
  park("after the stop");
  const there = await stored();
  assert.ok(names.every((name) => there.includes(name)));
  await new Promise((done) => setTimeout(done, 100));
  assert.equal(await holds("after the stop"), false);
});

test("a release that the database does not hear of is lost in silence, since the probe's lease ends", async (t) => {
  const park = { scope: "key", id: "stays" } as Park;
  const failed = t.mock.fn();
  process.on("unhandledRejection", failed);
  t.after(() => process.off("unhandledRejection", failed));
  cut("pool");
  const claims = sharedClaims(randomUUID());
  claims.release(park);
  // Comes after the release, and fails as it does.
  await assert.rejects(claims.claim(park));
  await new Promise((done) => setTimeout(done, 50));
  heal();
  assert.equal(failed.mock.callCount(), 0);
});
