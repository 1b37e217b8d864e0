// Analytics of a tenant's bots: costs, answers, attempts and latency, by hour or day, by bot and by model.
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { firstTextCs, isAnswered, isEnded } from "./definitions.ts";

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
  /** Median time from the question to the first text of its answer; null if nothing was answered. */
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
  /** Median from the start of its attempt to its first text. */
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

// $2: now, $3: the tenant's time zone, $4: hour or day, $5: number of slots; null: those since midnight. Days begin at
// its midnight and have 23 or 25 hours when clocks change.
const SLOTS = `
  slot AS (
    SELECT CASE $4::text
      WHEN 'hour' THEN date_trunc('hour', $2::timestamptz, $3) - n * interval '1 hour'
      ELSE (date_trunc('day', $2::timestamptz AT TIME ZONE $3) - n * interval '1 day') AT TIME ZONE $3 END AS "at"
    FROM generate_series(0, coalesce($5::int - 1, floor(extract(epoch FROM
      date_trunc('hour', $2::timestamptz, $3) - date_trunc('day', $2::timestamptz, $3)) / 3600)::int)) AS n)`;
const ENDED = `a."tenantId" = $1 AND a."startedAt" >= (SELECT min("at") FROM slot) AND ${isEnded}`;

const BY_SLOT_AND_BOT = `
  WITH ${SLOTS},
  ended AS (
    SELECT a."botId", a."state", a."costMicros", date_trunc($4::text, a."startedAt", $3) AS "at",
      ${firstTextCs} AS "firstText", count(t."position") AS "attempts"
    FROM "Answer" AS a LEFT JOIN "Attempt" AS t ON t."tenantId" = a."tenantId" AND t."answerId" = a."id"
    WHERE ${ENDED} GROUP BY a."id")
  SELECT slot."at", a."botId", grouping(slot."at", a."botId") AS "grouped",
    count(*) FILTER (WHERE a."state" = 'answered')::int AS "answered",
    count(*) FILTER (WHERE a."state" = 'refused')::int AS "refused",
    count(*) FILTER (WHERE a."state" = 'apologised')::int AS "apologised",
    count(*) FILTER (WHERE a."state" = 'cancelled')::int AS "cancelled",
    avg(a."attempts") FILTER (WHERE ${isAnswered})::float8 AS "attempts",
    percentile_disc(0.5) WITHIN GROUP (ORDER BY a."firstText") FILTER (WHERE ${isAnswered}) * 10 AS "firstTextMs",
    sum(a."costMicros")::float8 / 1000000 AS "cost",
    count(*) FILTER (WHERE a."state" IS NOT NULL AND a."costMicros" IS NULL)::int AS "unpriced"
  FROM slot LEFT JOIN ended AS a USING ("at")
  GROUP BY GROUPING SETS ((), (slot."at"), (a."botId"))
  ORDER BY "grouped", slot."at", "cost" DESC NULLS LAST, a."botId"`;

const BY_MODEL = `
  WITH ${SLOTS}
  SELECT t."model", count(*)::int AS "attempts", count(*) FILTER (WHERE t."class" = 'ok')::int AS "answered",
    percentile_cont(0.5) WITHIN GROUP (ORDER BY t."firstTokenMs") FILTER (WHERE t."class" = 'ok') AS "firstTextMs",
    coalesce(sum(t."inputTokens"), 0)::float8 AS "inputTokens",
    coalesce(sum(t."outputTokens"), 0)::float8 AS "outputTokens",
    sum(t."costMicros")::float8 / 1000000 AS "cost",
    count(*) FILTER (WHERE t."costMicros" IS NULL AND (t."class" = 'ok' OR t."inputTokens" IS NOT NULL))::int
      AS "unpriced"
  FROM "Answer" AS a JOIN "Attempt" AS t ON t."tenantId" = a."tenantId" AND t."answerId" = a."id"
  WHERE ${ENDED}
  GROUP BY t."model"
  ORDER BY "cost" DESC NULLS LAST, "attempts" DESC, t."model"`;

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
