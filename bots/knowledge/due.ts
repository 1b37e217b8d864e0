// Pages and sites that are to be read again by now, and uploads that nobody goes on with.
import { pool } from "#lib/db.ts";
import { log } from "#lib/log.ts";
import { startChore } from "../chore.ts";
import { isTransient } from "../queue/database.ts";

const LOOK_MS = 30_000;
const AT_ONCE = 50;

/** A source that is being read is not begun twice; the time is set anew when it is read. */
const BEGIN = `
  WITH due AS (
    SELECT s."id", s."tenantId" FROM "Source" AS s WHERE s."readAgainAt" <= now()
    ORDER BY s."readAgainAt" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED),
  later AS (
    UPDATE "Source" AS s SET "readAgainAt" = now() + make_interval(hours => s."everyHours") FROM due WHERE s."id" = due."id"
    RETURNING s."id", s."tenantId"),
  failed AS (DELETE FROM "SourceVersion" AS v USING later WHERE v."sourceId" = later."id" AND v."state" = 'failed')
  INSERT INTO "SourceVersion" ("id", "tenantId", "sourceId") SELECT gen_random_uuid(), "tenantId", "id" FROM later
  WHERE NOT EXISTS (SELECT FROM "SourceVersion" AS v WHERE v."sourceId" = later."id" AND v."state" IN ('waiting', 'reading'))`;

const FORGET = `
  WITH gone AS (
    DELETE FROM "SourceVersion" WHERE "state" = 'uploading' AND "createdAt" < now() - interval '6 hours' RETURNING "id", "sourceId")
  DELETE FROM "Source" AS s USING gone WHERE s."id" = gone."sourceId" AND s."kind" = 'file' AND s."servedId" IS NULL
    AND NOT EXISTS (SELECT FROM "SourceVersion" AS v WHERE v."sourceId" = s."id" AND v."id" <> gone."id")`;

/** Once. */
export async function beginDue(): Promise<void> {
  await pool.query(BEGIN);
  await pool.query(FORGET);
}

/** Each source is begun by one worker. */
export const startDue = () =>
  startChore({
    everyMs: LOOK_MS,
    look: beginDue,
    onError(error) {
      if (!isTransient(error)) log.warn({ reason: error.message }, "sources could not be begun anew");
    },
  });
