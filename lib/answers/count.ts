// How many answers a filter finds: so that whoever comes from a figure sees that it is the same one.
import type { Context } from "../context.ts";
import { one } from "../db.ts";
import { authorise } from "../people/can.ts";
import { readZone } from "../people/zone.ts";
import { tenantDb } from "../tenant-db.ts";
import { type AnswerFilter, allowedOf, conditionsOf } from "./conditions.ts";

export interface AnswerCount {
  answers: number;
  /** Calls for them; only those that the filter means, if it names a model that was tried, a key or a class. */
  calls: number;
  /** Chats that asked. */
  people: number;
  /** Estimated, of the answers, or of these calls, whose cost is known; in US dollars. */
  cost: number;
  /** Whether there are more than were counted. */
  more: boolean;
}

/** On a page: more are counted in more than a tenth of a second. */
const COUNTED = 10_000;

/** @param most of the latest answers; none beyond them is counted */
export async function countAnswers(
  context: Context,
  filter: AnswerFilter,
  most = COUNTED,
): Promise<AnswerCount> {
  authorise(context, "viewAnswers");
  const zone = filter.hour == null ? "UTC" : await readZone(context);
  const { where, values, calls } = await conditionsOf(context, allowedOf(context, filter), zone);
  const { rows } = await tenantDb(context).query<AnswerCount>(
    `WITH found AS MATERIALIZED (
       SELECT a."id", a."conversationId", a."costMicros" FROM "Answer" AS a WHERE ${where}
       ORDER BY a."startedAt" DESC, a."id" LIMIT ${most + 1}),
     counted AS (SELECT * FROM found LIMIT ${most})
     SELECT count(*)::int AS "answers", count(DISTINCT f."conversationId")::int AS "people",
       coalesce(sum(${calls ? `t."costMicros"` : `f."costMicros"`}), 0)::float8 / 1000000 AS "cost",
       (SELECT count(*) FROM found) > ${most} AS "more", coalesce(sum(t."n"), 0)::int AS "calls"
     FROM counted AS f CROSS JOIN LATERAL (
       SELECT count(*) AS "n", sum(t."costMicros") AS "costMicros" FROM "Attempt" AS t
       WHERE t."tenantId" = $1 AND t."answerId" = f."id"${calls ? ` AND ${calls}` : ""}) AS t`,
    values,
  );
  return one(rows);
}
