// The figures of today for the start page, beside those of yesterday up to the same time.
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { firstText, isAnswer, isAnswered, isEnded } from "./definitions.ts";
import { middleOf } from "./speeds.ts";

export interface Today {
  /** When the day began in the tenant's zone. */
  since: Date;
  answered: number;
  /** Of `answered`: how many by a later attempt than the first. */
  byFallback: number;
  apologised: number;
  /** Median time from the question to the first text; null if nothing was answered. */
  firstTextMs: number | null;
  /** Estimated, in US dollars; null if none is known. */
  cost: number | null;
  /** Of yesterday up to this time. */
  costBefore: number | null;
  answeredBefore: number;
  /** Bots that were asked today, the busiest first; `answers` as in definitions.ts. */
  bots: { botId: string; answers: number; apologised: number }[];
}

// $2: now, $3: the tenant's zone.
const BOUNDS = `
  day AS (SELECT date_trunc('day', $2::timestamptz, $3) AS "at",
    (date_trunc('day', $2::timestamptz AT TIME ZONE $3) - interval '1 day') AT TIME ZONE $3 AS "before")`;

/** A row of an answer holds its whole text, so each row is read once: per bot, and per bucket of time for the median. */
const FIGURES = `
  WITH ${BOUNDS},
  ended AS (
    SELECT a."botId", a."startedAt" >= day."at" AS "today", a."state",
      CASE WHEN ${isAnswered} AND a."startedAt" >= day."at" THEN ${firstText} END AS "firstText",
      count(*) AS "answers", sum(a."costMicros"::float8) AS "cost"
    FROM day, "Answer" AS a
    WHERE a."tenantId" = $1 AND a."startedAt" >= day."before" AND ${isEnded}
      AND (a."startedAt" >= day."at" OR a."startedAt" < $2::timestamptz - interval '1 day')
    GROUP BY 1, 2, 3, 4),
  passed AS (
    SELECT "firstText", sum("answers") OVER (ORDER BY "firstText") AS "up", sum("answers") OVER () AS "all"
    FROM (SELECT "firstText", sum("answers") AS "answers" FROM ended WHERE "firstText" IS NOT NULL GROUP BY 1) AS each)
  SELECT "botId", "today", grouping("botId") = 1 AS "total",
    coalesce(sum("answers") FILTER (WHERE ${isAnswer}), 0)::int AS "answers",
    coalesce(sum("answers") FILTER (WHERE ${isAnswered}), 0)::int AS "answered",
    coalesce(sum("answers") FILTER (WHERE a."state" = 'apologised'), 0)::int AS "apologised",
    sum("cost") / 1000000 AS "cost", (SELECT ${middleOf(`min("firstText")`)} FROM passed WHERE "up" * 2 >= "all") AS "firstTextMs"
  FROM ended AS a GROUP BY GROUPING SETS (("today"), ("today", "botId"))
  ORDER BY "answers" DESC, "botId"`;

/** By an index (migration `today`) of the attempts that answered after the first. Those of an answer begin after it. */
const BY_FALLBACK = `
  WITH ${BOUNDS}
  SELECT (SELECT count(DISTINCT a."id") FROM "Attempt" AS t
    JOIN "Answer" AS a ON a."tenantId" = t."tenantId" AND a."id" = t."answerId" AND a."startedAt" >= day."at" AND ${isAnswered}
    WHERE t."tenantId" = $1 AND t."startedAt" >= day."at" AND t."class" = 'ok' AND t."position" > 0)::int AS "n",
    day."at" AS "since" FROM day`;

interface Row extends Pick<Today, "answered" | "apologised" | "firstTextMs" | "cost"> {
  botId: string | null;
  today: boolean;
  total: boolean;
  answers: number;
}

/** @param zone an IANA name, like "Asia/Tashkent" */
export async function readToday(
  context: Context,
  { zone, now = new Date() }: { zone: string; now?: Date },
): Promise<Today> {
  authorise(context, "viewAnalytics");
  const values = [context.tenantId, now, zone];
  const [{ rows }, fallback] = await Promise.all([
    tenantDb(context).query<Row>(FIGURES, values),
    tenantDb(context).query<{ n: number; since: Date }>(BY_FALLBACK, values),
  ]);
  const { n: byFallback, since } = one(fallback.rows);
  const sum = rows.find(({ total, today }) => total && today);
  const before = rows.find(({ total, today }) => total && !today);
  // Nothing cost nothing; SQL's sum over none is null.
  const costOf = (row: Row | undefined) => (row ? row.cost : 0);
  return {
    since,
    answered: sum?.answered ?? 0,
    byFallback,
    apologised: sum?.apologised ?? 0,
    firstTextMs: sum?.firstTextMs ?? null,
    cost: costOf(sum),
    costBefore: costOf(before),
    answeredBefore: before?.answered ?? 0,
    bots: rows.flatMap(({ botId, today, answers, apologised }) =>
      botId !== null && today ? [{ botId, answers, apologised }] : [],
    ),
  };
}
