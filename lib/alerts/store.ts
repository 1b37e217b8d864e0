// The open causes in Postgres. What opens or is solved makes the ways due on which somebody is told of it.
import { announceTold, stirWays } from "../alert-events.ts";
import { pool } from "../db.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import type { Look } from "./desks.ts";
import { alertKinds, type Cause } from "./kinds.ts";

/** The next look at the latest, in case an event was lost. */
const NET_MS = 600_000;

/** The next look while nobody knows whether an open cause is solved: the answer that tells announces nothing. */
const UNSURE_MS = 60_000;

interface Change {
  opened: number;
  solved: number;
}

const columns = (causes: readonly Cause[], more: object) => [
  causes.map(({ kind }) => kind),
  causes.map(({ subject }) => subject),
  causes.map(({ facts }) => JSON.stringify({ ...facts, ...more })),
];

/** SQL, with the tenant in $1: who is told of its causes. Of the keys that the platform lends its admins are. */
const CONCERNED = `w."tenantId" = $1 OR ($1 = '${PLATFORM_TENANT}' AND w."userId" IN (SELECT "id" FROM "User" WHERE "platformAdmin"))`;

/**
 * Opens and solves causes so that exactly these are open. Does nothing if somebody has looked since. Those of a kind that only a newer
 * version knows stay as they are.
 * @param unsure are not solved; while one of them is open, somebody looks once a minute
 * @param changesAt when to look again, epoch milliseconds by the database; null: when something happens
 */
export async function keepCauses(
  { tenantId, fence }: Look,
  causes: readonly Cause[],
  unsure: readonly Pick<Cause, "kind" | "subject">[],
  changesAt: number | null,
): Promise<void> {
  const { rows } = await pool.query<Change>(
    `WITH desk AS (
       UPDATE "AlertDesk" SET "lookAt" = least(to_timestamp($6::float8 / 1000) + interval '100 milliseconds',
         now() + CASE WHEN EXISTS (
           SELECT FROM "AlertCause" AS a JOIN unnest($7::"AlertKind"[], $8::text[]) AS u("kind", "subject")
             ON u."kind" = a."kind" AND u."subject" = a."subject"
           WHERE a."tenantId" = $1 AND a."solvedAt" IS NULL)
         THEN interval '${UNSURE_MS} milliseconds' ELSE interval '${NET_MS} milliseconds' END)
       WHERE "tenantId" = $1 AND "fence" = $2 RETURNING "tenantId"),
     now_open AS (
       SELECT c."kind", c."subject", c."facts" FROM desk,
         unnest($3::"AlertKind"[], $4::text[], $5::jsonb[]) AS c("kind", "subject", "facts")),
     solved AS (
       UPDATE "AlertCause" AS a SET "solvedAt" = now() FROM desk
       WHERE a."tenantId" = $1 AND a."solvedAt" IS NULL AND a."kind" = ANY($9::"AlertKind"[])
         AND NOT EXISTS (SELECT FROM now_open AS o WHERE o."kind" = a."kind" AND o."subject" = a."subject")
         AND NOT EXISTS (SELECT FROM unnest($7::"AlertKind"[], $8::text[]) AS u("kind", "subject")
           WHERE u."kind" = a."kind" AND u."subject" = a."subject")
       RETURNING 1),
     changed AS (
       UPDATE "AlertCause" AS a SET "facts" = o."facts" FROM now_open AS o
       WHERE a."tenantId" = $1 AND a."solvedAt" IS NULL AND o."kind" = a."kind" AND o."subject" = a."subject"
         AND o."facts" <> a."facts"),
     opened AS (
       INSERT INTO "AlertCause" ("tenantId", "kind", "subject", "facts")
       SELECT $1, o."kind", o."subject", o."facts" FROM now_open AS o
       WHERE NOT EXISTS (SELECT FROM "AlertCause" AS a WHERE a."tenantId" = $1 AND a."solvedAt" IS NULL
         AND a."kind" = o."kind" AND a."subject" = o."subject")
       ON CONFLICT DO NOTHING RETURNING 1),
     counts AS (SELECT (SELECT count(*)::int FROM opened) AS "opened", (SELECT count(*)::int FROM solved) AS "solved"),
     stirred AS (${stirWays(`(${CONCERNED}) AND EXISTS (SELECT FROM counts WHERE "opened" + "solved" > 0)`)} RETURNING 1)
     SELECT "opened", "solved" FROM counts`,
    [
      ...[tenantId, fence, ...columns(causes, tenantId === PLATFORM_TENANT ? { lent: true } : {}), changesAt],
      ...[unsure.map(({ kind }) => kind), unsure.map(({ subject }) => subject), alertKinds],
    ],
  );
  const [change] = rows;
  if (change && change.opened + change.solved > 0) await announceTold();
}

/** Deletes what nobody looks up any more: causes solved 90 days ago, and notes of 30 days ago about solved ones. */
export async function forgetOldAlerts(): Promise<void> {
  await pool.query(`DELETE FROM "AlertCause" WHERE "solvedAt" < now() - interval '90 days'`);
  await pool.query(
    `DELETE FROM "AlertNote" AS n WHERE "createdAt" < now() - interval '30 days' AND NOT EXISTS (
       SELECT FROM "AlertTold" AS t JOIN "AlertCause" AS c ON c."id" = t."causeId"
       WHERE t."noteId" = n."id" AND c."solvedAt" IS NULL)`,
  );
}
