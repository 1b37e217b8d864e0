// Sums a tenant's answers up by day, in the tenant's zone, so that analytics read a few rows for each day, also of answers
// that are dropped. Workers do it, some time after the day has ended; a message costs nothing more.
import type pg from "pg";
import { inTransaction, one, pool } from "../db.ts";
import { nextDay } from "../local-time.ts";
import { isAnswer } from "./definitions.ts";
import { countPeople, FORGET_LATER_PEOPLE } from "./people.ts";
import { endedOf, hourOf, peopleBy, sumsByBot, sumsByModel, sumsByOutcome, WITH_CHAT } from "./sums.ts";

/** After the end of a day. Longer than the trigger Answer_in_summed_day is silent (15 minutes) plus any transaction. */
const REST = "interval '30 minutes'";
/** Answers of days that are summed up in one transaction, which other changes of these answers wait for. */
const AT_ONCE = 20_000;

const START = `
  INSERT INTO "Rollup" ("tenantId", "zone", "day", "dueAt") SELECT t."id", t."timeZone", '0001-01-01', '-infinity' FROM "Tenant" AS t
  WHERE NOT EXISTS (SELECT FROM "Rollup" AS r WHERE r."tenantId" = t."id") ON CONFLICT DO NOTHING`;

const CLAIM = `
  SELECT r."tenantId" AS "id", t."timeZone" AS "zone", r."zone" <> t."timeZone" AS "moved",
    -- The sums of days whose answers are not whole stay as they are.
    greatest(r."day", r."keptFrom")::text AS "day", r."keptFrom"::text AS "keptFrom",
    ARRAY(SELECT d FROM unnest(r."stale") AS d WHERE d >= coalesce(r."keptFrom", '-infinity') ORDER BY 1)::text[] AS "stale"
  FROM "Rollup" AS r JOIN "Tenant" AS t ON t."id" = r."tenantId"
  WHERE r."dueAt" <= coalesce($1::timestamptz, now()) OR r."zone" <> t."timeZone" ORDER BY r."dueAt" LIMIT 1 FOR NO KEY UPDATE OF r SKIP LOCKED`;

interface Claimed {
  id: string;
  zone: string;
  /** The days that are summed up are another zone's. */
  moved: boolean;
  day: string;
  keptFrom: string | null;
  stale: string[];
}

/** `ends`: the first day that has not ended. `first` and `last`: of the next days to sum up; null: there are no answers. */
const NEXT = `
  WITH due AS (SELECT ((coalesce($1::timestamptz, now()) - ${REST}) AT TIME ZONE $3)::date AS "ends"),
  next AS (
    SELECT "startedAt" FROM "Answer", due
    WHERE "tenantId" = $2 AND "startedAt" >= $4::timestamp AT TIME ZONE $3 AND "startedAt" < due."ends"::timestamp AT TIME ZONE $3
    ORDER BY "startedAt" LIMIT ${AT_ONCE}),
  found AS (
    SELECT (min("startedAt") AT TIME ZONE $3)::date AS "first", (max("startedAt") AT TIME ZONE $3)::date AS "last", count(*) AS "n"
    FROM next)
  SELECT due."ends"::text, "first"::text,
    -- The last day may have more answers than were counted: it is left to the next time, unless it is the only one.
    greatest("first", CASE WHEN "n" < ${AT_ONCE} THEN due."ends" - 1 ELSE "last" - 1 END)::text AS "last"
  FROM due, found`;

const DAYS = `
  (SELECT each AS "first", each AS "last" FROM unnest($2::date[]) AS each UNION ALL SELECT $3::date, $4::date WHERE $3 IS NOT NULL)`;
const ENDED = `(${endedOf("$1", "$5", DAYS)})`;
/** Of each bucket in order. */
const histogram = (column: string) => `
  coalesce(array_agg("${column}" ORDER BY "speed") FILTER (WHERE "speed" IS NOT NULL), '{}')`;

const sums = ["BotDay", "ModelDay", "OutcomeDay", "TenantDay"] as const;
const forget = (table: (typeof sums)[number]) => `
  DELETE FROM "${table}" AS s USING ${DAYS} AS d WHERE s."tenantId" = $1 AND s."day" BETWEEN d."first" AND d."last"`;

const STORE_BOTS = `
  INSERT INTO "BotDay" ("tenantId", "day", "botId", "answered", "refused", "apologised", "cancelled", "attempts", "costMicros",
    "unpriced", "liked", "disliked", "speeds", "speedCounts")
  SELECT $1, "day", "botId", sum("answered"), sum("refused"), sum("apologised"), sum("cancelled"), sum("attempts"),
    sum("costMicros"), sum("unpriced"), sum("liked"), sum("disliked"), ${histogram("speed")}, ${histogram("answered")}
  FROM (${sumsByBot(`"day"`, ENDED)}) AS s GROUP BY "day", "botId"`;

const STORE_MODELS = `
  INSERT INTO "ModelDay" ("tenantId", "day", "model", "class", "attempts", "inputTokens", "outputTokens", "costMicros",
    "unpriced", "speeds", "speedCounts")
  SELECT $1, "day", "model", "class", sum("attempts"), sum("inputTokens"), sum("outputTokens"), sum("costMicros"),
    sum("unpriced"), ${histogram("speed")}, ${histogram("attempts")}
  FROM (${sumsByModel(`"day"`, ENDED)}) AS s GROUP BY "day", "model", "class"`;

const STORE_OUTCOMES = `
  INSERT INTO "OutcomeDay" ("tenantId", "day", "model", "state", "answers")
  SELECT $1, "day", "model", "state", "answers" FROM (${sumsByOutcome(`"day"`, ENDED)}) AS s`;

const STORE_TENANT = `
  WITH ended AS MATERIALIZED (
    SELECT a."day", a."conversationId", a."state", c."createdAt", ${hourOf("$5")} AS "hour" FROM ${ENDED} AS a ${WITH_CHAT}),
  people AS (${peopleBy(`"day"`, "ended", `(a."createdAt" AT TIME ZONE $5)::date`)}),
  hours AS (
    SELECT "day", array_agg("n" ORDER BY "hour") AS "hours" FROM (
      SELECT each."day", h AS "hour", count(a."day")::int AS "n"
      FROM (SELECT DISTINCT "day" FROM ended) AS each CROSS JOIN generate_series(0, 23) AS h
      LEFT JOIN ended AS a ON a."day" = each."day" AND a."hour" = h AND ${isAnswer}
      GROUP BY 1, 2) AS counted
    GROUP BY 1)
  INSERT INTO "TenantDay" ("tenantId", "day", "people", "newPeople", "hours", "speeds", "speedCounts", "seen", "seenCounts", "began",
    "beganCounts")
  SELECT $1, "day", coalesce("people", 0), coalesce("newPeople", 0), "hours", '{}', '{}', '{}', '{}', '{}', '{}'
  FROM hours LEFT JOIN people USING ("day")`;

const COUNT_PEOPLE = countPeople(AT_ONCE);

const DONE = `
  UPDATE "Rollup" SET "zone" = $2, "day" = $3, "stale" = '{}',
    "dueAt" = CASE WHEN $3::date < $4::date OR $6 THEN coalesce($5::timestamptz, now()) ELSE ($4::date + 1)::timestamp AT TIME ZONE $2 + ${REST} END
  WHERE "tenantId" = $1`;

/**
 * Days of another zone are summed up anew, as far as there are answers; of earlier ones the sums are all that is left. The day
 * after `keptFrom`, since in another zone that day may begin earlier.
 */
const FIRST_DAY = `
  SELECT greatest(coalesce((min("startedAt") AT TIME ZONE $2)::date, $3), (
    SELECT "keptFrom" + 1 FROM "Rollup" WHERE "tenantId" = $1))::text AS "day"
  FROM "Answer" WHERE "tenantId" = $1`;

interface Next {
  ends: string;
  first: string | null;
  last: string;
}

async function sumUp(client: pg.PoolClient, now: Date | null): Promise<boolean> {
  // Each statement sees what was committed before it, thus all that changed before the claim.
  const rowsOf = async <R extends pg.QueryResultRow>(text: string, values: unknown[]) =>
    (await client.query<R>(text, values)).rows;
  const forgetDays = async (...days: unknown[]) => {
    for (const table of sums) await client.query(forget(table), days);
  };
  const [claimed] = await rowsOf<Claimed>(CLAIM, [now]);
  if (!claimed) return false;
  const { id, zone, moved, keptFrom } = claimed;
  let { day, stale } = claimed;
  if (moved) {
    stale = [];
    ({ day } = one(await rowsOf<{ day: string }>(FIRST_DAY, [id, zone, day])));
    await forgetDays(id, [], day, "infinity");
  }
  const { ends, first, last } = one(await rowsOf<Next>(NEXT, [now, id, zone, day]));
  if (first !== null || stale.length > 0) {
    const days = [id, stale, first, first && last];
    await forgetDays(...days);
    await client.query(STORE_BOTS, [...days, zone]);
    await client.query(STORE_MODELS, [...days, zone]);
    await client.query(STORE_OUTCOMES, [...days, zone]);
    await client.query(STORE_TENANT, [...days, zone]);
    await client.query(FORGET_LATER_PEOPLE, [id, stale]);
  }
  const next = first === null ? ends : nextDay(last);
  const { left } = one(await rowsOf<{ left: number }>(COUNT_PEOPLE, [id, keptFrom, next, zone]));
  await client.query(DONE, [id, zone, next, ends, now, left > 0]);
  return true;
}

/** Prepares tenants that have no sums yet. */
export const startRollups = () => pool.query(START);

/**
 * Sums up days of one tenant where that is due; in one transaction, so that a crash leaves nothing half done, and several
 * workers may do it at once.
 * @param now null: by the database's clock
 * @returns false: nothing is due, or others are at it
 */
export const sumUpDays = (now: Date | null = null): Promise<boolean> =>
  inTransaction((client) => sumUp(client, now));
