// Parks in Postgres, so that all workers know them, after a restart too. Announced on change, never per message. One
// statement each, so that concurrent workers cannot overwrite each other.

import { announceLook } from "../alert-events.ts";
import type { Context } from "../context.ts";
import { one, pool, type Tx } from "../db.ts";
import {
  type ErrorClass,
  endsWithEdit,
  ownProjectOf,
  type Park,
  pairsOf,
  probeLeaseMs,
  type Scope,
} from "../fallback/index.ts";
import { notify, notifyWithin } from "../notify.ts";
import { PARKS_CHANNEL, type ParkAnnouncement } from "./announcements.ts";
import { NOTICED_MS } from "./shared-clock.ts";

interface Row {
  scope: Scope;
  id: string;
  owner: string | null;
  class: ErrorClass;
  reason: string;
  until: number | null;
  strikes: number;
  since: number;
  at: number;
}

const columns = `"scope", "id", "tenantId" AS "owner", "class", "reason", "strikes",
  (extract(epoch from "until") * 1000)::float8 AS "until", (extract(epoch from "since") * 1000)::float8 AS "since",
  (extract(epoch from "updatedAt") * 1000)::float8 AS "at"`;

/**
 * Evidence or a lease further ahead than any of ours was written before the database's clock stepped back. `now()` is when the
 * statement began: a lease that was written while it waited for the row ends later than a lease from then.
 */
const STEPPED = `now() + interval '${probeLeaseMs + 30_000} milliseconds'`;

const announce = (announcement: ParkAnnouncement) => notify(PARKS_CHANNEL, [announcement]);

/** Every park that still matters: before its deadline, or up to a day past it and not yet closed by a probe. */
export async function loadParks(): Promise<Park[]> {
  const { rows } = await pool.query<Row>(
    `SELECT ${columns} FROM "Park" WHERE "until" IS NULL OR "until" > now() - interval '1 day'`,
  );
  return rows;
}

/**
 * The database's clock stepped back: evidence from its future counts as of now, and the waits keep their length. Any
 * worker may repeat it.
 */
export async function mendFutureParks(): Promise<void> {
  await pool.query(
    `UPDATE "Park" SET "updatedAt" = least("updatedAt", now()), "probeBy" = NULL, "probeUntil" = NULL,
       "until" = "until" - greatest("updatedAt" - now(), interval '0'), "since" = least("since", now())
     WHERE "updatedAt" > now() + interval '${NOTICED_MS} milliseconds' OR "probeUntil" > ${STEPPED}`,
  );
}

/** Stores the park and announces it. Of two deadlines the later holds ("until edited" is the latest). */
export async function storePark(park: Park, workerId: string): Promise<void> {
  const { rows } = await pool.query<Row>(
    `INSERT INTO "Park" AS p ("scope", "id", "tenantId", "class", "reason", "until", "strikes", "since", "updatedAt")
     VALUES ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, to_timestamp($8::float8 / 1000),
             to_timestamp($9::float8 / 1000))
     ON CONFLICT ("scope", "id") DO UPDATE SET
       "class" = CASE WHEN p."until" IS NULL OR p."until" > excluded."until" THEN p."class" ELSE excluded."class" END,
       "reason" = CASE WHEN p."until" IS NULL OR p."until" > excluded."until" THEN p."reason" ELSE excluded."reason" END,
       "until" = CASE WHEN p."until" IS NULL OR excluded."until" IS NULL THEN NULL
                      ELSE greatest(p."until", excluded."until") END,
       "strikes" = greatest(p."strikes", excluded."strikes"),
       "probeBy" = NULL, "probeUntil" = NULL, "updatedAt" = excluded."updatedAt"
     RETURNING ${columns}`,
    [park.scope, park.id, park.owner, park.class, park.reason, park.until, park.strikes, park.since, park.at],
  );
  await announce({ kind: "park", park: one(rows), from: workerId });
}

/** Epoch milliseconds by the database, since a dashboard's own clock may differ from the workers' shared one. */
export async function databaseNow(tx: Tx): Promise<number> {
  const [row] = await tx.$queryRaw<{ at: number }[]>`
    SELECT (extract(epoch from clock_timestamp()) * 1000)::float8 AS "at"`;
  return row?.at ?? Date.now();
}

/** Removes a disproved park and announces that, unless newer evidence was stored meanwhile. */
export async function clearPark({ scope, id, at }: Park, workerId: string): Promise<void> {
  const { rowCount } = await pool.query(
    `DELETE FROM "Park" WHERE "scope" = $1 AND "id" = $2 AND "updatedAt" <= to_timestamp($3::float8 / 1000)`,
    [scope, id, at],
  );
  if (rowCount) await announce({ kind: "clear", scope, id, at, from: workerId });
}

/**
 * Half-open, single-flight across all workers: one of them may probe a park whose deadline has passed.
 * @returns whether this worker may; also true if the park is gone, since then nothing forbids the call
 */
export async function claimProbe(scope: Scope, id: string, workerId: string): Promise<boolean> {
  const { rows } = await pool.query<{ claimed: boolean; parked: boolean }>(
    `WITH claim AS (
       UPDATE "Park" SET "probeBy" = $3, "probeUntil" = now() + interval '${probeLeaseMs} milliseconds'
       WHERE "scope" = $1 AND "id" = $2 AND ("until" <= now() OR "updatedAt" > ${STEPPED})
         AND ("probeUntil" IS NULL OR "probeUntil" < now() OR "probeUntil" > ${STEPPED} OR "probeBy" = $3)
       RETURNING 1)
     SELECT EXISTS (SELECT FROM claim) AS claimed,
            EXISTS (SELECT FROM "Park" WHERE "scope" = $1 AND "id" = $2) AS parked`,
    [scope, id, workerId],
  );
  const { claimed, parked } = one(rows);
  return claimed || !parked;
}

/** The probe proved nothing: another worker may probe. */
export async function releaseProbe(scope: Scope, id: string, workerId: string): Promise<void> {
  await pool.query(
    `UPDATE "Park" SET "probeBy" = NULL, "probeUntil" = NULL WHERE "scope" = $1 AND "id" = $2 AND "probeBy" = $3`,
    [scope, id, workerId],
  );
}

/**
 * The key's project became known: moves the parks of the key "as its own project" to the real project. Part of the
 * caller's transaction; workers hear of it at commit.
 */
export async function moveParksToProject(
  tx: Tx,
  { tenantId }: Context,
  keyId: string,
  projectId: string,
): Promise<void> {
  const own = ownProjectOf(keyId);
  const parks = await tx.park.findMany({
    where: {
      tenantId,
      scope: { in: ["project", "project_model"] },
      OR: [{ id: own }, { id: { startsWith: pairsOf(own) } }],
    },
  });
  const news: ParkAnnouncement[] = [];
  const at = await databaseNow(tx);
  for (const park of parks) {
    const id = park.id.replace(own, projectId);
    await tx.$executeRaw`
      INSERT INTO "Park" ("scope", "id", "tenantId", "class", "reason", "until", "strikes", "since", "updatedAt")
      SELECT "scope", ${id}, "tenantId", "class", "reason", "until", "strikes", "since", "updatedAt"
      FROM "Park" WHERE "scope" = ${park.scope}::"Scope" AND "id" = ${park.id} AND "tenantId" = ${tenantId}::uuid
      ON CONFLICT ("scope", "id") DO NOTHING`;
    await tx.park.delete({ where: { scope_id: { scope: park.scope, id: park.id }, tenantId } });
    const moved: Park = {
      scope: park.scope,
      id,
      class: park.class,
      reason: park.reason,
      until: park.until?.getTime() ?? null,
      strikes: park.strikes,
      since: park.since.getTime(),
      at: park.updatedAt.getTime(),
      owner: tenantId,
    };
    news.push({ kind: "park", park: moved, from: "" });
    news.push({ kind: "clear", scope: moved.scope, id: park.id, at, from: "" });
  }
  await notifyWithin(tx, PARKS_CHANNEL, news);
  await announceLook(tx, tenantId);
}

/**
 * An admin edited the key: removes the parks that the edit may have fixed; a spent quota of a known project stays.
 * Part of the caller's transaction; workers hear of it at commit.
 */
export async function clearParksOfKey(tx: Tx, { tenantId }: Context, keyId: string): Promise<void> {
  const key = await tx.key.findUnique({
    where: { tenantId_id: { tenantId, id: keyId } },
    select: { projectId: true },
  });
  const edited = { id: keyId, label: "", last4: "", project: key?.projectId ?? null };
  // The new secret may belong to another project, so parks of the key "as its own project" end.
  const ownProject = ownProjectOf(keyId);
  const parks = await tx.park.findMany({ where: { tenantId } });
  const news: ParkAnnouncement[] = [];
  const at = await databaseNow(tx);
  for (const { scope, id, class: kind } of parks) {
    const park = { scope, id, class: kind };
    if (!endsWithEdit(park, edited) && id !== ownProject && !id.startsWith(pairsOf(ownProject))) continue;
    await tx.park.delete({ where: { scope_id: { scope, id }, tenantId } });
    news.push({ kind: "clear", scope, id, at, from: "" });
  }
  await notifyWithin(tx, PARKS_CHANNEL, news);
  await announceLook(tx, tenantId);
}
