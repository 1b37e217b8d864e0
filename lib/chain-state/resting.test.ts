import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";

import { createKey, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import type { ErrorClass, Scope } from "../fallback/index.ts";

import type { ParkView } from "./park-view.ts";
import { modelRests, restsOf } from "./resting.ts";

const now = new Date("2026-01-01T12:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const park = (
  scope: Scope,
  id: string,
  minutes: number | null,
  why: ErrorClass = "rate_minute",
): ParkView => ({
  scope,
  id,
  class: why,
  reason: "",
  until: minutes === null ? null : later(minutes),
});
const keys = [
  { id: "k1", projectId: "p1" },
  { id: "k2", projectId: "p1" },
  { id: "k3", projectId: null },
];
const rests = (...parks: ParkView[]) => restsOf(["flash", "pro"], keys, parks, "t", now);

test("a model parked for a project rests for all keys of that project and no others", () => {
  assert.deepEqual(rests(park("project_model", "p1/flash", 3)), {
    flash: { resting: 2, keys: 3, class: "rate_minute", until: later(3) },
  });
});

test("a model parked for everyone rests for every key; the earliest deadline says until when", () => {
  const { flash, pro } = rests(
    park("model", "*/flash", 1, "overloaded"),
    park("project_model", "key:k3/flash", 9),
  );
  assert.deepEqual(flash, { resting: 3, keys: 3, class: "overloaded", until: later(1) });
  assert.equal(pro, undefined);
});

test("a refused key counts neither as resting nor as usable", () => {
  const { flash } = rests(park("key", "k3", 60, "key_blocked"), park("key_model", "k1/flash", 2));
  assert.deepEqual(flash, { resting: 1, keys: 2, class: "rate_minute", until: later(2) });
});

test("the keys of a refused project count neither as resting nor as usable", () => {
  const { flash } = rests(park("project", "p1", 60, "project_blocked"), park("key_model", "k3/flash", 2));
  assert.deepEqual(flash, { resting: 1, keys: 1, class: "rate_minute", until: later(2) });
});

test("a key rests as long as the longest of what covers it says, until an edit is the longest", () => {
  const { flash } = rests(park("key_model", "k3/flash", 2), park("project_model", "key:k3/flash", 7));
  assert.deepEqual(flash, { resting: 1, keys: 3, class: "rate_minute", until: later(7) });
  const forGood = rests(park("key_model", "k3/flash", 2), park("project_model", "key:k3/flash", null));
  assert.equal(forGood.flash?.until, null);
});

test("where the way out is closed, every model rests for every key", () => {
  const { flash, pro } = rests(park("egress", "host-1", 4, "location"));
  for (const rest of [flash, pro]) assert.deepEqual([rest?.resting, rest?.class], [3, "location"]);
});

test("what ends at this very moment holds nothing back", () => {
  assert.deepEqual(rests(park("key_model", "k3/flash", 0)), {});
});

test("a tenant's models are read with the keys that are on and were not refused at their check", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  const used = await createKey(context);
  await createKey(context, { enabled: false });
  await createKey(context, { checkClass: "key_blocked" });
  const until = new Date(Date.now() + 60_000);
  const stored = { tenantId, scope: "key_model", class: "timeout", reason: "", until, since: now } as const;
  await db.park.create({ data: { ...stored, id: `${used}/flash` } });
  assert.deepEqual(await modelRests(context, ["flash", "pro"]), {
    flash: { resting: 1, keys: 1, class: "timeout", until },
  });
});

test("a park that is over, or of another tenant, makes nothing rest", () => {
  assert.deepEqual(
    rests(park("project_model", "p1/flash", -1), park("model", "other/flash", 5, "model_missing")),
    {},
  );
});
