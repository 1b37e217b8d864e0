// SQL of the hours or days of a period, and of where their figures are: in the sums of days, or in the answers.
import type { Context } from "../context.ts";
import type { Period } from "./period.ts";
import { endedOf } from "./sums.ts";

/** Placeholders of the statements that begin with SLOTS. */
export const valuesOf = (context: Context, { unit, slots, end }: Period, zone: string): unknown[] => [
  context.tenantId,
  end,
  zone,
  unit,
  slots,
];

// $1: the tenant, $2: a moment in the last slot, $3: the tenant's zone, $4: hour or day, $5: number of slots; null: those
// since midnight. Days begin at its midnight and have 23 or 25 hours when clocks change. Days that are summed up are read
// from the sums (rollup.ts), the others, and hours, from the answers; in one statement, so that no answer is counted twice
// or not at all while days are summed up.
export const SLOTS = `
  slot AS MATERIALIZED (
    SELECT CASE $4::text
      WHEN 'hour' THEN date_trunc('hour', $2::timestamptz, $3) - n * interval '1 hour'
      ELSE (date_trunc('day', $2::timestamptz AT TIME ZONE $3) - n * interval '1 day') AT TIME ZONE $3 END AS "at"
    FROM generate_series(0, coalesce($5::int - 1, floor(extract(epoch FROM
      date_trunc('hour', $2::timestamptz, $3) - date_trunc('day', $2::timestamptz, $3)) / 3600)::int)) AS n),
  since AS MATERIALIZED (
    SELECT min("at") AS "at", (min("at") AT TIME ZONE $3)::date AS "day", ($2::timestamptz AT TIME ZONE $3)::date AS "last" FROM slot),
  stored AS MATERIALIZED (
    SELECT r."day" AS "until", r."stale" FROM "Rollup" AS r WHERE r."tenantId" = $1 AND r."zone" = $3 AND $4 = 'day'),
  live AS MATERIALIZED (
    SELECT greatest(since."day", stored."until") AS "first", since."last" FROM since LEFT JOIN stored ON true
    UNION ALL SELECT each, each FROM since, stored, unnest(stored."stale") AS each WHERE each BETWEEN since."day" AND since."last"),
  ended AS (
    SELECT *, date_trunc($4::text, "startedAt", $3) AS "at"
    FROM (${endedOf("$1", "$3", "live", `(SELECT "at" FROM since)`)}) AS a)`;

/** SQL: the stored sums of the period. */
export const storedOf = (table: "BotDay" | "ModelDay" | "OutcomeDay" | "TenantDay"): string => `
  SELECT s.*, s."day"::timestamp AT TIME ZONE $3 AS "at" FROM since, stored, "${table}" AS s
  WHERE s."tenantId" = $1 AND s."day" BETWEEN since."day" AND since."last" AND s."day" < stored."until"
    AND NOT s."day" = ANY(stored."stale")`;
