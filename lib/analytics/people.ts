// SQL of how many different people there were in several days. They do not add up over days, so a summed day (TenantDay) also
// holds when its people had their answer before: "seen" is a histogram of the days since then, "began", of those who had none
// in the time of the longest period, one of the days since their chat began. Each is counted on their first day of a period.
import { isAnswer } from "./definitions.ts";
import { DAYS_MAX } from "./period.ts";
import { endedOf, SLACK } from "./sums.ts";

/** Of each bucket in order. */
const histogram = (bucket: string): string => `
  coalesce(array_agg("${bucket}" ORDER BY "${bucket}") FILTER (WHERE "${bucket}" IS NOT NULL), '{}')::int2[]`;
const countsOf = (bucket: string): string => `
  coalesce(array_agg("n" ORDER BY "${bucket}") FILTER (WHERE "${bucket}" IS NOT NULL), '{}')::int[]`;

/**
 * Counts the people of summed days that have no histograms yet, the latest first. $1: the tenant, $2: the first day whose answers
 * are whole, null: all, $3: the first day that is not summed up, $4: the zone. Days are chosen until they have `most` people.
 * "left": days that are left to the next time. Each day gets the last bucket of "began", with 0 if need be, as a sign that it is counted.
 */
export const countPeople = (most: number): string => `
  WITH uncounted AS MATERIALIZED (
    SELECT "day", sum("people") OVER (ORDER BY "day" DESC) - "people" AS "later" FROM "TenantDay"
    WHERE "tenantId" = $1 AND "day" >= coalesce($2::date, '-infinity') AND "day" < $3::date AND "began" = '{}'),
  chosen AS MATERIALIZED (SELECT "day" AS "first", "day" AS "last" FROM uncounted WHERE "later" < ${most}),
  asked AS MATERIALIZED (
    SELECT DISTINCT a."day", a."conversationId" FROM (${endedOf("$1", "$4", "chosen")}) AS a WHERE ${isAnswer}),
  found AS (
    SELECT k."day", k."day" - before."day" AS "seen", CASE WHEN before."day" IS NULL
      -- Whoever came before the answers that are left may have been counted as new already.
      THEN CASE WHEN (c."createdAt" AT TIME ZONE $4)::date < $2::date THEN ${DAYS_MAX}
        ELSE least(greatest(k."day" - (c."createdAt" AT TIME ZONE $4)::date, 0), ${DAYS_MAX}) END END AS "began"
    FROM asked AS k JOIN "Conversation" AS c ON c."tenantId" = $1 AND c."id" = k."conversationId" LEFT JOIN LATERAL (
      SELECT (a."startedAt" AT TIME ZONE $4)::date AS "day" FROM "Answer" AS a
      WHERE a."tenantId" = $1 AND a."conversationId" = k."conversationId" AND ${isAnswer}
        AND a."startedAt" >= (k."day" - ${DAYS_MAX})::timestamp AT TIME ZONE $4 AND a."startedAt" < k."day"::timestamp AT TIME ZONE $4 + ${SLACK}
        AND (a."startedAt" AT TIME ZONE $4)::date < k."day"
      ORDER BY a."startedAt" DESC LIMIT 1) AS before ON true),
  people AS (
    SELECT "day", ${histogram("seen")} AS "seen", ${countsOf("seen")} AS "seenCounts",
      ${histogram("began")} AS "began", ${countsOf("began")} AS "beganCounts"
    FROM (
      SELECT "day", "seen", "began", sum("n")::int AS "n" FROM (
        SELECT "day", "seen", "began", 1 AS "n" FROM found UNION ALL SELECT "first", NULL, ${DAYS_MAX}, 0 FROM chosen) AS each
      GROUP BY 1, 2, 3) AS counted
    GROUP BY 1),
  speeds AS (
    SELECT "day", ${histogram("speed")} AS "speeds", ${countsOf("speed")} AS "speedCounts" FROM (
      SELECT b."day", s."speed", sum(s."n")::int AS "n"
      FROM chosen JOIN "BotDay" AS b ON b."tenantId" = $1 AND b."day" = chosen."first",
        unnest(b."speeds", b."speedCounts") AS s("speed", "n")
      GROUP BY 1, 2) AS each
    GROUP BY 1),
  stored AS (
    UPDATE "TenantDay" AS t SET "seen" = p."seen", "seenCounts" = p."seenCounts", "began" = p."began", "beganCounts" = p."beganCounts",
      "speeds" = coalesce(s."speeds", '{}'), "speedCounts" = coalesce(s."speedCounts", '{}')
    FROM people AS p LEFT JOIN speeds AS s USING ("day") WHERE t."tenantId" = $1 AND t."day" = p."day")
  SELECT count(*)::int AS "left" FROM uncounted WHERE "later" >= ${most}`;

/** People of the days after changed ones may have asked before on one of these. $1: the tenant, $2: changed days. */
export const FORGET_LATER_PEOPLE = `
  UPDATE "TenantDay" AS t SET "seen" = '{}', "seenCounts" = '{}', "began" = '{}', "beganCounts" = '{}'
  FROM unnest($2::date[]) AS changed
  WHERE t."tenantId" = $1 AND t."day" > changed AND t."day" <= changed + ${DAYS_MAX} AND t."began" <> '{}'`;

/** When the period begins, and when the days that are not summed up do. */
const FROM = `(SELECT "at" FROM since)`;
const LIVE_FROM = `(SELECT min("first")::timestamp AT TIME ZONE $3 FROM live)`;

/**
 * Chats with an answer in the period, as rows to be added up: after SLOTS, with "days" (stored rows of TenantDay) and
 * "live_answers" with "createdAt" of their chats (of the days that are not summed up, which come after these).
 */
const BY_FIRST_DAY = `
  SELECT s."n" AS "people", 0 AS "newPeople" FROM since, days, unnest("seen", "seenCounts") AS s("gap", "n")
  WHERE days."day" - s."gap" < since."day"
  UNION ALL
  SELECT s."n", CASE WHEN days."day" - s."gap" >= since."day" THEN s."n" ELSE 0 END
  FROM since, days, unnest("began", "beganCounts") AS s("gap", "n")
  UNION ALL
  SELECT 1, ("createdAt" >= ${FROM})::int
  FROM (SELECT DISTINCT "conversationId", "createdAt" FROM live_answers) AS k
  WHERE ${LIVE_FROM} <= ${FROM} OR NOT EXISTS (
    SELECT FROM "Answer" AS a WHERE a."tenantId" = $1 AND a."conversationId" = k."conversationId" AND ${isAnswer}
      AND a."startedAt" >= ${FROM} AND a."startedAt" < ${LIVE_FROM} OFFSET 0)`;

/**
 * The same from the answers alone, as long as a day of the period is stale or not counted. Chats that nobody wrote in since are
 * left out first ("lastAt" is true to within a minute), of the others the first answer that counts is enough.
 */
const ONE_BY_ONE = `
  SELECT 1 AS "people", (c."createdAt" >= since."at")::int AS "newPeople" FROM since, "Conversation" AS c
  WHERE c."tenantId" = $1 AND c."createdAt" < (since."last" + 1)::timestamp AT TIME ZONE $3 AND c."lastAt" >= since."at" - interval '1 hour'
    AND EXISTS (
      SELECT FROM "Answer" AS a WHERE a."tenantId" = $1 AND a."conversationId" = c."id" AND a."startedAt" >= since."at"
        AND a."startedAt" < (since."last" + 1)::timestamp AT TIME ZONE $3 AND ${isAnswer})`;

const added = (rows: string): string => `
  SELECT json_build_object('people', coalesce(sum("people"), 0)::int, 'newPeople', coalesce(sum("newPeople"), 0)::int) FROM (${rows}) AS each`;

/** SQL: the people of the whole period as an object, after the same. */
export const PEOPLE_OF_PERIOD = `
  CASE WHEN EXISTS (SELECT FROM days WHERE "began" = '{}')
    OR EXISTS (SELECT FROM since, stored, unnest("stale") AS each WHERE each BETWEEN since."day" AND since."last")
  THEN (${added(ONE_BY_ONE)}) ELSE (${added(BY_FIRST_DAY)}) END`;
