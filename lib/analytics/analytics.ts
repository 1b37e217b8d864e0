// How a tenant's bots did over a time: costs, answers, attempts and speed, by hour or day, by bot and by model.
import type { Context } from "../context.ts";
import { one, pool } from "../db.ts";
import { authorise } from "../people/can.ts";

export const ranges = {
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
  /** Attempts for one answer, on average; null where there was none. */
  attempts: number | null;
  /** Median from receiving the question to the first text of its answer; null where nothing was answered. */
  firstTextMs: number | null;
  /** Estimated, in US dollars, of what is known; null where of nothing is. */
  cost: number | null;
  /** Answers whose cost is not known: they are not in `cost`. */
  unpriced: number;
}

export interface ModelFigures {
  model: string;
  /** How often it was asked, and how often it answered. */
  attempts: number;
  answered: number;
  /** Median to its own first text. */
  firstTextMs: number | null;
  inputTokens: number;
  outputTokens: number;
  cost: number | null;
  /** Attempts whose cost is not known. */
  unpriced: number;
}

export interface Analytics {
  total: Figures;
  /** Every hour or day of the range, the oldest first, also where nothing happened. */
  slots: (Figures & { at: Date })[];
  /** Bots that answered, the dearest first. */
  bots: (Figures & { botId: string })[];
  /** Models that were asked, the dearest first. */
  models: ModelFigures[];
}

// $2: now, $3: the reader's zone, $4: hour or day, $5: how many. Days begin at the reader's midnight, and are 23 or
// 25 hours long where clocks change.
const SLOTS = `
  slot AS (
    SELECT CASE $4::text
      WHEN 'hour' THEN date_trunc('hour', $2::timestamptz, $3) - n * interval '1 hour'
      ELSE (date_trunc('day', $2::timestamptz AT TIME ZONE $3) - n * interval '1 day') AT TIME ZONE $3 END AS "at"
    FROM generate_series(0, $5::int - 1) AS n)`;
const ENDED = `a."tenantId" = $1 AND a."startedAt" >= (SELECT min("at") FROM slot) AND a."state" <> 'running'`;

const BY_SLOT_AND_BOT = `
  WITH ${SLOTS},
  ended AS (
    SELECT a."botId", a."state", a."costMicros", date_trunc($4::text, a."startedAt", $3) AS "at",
      extract(epoch FROM a."firstTextAt" - a."receivedAt")::float8 * 1000 AS "firstTextMs", count(t."position") AS "attempts"
    FROM "Answer" AS a LEFT JOIN "Attempt" AS t ON t."tenantId" = a."tenantId" AND t."answerId" = a."id"
    WHERE ${ENDED} GROUP BY a."id")
  SELECT slot."at", a."botId", grouping(slot."at", a."botId") AS "grouped",
    count(*) FILTER (WHERE a."state" = 'answered')::int AS "answered",
    count(*) FILTER (WHERE a."state" = 'refused')::int AS "refused",
    count(*) FILTER (WHERE a."state" = 'apologised')::int AS "apologised",
    count(*) FILTER (WHERE a."state" = 'cancelled')::int AS "cancelled",
    avg(a."attempts")::float8 AS "attempts",
    percentile_cont(0.5) WITHIN GROUP (ORDER BY a."firstTextMs") FILTER (WHERE a."state" = 'answered') AS "firstTextMs",
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
  /** Bits of what it is summed over: 3 all, 1 one slot, 2 one bot. */
  grouped: number;
}

/** Nothing known of nothing is a cost of nothing. */
const withCost = <T extends { cost: number | null; unpriced: number }>(row: T): T =>
  row.cost === null && row.unpriced === 0 ? { ...row, cost: 0 } : row;

/**
 * The hours or days up to now in the reader's time zone; the present one is not over yet.
 * @param zone a name that the runtime knows, like "Asia/Tashkent"
 */
export async function readAnalytics(
  context: Context,
  { range, zone, now = new Date() }: { range: Range; zone: string; now?: Date },
): Promise<Analytics> {
  authorise(context, "view");
  const { unit, slots } = ranges[range];
  const values = [context.tenantId, now, zone, unit, slots];
  const [grouped, models] = await Promise.all([
    pool.query<GroupedRow>(BY_SLOT_AND_BOT, values),
    pool.query<ModelFigures>(BY_MODEL, values),
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
    // Slots without answers are of no bot.
    bots: rows.flatMap(({ grouped, botId, figures }) =>
      grouped === 2 && botId !== null ? [{ botId, ...figures }] : [],
    ),
    models: models.rows.map(withCost),
  };
}
