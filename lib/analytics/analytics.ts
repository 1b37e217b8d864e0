// Analytics of a tenant's bots: costs, answers, attempts and latency, by hour or day, by bot and by model.
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { medians } from "./speeds.ts";
import { endedOf, sumsByBot, sumsByModel } from "./sums.ts";

export const ranges = {
  /** From midnight on, as on the overview. */
  today: { unit: "hour", slots: null },
  "24h": { unit: "hour", slots: 24 },
  "7d": { unit: "day", slots: 7 },
  "30d": { unit: "day", slots: 30 },
} as const;
export type Range = keyof typeof ranges;

export interface Figures {
  answered: number;
  refused: number;
  apologised: number;
  cancelled: number;
  /** Mean attempts of an answer that a model gave; null if nothing was answered. */
  attempts: number | null;
  /** Median time from the question to the first text of its answer, to within 1 %; null if nothing was answered. */
  firstTextMs: number | null;
  /** Estimated sum of the known costs in US dollars; null if none is known. */
  cost: number | null;
  /** Answers of unknown cost; they are not in `cost`. */
  unpriced: number;
}

export interface ModelFigures {
  model: string;
  /** `answered`: attempts that succeeded. */
  attempts: number;
  answered: number;
  /** Median from the start of its attempt to its first text, likewise. */
  firstTextMs: number | null;
  inputTokens: number;
  outputTokens: number;
  cost: number | null;
  /** Attempts of unknown cost. */
  unpriced: number;
}

export interface Analytics {
  total: Figures;
  /** Every hour or day of the range, oldest first, including empty ones. */
  slots: (Figures & { at: Date })[];
  /** Bots that answered, most expensive first. */
  bots: (Figures & { botId: string })[];
  /** Models that were called, most expensive first. */
  models: ModelFigures[];
}

// $1: the tenant, $2: now, $3: its time zone, $4: hour or day, $5: number of slots; null: those since midnight. Days begin at
// its midnight and have 23 or 25 hours when clocks change. Days that are summed up are read from the sums (rollup.ts), the
// others, and hours, from the answers; in one statement, so that no answer is counted twice or not at all while days are
// summed up.
const SLOTS = `
  slot AS MATERIALIZED (
    SELECT CASE $4::text
      WHEN 'hour' THEN date_trunc('hour', $2::timestamptz, $3) - n * interval '1 hour'
      ELSE (date_trunc('day', $2::timestamptz AT TIME ZONE $3) - n * interval '1 day') AT TIME ZONE $3 END AS "at"
    FROM generate_series(0, coalesce($5::int - 1, floor(extract(epoch FROM
      date_trunc('hour', $2::timestamptz, $3) - date_trunc('day', $2::timestamptz, $3)) / 3600)::int)) AS n),
  since AS MATERIALIZED (SELECT min("at") AS "at", (min("at") AT TIME ZONE $3)::date AS "day" FROM slot),
  stored AS MATERIALIZED (
    SELECT r."day" AS "until", r."stale" FROM "Rollup" AS r WHERE r."tenantId" = $1 AND r."zone" = $3 AND $4 = 'day'),
  live AS MATERIALIZED (
    SELECT greatest(since."day", stored."until") AS "first", 'infinity'::date AS "last" FROM since LEFT JOIN stored ON true
    UNION ALL SELECT each, each FROM since, stored, unnest(stored."stale") AS each WHERE each >= since."day"),
  ended AS (
    SELECT *, date_trunc($4::text, "startedAt", $3) AS "at"
    FROM (${endedOf("$1", "$3", "live", `(SELECT "at" FROM since)`)}) AS a)`;

/** SQL: the stored sums of the range. */
const storedOf = (table: "BotDay" | "ModelDay") => `
  SELECT s.*, s."day"::timestamp AT TIME ZONE $3 AS "at" FROM since, stored, "${table}" AS s
  WHERE s."tenantId" = $1 AND s."day" >= since."day" AND s."day" < stored."until" AND NOT s."day" = ANY(stored."stale")`;

const BY_SLOT_AND_BOT = `
  WITH ${SLOTS},
  read AS MATERIALIZED (${sumsByBot(`"at"`, "ended")}),
  kept AS MATERIALIZED (${storedOf("BotDay")}),
  sums AS (
    SELECT "at", "botId", "answered", "refused", "apologised", "cancelled", "attempts", "costMicros", "unpriced" FROM read
    UNION ALL SELECT "at", "botId", "answered", "refused", "apologised", "cancelled", "attempts", "costMicros", "unpriced" FROM kept
    -- Slots without answers have figures too.
    UNION ALL SELECT "at", NULL, 0, 0, 0, 0, 0, NULL, 0 FROM slot),
  figures AS (
    SELECT grouping("at", "botId") AS "grouped", "at", "botId", sum("answered")::int AS "answered", sum("refused")::int AS "refused",
      sum("apologised")::int AS "apologised", sum("cancelled")::int AS "cancelled",
      sum("attempts")::float8 / nullif(sum("answered"), 0) AS "attempts",
      sum("costMicros")::float8 / 1000000 AS "cost", sum("unpriced")::int AS "unpriced"
    FROM sums GROUP BY GROUPING SETS ((), ("at"), ("botId"))),
  speeds AS (
    SELECT grouping("at", "botId") AS "group", "at" AS "slot", "botId" AS "bot", "speed", sum("n")::int AS "n" FROM (
      SELECT "at", "botId", "speed", "answered" AS "n" FROM read WHERE "speed" IS NOT NULL
      UNION ALL SELECT "at", "botId", s."speed", s."n" FROM kept, unnest("speeds", "speedCounts") AS s("speed", "n")) AS each
    GROUP BY GROUPING SETS (("speed"), ("at", "speed"), ("botId", "speed"))),
  median AS (${medians(`"group", "slot", "bot"`, "speeds")})
  SELECT figures.*, median."ms" AS "firstTextMs"
  FROM figures LEFT JOIN median ON "group" = "grouped" AND coalesce("slot", '-infinity') = coalesce("at", '-infinity')
    AND coalesce("bot", $1) = coalesce("botId", $1)
  ORDER BY "grouped", "at", "cost" DESC NULLS LAST, "botId"`;

const BY_MODEL = `
  WITH ${SLOTS},
  read AS MATERIALIZED (${sumsByModel(`"at"`, "ended")}),
  kept AS MATERIALIZED (${storedOf("ModelDay")}),
  sums AS (
    SELECT "model", "class", "attempts", "inputTokens", "outputTokens", "costMicros", "unpriced" FROM read
    UNION ALL SELECT "model", "class", "attempts", "inputTokens", "outputTokens", "costMicros", "unpriced" FROM kept),
  speeds AS (
    SELECT "model", "speed", sum("n") AS "n" FROM (
      SELECT "model", "speed", "attempts" AS "n" FROM read WHERE "speed" IS NOT NULL
      UNION ALL SELECT "model", s."speed", s."n" FROM kept, unnest("speeds", "speedCounts") AS s("speed", "n")) AS each
    GROUP BY "model", "speed"),
  median AS (${medians(`"model"`, "speeds")})
  SELECT "model", sum("attempts")::int AS "attempts",
    coalesce(sum("attempts") FILTER (WHERE "class" = 'ok'), 0)::int AS "answered", min(median."ms") AS "firstTextMs",
    sum("inputTokens")::float8 AS "inputTokens", sum("outputTokens")::float8 AS "outputTokens",
    sum("costMicros")::float8 / 1000000 AS "cost", sum("unpriced")::int AS "unpriced"
  FROM sums LEFT JOIN median USING ("model")
  GROUP BY "model"
  ORDER BY "cost" DESC NULLS LAST, "attempts" DESC, "model"`;

interface GroupedRow extends Figures {
  at: Date;
  botId: string | null;
  /** Bits of GROUPING(): 3 is the total, 1 one slot, 2 one bot. */
  grouped: number;
}

/** No answers cost 0; SQL's sum over none is null. */
const withCost = <T extends { cost: number | null; unpriced: number }>(row: T): T =>
  row.cost === null && row.unpriced === 0 ? { ...row, cost: 0 } : row;

/**
 * Figures for the hours or days up to now in this time zone; the current slot is incomplete.
 * @param zone an IANA name, like "Asia/Tashkent"
 */
export async function readAnalytics(
  context: Context,
  { range, zone, now = new Date() }: { range: Range; zone: string; now?: Date },
): Promise<Analytics> {
  authorise(context, "viewAnalytics");
  const { unit, slots } = ranges[range];
  const values = [context.tenantId, now, zone, unit, slots];
  const [grouped, models] = await Promise.all([
    tenantDb(context).query<GroupedRow>(BY_SLOT_AND_BOT, values),
    tenantDb(context).query<ModelFigures>(BY_MODEL, values),
  ]);
  const rows = grouped.rows.map(({ at, botId, grouped, ...figures }) => ({
    at,
    botId,
    grouped,
    figures: withCost(figures),
  }));
  return {
    total: one(rows.filter(({ grouped }) => grouped === 3)).figures,
    slots: rows.flatMap(({ grouped, at, figures }) => (grouped === 1 ? [{ at, ...figures }] : [])),
    // Empty slots have no bot.
    bots: rows.flatMap(({ grouped, botId, figures }) =>
      grouped === 2 && botId !== null ? [{ botId, ...figures }] : [],
    ),
    models: models.rows.map(withCost),
  };
}
