// Puts dead updates back into their lanes.

/**
 * SQL: the dead updates that meet `which` (over "Update" AS u and "Lane" AS l) wait again, and their lanes are due. An
 * answer that was begun goes on in its message. Returns one row per update.
 */
export const revive = (which: string, resets = "") => `
  WITH back AS (
    UPDATE "Update" AS u SET "state" = 'waiting', "doneAt" = NULL, "cause" = NULL, "error" = NULL, "tries" = 0, "failures" = 0,
      "lone" = 0${resets}
    FROM "Lane" AS l WHERE l."id" = u."laneId" AND u."state" = 'dead' AND ${which}
    RETURNING u."id", u."laneId"),
  answers AS (
    UPDATE "Answer" AS a SET "state" = 'running', "finishedAt" = NULL FROM back WHERE a."updateId" = back."id"),
  lanes AS (
    UPDATE "Lane" AS l SET "arrivals" = l."arrivals" + 1,
      "readyAt" = coalesce(l."readyAt", date_trunc('milliseconds', now()))
    FROM (SELECT DISTINCT "laneId" FROM back) AS each WHERE l."id" = each."laneId")
  SELECT "id" FROM back`;
