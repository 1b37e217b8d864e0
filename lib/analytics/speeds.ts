// SQL of durations as a histogram: buckets that each are 2 % wider than the one before, so that medians of days, bots and
// models can be told from their sums, to within 1 %.

const RATIO = 1.02;

/** SQL: the bucket of a duration; null for null. @param ms SQL of milliseconds; shorter than one counts as one */
export const bucketOf = (ms: string): string =>
  `round(ln(CASE WHEN ${ms} < 1 THEN 1 ELSE ${ms} END::float8) / ln(${RATIO}::float8))::int2`;

/** SQL: milliseconds in the middle of a bucket. */
export const middleOf = (bucket: string): string => `round(exp(${bucket} * ln(${RATIO}::float8)))`;

/** SQL: a median for each of `by`. @param from a relation with the columns `by`, "speed" (bucket) and "n" */
export const medians = (by: string, from: string): string => `
  SELECT ${by}, ${middleOf(`min("speed") FILTER (WHERE "up" * 2 >= "all")`)}::float8 AS "ms" FROM (
    SELECT ${by}, "speed", sum("n") OVER (PARTITION BY ${by} ORDER BY "speed") AS "up", sum("n") OVER (PARTITION BY ${by}) AS "all"
    FROM ${from}) AS passed
  GROUP BY ${by}`;
