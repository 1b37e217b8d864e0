import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createTenant, withRole } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { tenantDb } from "../tenant-db.ts";
import { dayStart, readZone, setZone } from "./zone.ts";

const startOf = async (tenantId: string): Promise<Date> => {
  const { rows } = await tenantDb({ tenantId }).query<{ at: Date }>(`SELECT ${dayStart("$1")} AS at`, [
    tenantId,
  ]);
  return rows[0]?.at ?? new Date(Number.NaN);
};

/** "00:00" in the zone. */
const clockIn = (timeZone: string, at: Date) =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);

test("a tenant's day begins at midnight of its own zone: in Tashkent first, then where an owner says", async () => {
  const owner = withRole(await createTenant(), "owner");
  assert.equal(await readZone(owner), "Asia/Tashkent");
  assert.equal(clockIn("Asia/Tashkent", await startOf(owner.tenantId)), "00:00");
  for (const zone of ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"]) {
    await setZone(owner, zone);
    const start = await startOf(owner.tenantId);
    assert.equal(clockIn(zone, start), "00:00", zone);
    const hours = (Date.now() - start.getTime()) / 3_600_000;
    assert.ok(hours >= 0 && hours < 26, zone);
  }
});

test("a zone that the browser or Postgres does not know is refused, and the old one stays", async () => {
  const owner = withRole(await createTenant(), "owner");
  for (const zone of ["Nowhere/Atlantis", "+05:00", "", "UTC'; --"])
    await assert.rejects(setZone(owner, zone), hasCode("zone_unknown"), zone);
  assert.equal(await readZone(owner), "Asia/Tashkent");
});
