// Analytics of a tenant's bots: costs, answers, attempts and latency, by hour or day, by bot and by model.
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { BY_SLOT_AND_BOT } from "./by-bot.ts";
import { answersOf, isAnswer } from "./definitions.ts";
import { PEOPLE_OF_PERIOD } from "./people.ts";
import { type Days, periodOf, type Range } from "./period.ts";
import { SLOTS, storedOf, valuesOf } from "./slots.ts";
import { medians } from "./speeds.ts";
import { hourOf, peopleBy, sumsByModel, sumsByOutcome, WITH_CHAT } from "./sums.ts";

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
  /** Bots that answered, most expensive first; as many as were asked for. */
  bots: (Figures & { botId: string })[];
  /** How many bots answered. */
  botCount: number;
  /** Models that were called, most expensive first. */
  models: ModelFigures[];
}

/** By model, and the failures of each slot: both from the same calls. */
const BY_CALL = `
  WITH ${SLOTS},
  read AS MATERIALIZED (${sumsByModel(`"at"`, "ended")}),
  kept AS MATERIALIZED (${storedOf("ModelDay")}),
  sums AS MATERIALIZED (
    SELECT "at", "model", "class", "attempts", "inputTokens", "outputTokens", "costMicros", "unpriced" FROM read
    UNION ALL SELECT "at", "model", "class", "attempts", "inputTokens", "outputTokens", "costMicros", "unpriced" FROM kept),
  speeds AS (
    SELECT "model", "speed", sum("n")::int AS "n" FROM (
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
    SELECT a."at", a."conversationId", a."model", a."state", c."createdAt", ${hourOf("$3")} AS "hour"
    FROM ended AS a ${WITH_CHAT} WHERE ${isAnswer}),
  by_model AS (
    SELECT "at", "model", sum("answers")::int AS "n" FROM (
      ${sumsByOutcome(`"at"`, "live_answers")}
      UNION ALL SELECT a."at", a."model", a."state", a."answers" FROM (${storedOf("OutcomeDay")}) AS a WHERE ${isAnswer}) AS each
    GROUP BY 1, 2),
  people AS (
    ${peopleBy(`"at"`, "live_answers", `date_trunc($4::text, a."createdAt", $3)`)}),
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
    (SELECT coalesce(json_agg(json_build_object('hour', "hour", 'n', "n")), '[]') FROM hours) AS "hours",
    ${PEOPLE_OF_PERIOD} AS "whole"`;

interface GroupedRow extends Figures {
  at: Date;
  botId: string | null;
  grouped: number;
  botCount: number;
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
  whole: Pick<AnalyticsSlot, "people" | "newPeople">;
}

/** No answers cost 0; SQL's sum over none is null. */
const withCost = <T extends { cost: number | null; unpriced: number }>(row: T): T =>
  row.cost === null && row.unpriced === 0 ? { ...row, cost: 0 } : row;

/**
 * Figures for the hours or days up to now in this time zone; the current slot is incomplete.
 * @param of.zone an IANA name, like "Asia/Tashkent" @param of.bots how many bots at most; all by default
 */
export async function readAnalytics(
  context: Context,
  of: { range: Range | Days; zone: string; bots?: number | null; now?: Date },
): Promise<Analytics> {
  authorise(context, "viewAnalytics");
  const { range, zone, bots = null, now = new Date() } = of;
  const values = valuesOf(context, periodOf(range, zone, now), zone);
  const [grouped, calls, answers] = await Promise.all([
    tenantDb(context).query<GroupedRow>(BY_SLOT_AND_BOT, [...values, bots]),
    tenantDb(context).query<CallRow>(BY_CALL, values),
    tenantDb(context).query<AnswerRows>(BY_ANSWER, values),
  ]);
  const { botCount } = one(grouped.rows);
  const rows = grouped.rows.map(({ at, botId, grouped, botCount: _, ...figures }) => ({
    at,
    botId,
    grouped,
    figures: withCost(figures),
  }));
  const { models, failures, costs } = one(calls.rows);
  const { byModel, people, hours, whole } = one(answers.rows);
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
    total: { ...one(rows.filter(({ grouped }) => grouped === 3)).figures, ...whole },
    slots,
    hours: Array.from({ length: 24 }, (_, hour) => hours.find((each) => each.hour === hour)?.n ?? 0),
    bots: rows.flatMap(({ grouped, botId, figures }) =>
      grouped === 2 && botId !== null ? [{ botId, ...figures }] : [],
    ),
    botCount,
    models: models.map(withCost),
  };
}
