// What opens and solves alerts outside of lib/alerts, and what processes announce about them. A leaf, so that whoever
// changes what alerts depend on can say so.
import { z } from "zod";
import type { AlertKind } from "#generated/enums.ts";
import { db, pool, type Tx } from "./db.ts";
import { notify, notifyWithin } from "./notify.ts";

export const ALERTS_CHANNEL = "alerts";

/** `look`: something happened to the tenant that its causes depend on; `told`: a cause opened or is solved. */
export const AlertAnnouncement = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("look"), tenant: z.string() }),
  z.object({ kind: z.literal("told") }),
]);

/** Part of the caller's transaction. Not needed by changes that announce a new version of the configuration. */
export const announceLook = (tx: Tx, tenantId: string): Promise<void> =>
  notifyWithin(tx, ALERTS_CHANNEL, [{ kind: "look", tenant: tenantId }]);

export const announceTold = (): Promise<void> => notify(ALERTS_CHANNEL, [{ kind: "told" }]);

/** Causes that open together are told together: a message waits this long for more. */
export const GATHER_MS = 1_000;

/** SQL: on these ways there is something to tell. @param which condition over AlertWay AS w */
export const stirWays = (which: string): string => `
  UPDATE "AlertWay" AS w SET "news" = w."news" + 1,
    "dueAt" = least(coalesce(w."dueAt", 'infinity'), now() + interval '${GATHER_MS} milliseconds')
  WHERE w."enabled" AND ${which}`;

/** SQL, with the person in $1: who is told of a cause without a tenant. */
const OWN_WAYS = `w."userId" IN (SELECT "id" FROM "User" WHERE CASE WHEN $1::uuid IS NULL THEN "platformAdmin" ELSE "id" = $1 END)`;

/** Opens a cause of one person, or of the platform (null), unless it is open. @param facts as in lib/alerts/kinds.ts */
export async function openCause(
  userId: string | null,
  { kind, subject, facts }: { kind: AlertKind; subject: string; facts: { name: string; percent?: number } },
): Promise<void> {
  const { rowCount } = await pool.query(
    `WITH opened AS (
       INSERT INTO "AlertCause" ("userId", "kind", "subject", "facts") VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING 1),
     stirred AS (${stirWays(`EXISTS (SELECT FROM opened) AND ${OWN_WAYS}`)})
     SELECT FROM opened`,
    [userId, kind, subject, facts],
  );
  if (rowCount) await announceTold();
}

async function solveWhere(condition: string, values: unknown[], tx: Tx = db): Promise<void> {
  const solved = await tx.$queryRawUnsafe<unknown[]>(
    `WITH solved AS (
       UPDATE "AlertCause" SET "solvedAt" = now() WHERE "id" IN (
         SELECT "id" FROM "AlertCause" WHERE "tenantId" IS NULL AND "userId" IS NOT DISTINCT FROM $1::uuid
           AND "solvedAt" IS NULL AND ${condition} FOR UPDATE)
       RETURNING 1),
     stirred AS (${stirWays(`EXISTS (SELECT FROM solved) AND ${OWN_WAYS}`)})
     SELECT 1 AS "solved" FROM solved`,
    ...values,
  );
  if (solved.length > 0) await notifyWithin(tx, ALERTS_CHANNEL, [{ kind: "told" }]);
}

/** Solves a cause of one person, or of the platform (null), if it is open. */
export const solveCause = (userId: string | null, kind: AlertKind, subject: string): Promise<void> =>
  solveWhere(`"kind" = $2::"AlertKind" AND "subject" = $3`, [userId, kind, subject]);

/** Of every subject, for what one mending mends. */
export const solveEvery = (kind: AlertKind): Promise<void> =>
  solveWhere(`"kind" = $2::"AlertKind"`, [null, kind]);

/** A worker started: it takes the place of the one that has been gone for the longest. */
export const solveOldestGone = (): Promise<void> =>
  solveWhere(
    `"id" = (SELECT min("id") FROM "AlertCause" WHERE "tenantId" IS NULL AND "kind" = 'worker_gone' AND "solvedAt" IS NULL)`,
    [null],
  );

/** Sessions of this person ended: nothing is left to do about those sign-ins. */
export const solveEndedSessions = (userId: string, tx: Tx = db): Promise<void> =>
  solveWhere(
    `"kind" = 'new_sign_in' AND NOT EXISTS (SELECT FROM "Session" AS s WHERE s."id"::text = "subject")`,
    [userId],
    tx,
  );
