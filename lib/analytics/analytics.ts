// Analytics of a tenant's bots: costs, answers, attempts and latency, by hour or day, by bot and by model.
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { answersOf, isAnswer } from "./definitions.ts";
import { type Days, periodOf, type Range } from "./period.ts";
import { SLOTS, storedOf, valuesOf } from "./slots.ts";
import { medians } from "./speeds.ts";
import { hourOf, peopleBy, sumsByBot, sumsByModel, sumsByOutcome } from "./sums.ts";

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
  /** Answers that somebody put a 👍 on, and a 👎. */
  liked: number;
  disliked: number;
}

/** One hour or day. */
interface AnalyticsSlot extends Figures {
  at: Date;
  /** Calls that failed, by class. */
  failures: Partial<Record<AttemptClass, number>>;
  /** Answers by the model that gave them; under "" those that no model gave. */
  byModel: Record<string, number>;
  /** Estimated cost of the calls of each model, in US dollars; those of known cost. */
  costByModel: Record<string, number>;
  /** Answers and cost of the dearest bots of the period. */
  byBot: Record<string, { answers: number; cost: number }>;
  /** Chats that got an answer, and how many of them began within the slot. */
  people: number;
  newPeople: number;
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
  total: Figures & { people: number; newPeople: number };
  /** Every hour or day of the range, oldest first, including empty ones. */
  slots: AnalyticsSlot[];
  /** Answers by hour of the tenant's day: 24 numbers. */
  hours: number[];
  /** Bots that answered, most expensive first. */
  bots: (Figures & { botId: string })[];
  /** Models that were called, most expensive first. */
  models: ModelFigures[];
}

/** Bots that have a colour of their own in a chart. */
const BOTS_STACKED = 5;

const BY_SLOT_AND_BOT = `
  WITH ${SLOTS},
  read AS MATERIALIZED (${sumsByBot(`"at"`, "ended")}),
  kept AS MATERIALIZED (${storedOf("BotDay")}),
  sums AS (
    SELECT "at", "botId", "answered", "refused", "apologised", "cancelled", "attempts", "costMicros", "unpriced", "liked", "disliked" FROM read
    UNION ALL SELECT "at", "botId", "answered", "refused", "apologised", "cancelled", "attempts", "costMicros", "unpriced", "liked", "disliked" FROM kept
    -- Slots without answers have figures too.
    UNION ALL SELECT "at", NULL, 0, 0, 0, 0, 0, NULL, 0, 0, 0 FROM slot),
  figures AS (
    SELECT grouping("at", "botId") AS "grouped", "at", "botId", sum("answered")::int AS "answered", sum("refused")::int AS "refused",
      sum("apologised")::int AS "apologised", sum("cancelled")::int AS "cancelled",
      sum("attempts")::float8 / nullif(sum("answered"), 0) AS "attempts",
      sum("costMicros")::float8 / 1000000 AS "cost", sum("unpriced")::int AS "unpriced",
      sum("liked")::int AS "liked", sum("disliked")::int AS "disliked"
    FROM sums GROUP BY GROUPING SETS ((), ("at"), ("botId"), ("at", "botId"))),
  dearest AS (
    SELECT "botId" FROM figures WHERE "grouped" = 2 AND "botId" IS NOT NULL ORDER BY "cost" DESC NULLS LAST, "answered" DESC, "botId"
    LIMIT ${BOTS_STACKED}),
  speeds AS (
    SELECT grouping("at", "botId") AS "group", "at" AS "slot", "botId" AS "bot", "speed", sum("n")::int AS "n" FROM (
      SELECT "at", "botId", "speed", "answered" AS "n" FROM read WHERE "speed" IS NOT NULL
      UNION ALL SELECT "at", "botId", s."speed", s."n" FROM kept, unnest("speeds", "speedCounts") AS s("speed", "n")) AS each
    GROUP BY GROUPING SETS (("speed"), ("at", "speed"), ("botId", "speed"))),
  median AS (${medians(`"group", "slot", "bot"`, "speeds")})
  SELECT figures.*, median."ms" AS "firstTextMs"
  FROM figures LEFT JOIN median ON "group" = "grouped" AND coalesce("slot", '-infinity') = coalesce("at", '-infinity')
    AND coalesce("bot", $1) = coalesce("botId", $1)
  WHERE "grouped" <> 0 OR "botId" IN (SELECT "botId" FROM dearest)
  ORDER BY "grouped", "at", "cost" DESC NULLS LAST, "botId"`;

/** By model, and the failures of each slot: both from the same calls. */
const BY_CALL = `
  WITH ${SLOTS},
  read AS MATERIALIZED (${sumsByModel(`"at"`, "ended")}),
  kept AS MATERIALIZED (${storedOf("ModelDay")}),
  sums AS MATERIALIZED (
    SELECT "at", "model", "class", "attempts", "inputTokens", "outputTokens", "costMicros", "unpriced" FROM read
    UNION ALL SELECT "at", "model", "class", "attempts", "inputTokens", "outputTokens", "costMicros", "unpriced" FROM kept),
  speeds AS (
    SELECT "model", "speed", sum("n") AS "n" FROM (
      SELECT "model", "speed", "attempts" AS "n" FROM read WHERE "speed" IS NOT NULL
      UNION ALL SELECT "model", s."speed", s."n" FROM kept, unnest("speeds", "speedCounts") AS s("speed", "n")) AS each
    GROUP BY "model", "speed"),
  median AS (${medians(`"model"`, "speeds")}),
  models AS (
    SELECT "model", sum("attempts")::int AS "attempts",
      coalesce(sum("attempts") FILTER (WHERE "class" = 'ok'), 0)::int AS "answered", min(median."ms") AS "firstTextMs",
      sum("inputTokens")::float8 AS "inputTokens", sum("outputTokens")::float8 AS "outputTokens",
      sum("costMicros")::float8 / 1000000 AS "cost", sum("unpriced")::int AS "unpriced"
    FROM sums LEFT JOIN median USING ("model") GROUP BY "model"),
  failures AS (
    SELECT (extract(epoch FROM "at") * 1000)::float8 AS "at", "class", sum("attempts")::int AS "n" FROM sums
    WHERE "class" NOT IN ('ok', 'cancelled') GROUP BY 1, 2),
  costs AS (
    SELECT (extract(epoch FROM "at") * 1000)::float8 AS "at", "model", sum("costMicros")::float8 / 1000000 AS "n" FROM sums
    WHERE "costMicros" > 0 GROUP BY 1, 2)
  SELECT
    (SELECT coalesce(json_agg(c), '[]') FROM costs AS c) AS "costs",
    (SELECT coalesce(json_agg(m ORDER BY "cost" DESC NULLS LAST, "attempts" DESC, "model"), '[]') FROM models AS m) AS "models",
    (SELECT coalesce(json_agg(f), '[]') FROM failures AS f) AS "failures"`;

/** What days do not share: who answered, people, and hours. */
const BY_ANSWER = `
  WITH ${SLOTS},
  live_answers AS MATERIALIZED (
    SELECT a."tenantId", a."at", a."conversationId", a."model", a."state", ${hourOf("$3")} AS "hour" FROM ended AS a WHERE ${isAnswer}),
  by_model AS (
    SELECT "at", "model", sum("answers")::int AS "n" FROM (
      ${sumsByOutcome(`"at"`, "live_answers")}
      UNION ALL SELECT a."at", a."model", a."state", a."answers" FROM (${storedOf("OutcomeDay")}) AS a WHERE ${isAnswer}) AS each
    GROUP BY 1, 2),
  people AS (
    ${peopleBy(`"at"`, "live_answers", `date_trunc($4::text, c."createdAt", $3)`)}),
  days AS MATERIALIZED (${storedOf("TenantDay")}),
  every_people AS (
    SELECT "at", "people", "newPeople" FROM people UNION ALL SELECT "at", "people", "newPeople" FROM days),
  hours AS (
    SELECT "hour", sum("n")::int AS "n" FROM (
      SELECT "hour", count(*) AS "n" FROM live_answers GROUP BY 1
      UNION ALL SELECT h."number" - 1, h."n" FROM days, unnest("hours") WITH ORDINALITY AS h("n", "number")) AS each
    GROUP BY 1)
  SELECT
    (SELECT coalesce(json_agg(json_build_object('at', (extract(epoch FROM "at") * 1000)::float8, 'model', "model", 'n', "n")), '[]')
     FROM by_model) AS "byModel",
    (SELECT coalesce(json_agg(json_build_object('at', (extract(epoch FROM "at") * 1000)::float8, 'people', "people",
       'newPeople', "newPeople")), '[]') FROM every_people) AS "people",
    (SELECT coalesce(json_agg(json_build_object('hour', "hour", 'n', "n")), '[]') FROM hours) AS "hours"`;

/**
 * Chats with an answer in the whole period: no sum of days tells. Chats that nobody wrote in since are left out first
 * ("lastAt" is true to within a minute), of the others the first answer that counts is enough.
 */
const PEOPLE = `
  WITH ${SLOTS},
  ends AS MATERIALIZED (
    SELECT since."at" AS "from", CASE $4::text WHEN 'hour' THEN date_trunc('hour', $2::timestamptz, $3) + interval '1 hour'
      ELSE (since."last" + 1)::timestamp AT TIME ZONE $3 END AS "to" FROM since)
  SELECT count(*)::int AS "people", (count(*) FILTER (WHERE c."createdAt" >= ends."from"))::int AS "newPeople"
  FROM ends, "Conversation" AS c
  WHERE c."tenantId" = $1 AND c."createdAt" < ends."to" AND c."lastAt" >= ends."from" - interval '1 hour' AND EXISTS (
    SELECT FROM "Answer" AS a WHERE a."tenantId" = $1 AND a."conversationId" = c."id" AND a."startedAt" >= ends."from"
      AND a."startedAt" < ends."to" AND ${isAnswer})`;

interface GroupedRow extends Figures {
  at: Date;
  botId: string | null;
  /** Bits of GROUPING(): 3 is the total, 1 one slot, 2 one bot, 0 one of the dearest bots in one slot. */
  grouped: number;
}

interface CallRow {
  costs: { at: number; model: string; n: number }[];
  models: ModelFigures[];
  failures: { at: number; class: AttemptClass; n: number }[];
}

interface AnswerRows {
  byModel: { at: number; model: string; n: number }[];
  people: { at: number; people: number; newPeople: number }[];
  hours: { hour: number; n: number }[];
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
  { range, zone, now = new Date() }: { range: Range | Days; zone: string; now?: Date },
): Promise<Analytics> {
  authorise(context, "viewAnalytics");
  const values = valuesOf(context, periodOf(range, zone, now), zone);
  const [grouped, calls, answers, whole] = await Promise.all([
    tenantDb(context).query<GroupedRow>(BY_SLOT_AND_BOT, values),
    tenantDb(context).query<CallRow>(BY_CALL, values),
    tenantDb(context).query<AnswerRows>(BY_ANSWER, values),
    tenantDb(context).query<Pick<AnalyticsSlot, "people" | "newPeople">>(PEOPLE, values),
  ]);
  const rows = grouped.rows.map(({ at, botId, grouped, ...figures }) => ({
    at,
    botId,
    grouped,
    figures: withCost(figures),
  }));
  const [{ models, failures, costs }, { byModel, people, hours }] = [one(calls.rows), one(answers.rows)];
  const failuresAt = Map.groupBy(failures, ({ at }) => at);
  const botsAt = Map.groupBy(
    rows.flatMap(({ grouped, at, botId, figures }) =>
      grouped === 0 && botId !== null ? [{ at: at.getTime(), botId, figures }] : [],
    ),
    ({ at }) => at,
  );
  const costsAt = Map.groupBy(costs, ({ at }) => at);
  const modelsAt = Map.groupBy(byModel, ({ at }) => at);
  const peopleAt = new Map(people.map((each) => [each.at, each]));
  const slots = rows.flatMap(({ grouped, at, figures }): AnalyticsSlot[] => {
    if (grouped !== 1) return [];
    const time = at.getTime();
    const { people = 0, newPeople = 0 } = peopleAt.get(time) ?? {};
    return [
      {
        at,
        ...figures,
        failures: Object.fromEntries((failuresAt.get(time) ?? []).map((each) => [each.class, each.n])),
        byModel: Object.fromEntries((modelsAt.get(time) ?? []).map((each) => [each.model, each.n])),
        costByModel: Object.fromEntries((costsAt.get(time) ?? []).map((each) => [each.model, each.n])),
        byBot: Object.fromEntries(
          (botsAt.get(time) ?? []).map(({ botId, figures }) => [
            botId,
            { answers: answersOf(figures), cost: figures.cost ?? 0 },
          ]),
        ),
        people,
        newPeople,
      },
    ];
  });
  return {
    total: { ...one(rows.filter(({ grouped }) => grouped === 3)).figures, ...one(whole.rows) },
    slots,
    hours: Array.from({ length: 24 }, (_, hour) => hours.find((each) => each.hour === hour)?.n ?? 0),
    // Empty slots have no bot.
    bots: rows.flatMap(({ grouped, botId, figures }) =>
      grouped === 2 && botId !== null ? [{ botId, ...figures }] : [],
    ),
    models: models.map(withCost),
  };
}
