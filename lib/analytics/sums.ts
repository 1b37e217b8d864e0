// SQL that sums answers up by day: for the rollup, which stores the result, and for pages, which add what is not stored.
import { firstText, isAnswer, isAnswered, isEnded } from "./definitions.ts";
import { bucketOf } from "./speeds.ts";

/** In some zones a day begins at another time than its first moment is taken for, when clocks change at midnight. */
export const SLACK = "interval '3 hours'";

/**
 * SQL: a tenant's ended answers of some days. Each run of days is looked up by itself (LATERAL, OFFSET 0): the planner would
 * read all answers first, and then see of which days they are.
 * @param tenant, zone placeholders
 * @param days a relation with "first" and "last", both inclusive, which do not overlap
 * @param since SQL of a time before which answers are left out
 */
export const endedOf = (tenant: string, zone: string, days: string, since = `'-infinity'`): string => `
  SELECT a.* FROM ${days} AS d CROSS JOIN LATERAL (
    SELECT a.*, (a."startedAt" AT TIME ZONE ${zone})::date AS "day" FROM "Answer" AS a
    WHERE a."tenantId" = ${tenant} AND ${isEnded}
      AND a."startedAt" >= greatest(d."first"::timestamp AT TIME ZONE ${zone} - ${SLACK}, ${since})
      AND a."startedAt" < (d."last" + 1)::timestamp AT TIME ZONE ${zone} + ${SLACK}
      AND (a."startedAt" AT TIME ZONE ${zone})::date BETWEEN d."first" AND d."last" OFFSET 0) AS a`;

/** SQL: rows like those of BotDay, one for each "speed" (null: not answered). @param by e.g. `"day"`; @param ended as of `endedOf` */
export const sumsByBot = (by: string, ended: string): string => `
  SELECT a.${by}, a."botId", CASE WHEN ${isAnswered} THEN ${firstText} END AS "speed",
    count(*) FILTER (WHERE a."state" = 'answered')::int AS "answered",
    count(*) FILTER (WHERE a."state" = 'refused')::int AS "refused",
    count(*) FILTER (WHERE a."state" = 'apologised')::int AS "apologised",
    count(*) FILTER (WHERE a."state" = 'cancelled')::int AS "cancelled",
    coalesce(sum(t."n") FILTER (WHERE ${isAnswered}), 0)::int AS "attempts", sum(a."costMicros")::int8 AS "costMicros",
    count(*) FILTER (WHERE a."costMicros" IS NULL)::int AS "unpriced",
    count(*) FILTER (WHERE a."liked" > 0)::int AS "liked", count(*) FILTER (WHERE a."disliked" > 0)::int AS "disliked"
  FROM ${ended} AS a CROSS JOIN LATERAL (
    SELECT count(*) AS "n" FROM "Attempt" AS t WHERE t."tenantId" = a."tenantId" AND t."answerId" = a."id") AS t
  GROUP BY 1, 2, 3`;

/** SQL: likewise, like those of ModelDay. */
export const sumsByModel = (by: string, ended: string): string => `
  SELECT a.${by}, t."model", t."class", CASE WHEN t."class" = 'ok' THEN ${bucketOf(`t."firstTokenMs"`)} END AS "speed",
    count(*)::int AS "attempts",
    coalesce(sum(t."inputTokens"), 0)::int8 AS "inputTokens", coalesce(sum(t."outputTokens"), 0)::int8 AS "outputTokens",
    sum(t."costMicros")::int8 AS "costMicros",
    count(*) FILTER (WHERE t."costMicros" IS NULL AND (t."class" = 'ok' OR t."inputTokens" IS NOT NULL))::int AS "unpriced"
  FROM ${ended} AS a JOIN "Attempt" AS t ON t."tenantId" = a."tenantId" AND t."answerId" = a."id"
  GROUP BY 1, 2, 3, 4`;

/** SQL: likewise, like those of OutcomeDay. */
export const sumsByOutcome = (by: string, ended: string): string => `
  SELECT a.${by}, coalesce(a."model", '') AS "model", a."state", count(*)::int AS "answers" FROM ${ended} AS a GROUP BY 1, 2, 3`;

/** SQL: when an answer's chat began, for `peopleBy`. */
export const WITH_CHAT = `JOIN "Conversation" AS c ON c."tenantId" = a."tenantId" AND c."id" = a."conversationId"`;

/**
 * SQL: chats with an answer, for each of `by`, and how many of them began within it.
 * @param ended with "createdAt" of the chat
 * @param began SQL of the value of `by` in which that lies
 */
export const peopleBy = (by: string, ended: string, began: string): string => `
  SELECT a.${by}, count(DISTINCT a."conversationId")::int AS "people",
    (count(DISTINCT a."conversationId") FILTER (WHERE a.${by} = ${began}))::int AS "newPeople"
  FROM ${ended} AS a WHERE ${isAnswer} GROUP BY 1`;

/** SQL: the hour of the tenant's day in which an answer a began. @param zone placeholder */
export const hourOf = (zone: string): string => `extract(hour FROM a."startedAt" AT TIME ZONE ${zone})::int`;
