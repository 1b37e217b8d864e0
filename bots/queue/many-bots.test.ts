// Claims where more bots have something waiting than one statement looks at.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import pg from "pg";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { type Claim, type ClaimRound, claimLanes } from "./claims.ts";
import { store } from "./inbox.ts";

const BOTS = 300;
const here = randomUUID();
let bots: string[];

beforeEach(async () => {
  await db.tenant.deleteMany();
  const tenants = [await createTenant(), await createTenant()];
  bots = [];
  for (let n = 0; n < BOTS; n++) bots.push(await createBot(tenants[n % 2] ?? { tenantId: "" }));
  for (const id of bots) await store(id, [textUpdate(1, 1)], null);
});

const botsOf = (claims: readonly Claim[]) => claims.map(({ botId }) => botId);

test("a worker with places for all gets a lane of each bot at once, and none twice", async () => {
  const claimed = botsOf(await claimLanes(here, BOTS, { total: 10 * BOTS }));
  assert.equal(claimed.length, BOTS);
  assert.equal(new Set(claimed).size, BOTS);
});

test("a worker with few places reaches every bot, though those before it always have something waiting", async () => {
  const round: ClaimRound = { after: null };
  const seen = new Set<string>();
  for (let n = 0; n < 2; n++) {
    const claims = await claimLanes(here, 200, { total: 200, round });
    for (const id of botsOf(claims)) seen.add(id);
    // Their lanes are ready again, as if more had been written.
    await db.lane.updateMany({ data: { until: null, workerId: null } });
    assert.ok(claims.length > 0);
  }
  const [last] = bots.toSorted().toReversed();
  assert.ok(seen.has(last ?? ""), "the last bot is reached by the second claim");
});

test("what a claim has is kept where its next statement fails, and it says so", async (t) => {
  const { query } = pg.Pool.prototype;
  let asked = 0;
  t.mock.method(pg.Pool.prototype, "query", function (this: pg.Pool, ...of: Parameters<typeof query>) {
    return ++asked === 2 ? Promise.reject(new Error("cut")) : query.apply(this, of);
  });
  const round: ClaimRound = { after: null };
  const claimed = botsOf(await claimLanes(here, BOTS, { total: 10 * BOTS, round }));
  assert.deepEqual([claimed.length, round.isCut], [256, true]);
  const rest = botsOf(await claimLanes(here, BOTS, { total: 10 * BOTS, round }));
  assert.equal(new Set([...claimed, ...rest]).size, BOTS);
});

test("a claim that begins in the middle finds what waits before it", async () => {
  const [first, middle] = [bots.toSorted()[0] ?? "", bots.toSorted()[250] ?? ""];
  await db.lane.updateMany({ where: { botId: { not: first } }, data: { readyAt: null } });
  assert.deepEqual(botsOf(await claimLanes(here, 5, { total: 10, round: { after: middle } })), [first]);
});

test("what others hold in bots before hides nothing behind them", async () => {
  const [last = ""] = bots.toSorted().toReversed();
  // Within a minute: later leases are of a clock that stepped back.
  const until = new Date(Date.now() + 50_000);
  await db.lane.updateMany({ where: { botId: { not: last } }, data: { until, workerId: randomUUID() } });
  assert.deepEqual(botsOf(await claimLanes(here, 5, { total: 10 })), [last]);
});
