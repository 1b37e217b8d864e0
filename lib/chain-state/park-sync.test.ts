import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createKey, createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { db } from "../db.ts";
import { Board, compileChain, type Park, type ParkRequest, probeLeaseMs } from "../fallback/index.ts";
import { claimProbe, clearPark, clearParksOfKey, moveParksToProject, storePark } from "./park-store.ts";
import { sharedClaims, startParks } from "./park-sync.ts";

const stops: (() => Promise<void>)[] = [];
after(async () => {
  for (const stop of stops) await stop();
});

async function reloadable(): Promise<{ board: Board; reload: () => Promise<void> }> {
  const workerId = randomUUID();
  const board = new Board({ claims: sharedClaims(workerId), random: () => 0 });
  const { stop, reload } = await startParks({ workerId, board });
  stops.push(stop);
  return { board, reload };
}

const worker = async (): Promise<Board> => (await reloadable()).board;

async function keyPark(untilMs: number | null): Promise<ParkRequest & { tenantId: string; keyId: string }> {
  const [{ tenantId }, keyId] = [await createTenant(), randomUUID()];
  return { scope: "key", id: keyId, owner: tenantId, deadline: { at: untilMs }, tenantId, keyId };
}

const leaked = { class: "key_blocked", reason: "reported as leaked" } as const;
const knows = (board: Board, id: string) => board.all().some((park) => park.id === id);

test("all workers know what one parks, and so does a worker that starts later", async () => {
  const [one, two] = [await worker(), await worker()];
  const park = await keyPark(null);
  one.park(park, leaked, Date.now());
  await until("two knows of it", () => knows(two, park.id));
  assert.ok(knows(await worker(), park.id));
});

test("the later of two deadlines holds, in any order of storing", async () => {
  const [one, two] = [await worker(), await worker()];
  const park = await keyPark(Date.now() + 60_000);
  const longer = { ...park, deadline: { at: Date.now() + 120_000 } };
  one.park(longer, leaked, Date.now());
  two.park(park, leaked, Date.now());
  await until(
    "two knows the later",
    () => two.all().find(({ id }) => id === park.id)?.until === longer.deadline.at,
  );
  const stored = await db.park.findFirstOrThrow({ where: { id: park.id } });
  assert.equal(stored.until?.getTime(), longer.deadline.at);
});

test("clearing a disproved park keeps newer evidence of another worker", async () => {
  const { tenantId, keyId, ...request } = await keyPark(null);
  const at = Date.now();
  const park: Park = { ...request, ...leaked, until: null, strikes: 1, since: at, at };
  const stored = () => db.park.count({ where: { id: keyId } });
  await storePark({ ...park, at: at + 1 }, randomUUID());
  await clearPark(park, randomUUID());
  assert.equal(await stored(), 1);
  await clearPark({ ...park, at: at + 1 }, randomUUID());
  assert.equal(await stored(), 0);
});

test("a park past its deadline is probed by one worker only", async () => {
  const [one, two] = [await worker(), await worker()];
  const { keyId, tenantId, ...park } = await keyPark(Date.now() - 1_000);
  one.park(park, leaked, Date.now() - 2_000);
  await until("two knows of it", () => knows(two, park.id));
  const key = { id: keyId, label: "Key", last4: "aaaa", project: null };
  const chain = compileChain({ owner: tenantId, models: ["m"], keys: [key] });
  // On a busy machine a worker's idea of the database's time is some way off: the deadline may be a moment away.
  const probes = await until("it is probed", async () => {
    const claims = await Promise.all([one, two].map((board) => board.claim(chain, 0, Date.now())));
    return claims.some(Boolean) && claims.filter(Boolean);
  });
  assert.equal(probes.length, 1);
});

test("of two claims at once the one that began first and came second does not probe as well", async () => {
  const { keyId, tenantId, ...request } = await keyPark(Date.now() - 1_000);
  const at = Date.now() - 2_000;
  await storePark({ ...request, ...leaked, until: at + 1_000, strikes: 1, since: at, at }, randomUUID());
  // The other's lease, as the one that began a moment before it sees it.
  const until = new Date(Date.now() + probeLeaseMs + 900);
  await db.park.updateMany({ where: { id: keyId }, data: { probeBy: randomUUID(), probeUntil: until } });
  assert.equal(await claimProbe("key", keyId, randomUUID()), false);
});

test("what is parked while the parks are read anew stays parked", async () => {
  const { board, reload } = await reloadable();
  // So many that reading them takes longer than storing one.
  await db.$executeRaw`
    INSERT INTO "Park" ("scope", "id", "class", "reason", "since")
    SELECT 'key', gen_random_uuid(), 'key_blocked', '', now() FROM generate_series(1, 5000)`;
  for (let round = 0; round < 10; round++) {
    const park = await keyPark(null);
    const reading = reload();
    await sleep(3 * round);
    board.park(park, leaked, Date.now());
    await reading;
    assert.ok(knows(board, park.id));
  }
});

test("a success on one worker closes the park on all", async () => {
  const [one, two] = [await worker(), await worker()];
  const { keyId, tenantId, ...park } = await keyPark(Date.now() - 1_000);
  one.park(park, leaked, Date.now() - 2_000);
  await until("two knows of it", () => knows(two, park.id));
  const key = { id: keyId, label: "Key", last4: "aaaa", project: null };
  const chain = compileChain({ owner: tenantId, models: ["m"], keys: [key] });
  const probe = await until("it may be probed", () => two.claim(chain, 0, Date.now()));
  two.succeeded(probe);
  await until("one has forgotten it", () => !knows(one, park.id));
  await until("two has forgotten it", () => !knows(two, park.id));
});

test("a probe that proves nothing lets another worker probe, and the park stays stored", async () => {
  const [one, two] = [await worker(), await worker()];
  const { keyId, tenantId, ...park } = await keyPark(Date.now() - 1_000);
  one.park(park, leaked, Date.now() - 2_000);
  await until("two knows of it", () => knows(two, park.id));
  const key = { id: keyId, label: "Key", last4: "aaaa", project: null };
  const chain = compileChain({ owner: tenantId, models: ["m"], keys: [key] });
  const probe = await until("it may be probed", () => one.claim(chain, 0, Date.now()));
  assert.equal(await two.claim(chain, 0, Date.now()), null);
  one.abandoned(probe);
  await until("two may probe", () => two.claim(chain, 0, Date.now()));
  assert.equal(await db.park.count({ where: { id: keyId } }), 1);
});

test("when a key's project becomes known, every worker knows its parks under the project", async () => {
  const board = await worker();
  const context = await createTenant();
  const [keyId, projectId] = [await createKey(context), randomUUID()];
  const spent = { class: "rate_day", reason: "spent" } as const;
  const own = { scope: "project_model", id: `key:${keyId}/m1`, owner: context.tenantId } as const;
  board.park({ ...own, deadline: { at: Date.now() + 60_000 } }, spent, Date.now());
  await until("it is stored", () => db.park.count({ where: { id: own.id } }));
  await db.$transaction((tx) => moveParksToProject(tx, context, keyId, projectId));
  await until("it has moved", () => knows(board, `${projectId}/m1`) && !knows(board, own.id));
  const moved = board.all().find(({ id }) => id === `${projectId}/m1`);
  assert.deepEqual([moved?.class, moved?.reason, moved?.owner], ["rate_day", "spent", context.tenantId]);
});

test("editing a key removes its parks, and none of another tenant", async () => {
  const board = await worker();
  const park = await keyPark(null);
  const other = await keyPark(null);
  board.park(park, leaked, Date.now());
  board.park(other, leaked, Date.now());
  const { tenantId, keyId } = park;
  for (let stored = 0; stored < 2; ) {
    stored = await db.park.count({ where: { id: { in: [park.id, other.id] } } });
  }
  const context = { tenantId, role: "owner", actorId: null } as const;
  await db.$transaction((tx) => clearParksOfKey(tx, context, keyId));
  await db.$transaction((tx) => clearParksOfKey(tx, context, other.keyId));
  await until("it is forgotten", () => !knows(board, park.id));
  assert.ok(knows(board, other.id));
});
