// The statement of the figures by hour or day and by bot. A bot's day is a row of sums, and thousands of them are read for a page,
// so what is grouped by both, or takes a bot's histograms apart, is read of a few bots alone.
import { SLOTS, storedOf } from "./slots.ts";
import { medians } from "./speeds.ts";
import { sumsByBot } from "./sums.ts";

/** Bots that have a colour of their own in a chart. */
const BOTS_STACKED = 5;

const added = `
  sum("answered")::int AS "answered", sum("refused")::int AS "refused", sum("apologised")::int AS "apologised",
  sum("cancelled")::int AS "cancelled", sum("attempts")::float8 / nullif(sum("answered"), 0) AS "attempts",
  sum("costMicros")::float8 / 1000000 AS "cost", sum("unpriced")::int AS "unpriced",
  sum("liked")::int AS "liked", sum("disliked")::int AS "disliked"`;

/**
 * Rows of `GROUPING("at", "botId")`: 3 is the total, 1 one slot, 2 one bot, 0 one of the dearest bots in one slot. $6: how many bots,
 * the dearest first; null: all. "botCount": how many there are.
 */
export const BY_SLOT_AND_BOT = `
  WITH ${SLOTS},
  read AS MATERIALIZED (${sumsByBot(`"at"`, "ended")}),
  kept AS MATERIALIZED (${storedOf("BotDay")}),
  days AS MATERIALIZED (${storedOf("TenantDay")}),
  sums AS (
    SELECT "at", "botId", "answered", "refused", "apologised", "cancelled", "attempts", "costMicros", "unpriced", "liked", "disliked" FROM read
    UNION ALL SELECT "at", "botId", "answered", "refused", "apologised", "cancelled", "attempts", "costMicros", "unpriced", "liked", "disliked" FROM kept
    -- Slots without answers have figures too.
    UNION ALL SELECT "at", NULL, 0, 0, 0, 0, 0, NULL, 0, 0, 0 FROM slot),
  figures AS MATERIALIZED (
    SELECT grouping("at", "botId") AS "grouped", "at", "botId", ${added} FROM sums GROUP BY GROUPING SETS ((), ("at"), ("botId"))),
  ranked AS MATERIALIZED (
    SELECT "botId", row_number() OVER (ORDER BY "cost" DESC NULLS LAST, "answered" DESC, "botId") AS "rank" FROM figures
    WHERE "grouped" = 2 AND "botId" IS NOT NULL),
  shown AS (SELECT "botId" FROM ranked WHERE $6::int IS NULL OR "rank" <= $6),
  slot_speeds AS MATERIALIZED (
    SELECT "at", "speed", sum("n")::int AS "n" FROM (
      SELECT "at", "speed", "answered" AS "n" FROM read WHERE "speed" IS NOT NULL
      UNION ALL SELECT "at", s."speed", s."n" FROM days, unnest("speeds", "speedCounts") AS s("speed", "n")
      -- Of days whose histogram no worker has added up yet.
      UNION ALL SELECT "at", s."speed", s."n"
      FROM (SELECT * FROM kept WHERE "at" NOT IN (SELECT "at" FROM days WHERE "speeds" <> '{}')) AS b, unnest("speeds", "speedCounts") AS s("speed", "n")
    ) AS each GROUP BY 1, 2),
  bot_speeds AS (
    SELECT "botId", "speed", sum("n")::int AS "n" FROM (
      SELECT "botId", "speed", "answered" AS "n" FROM read WHERE "speed" IS NOT NULL AND "botId" IN (SELECT "botId" FROM shown)
      UNION ALL SELECT "botId", s."speed", s."n"
      FROM (SELECT * FROM kept WHERE "botId" IN (SELECT "botId" FROM shown)) AS b, unnest("speeds", "speedCounts") AS s("speed", "n")
    ) AS each GROUP BY 1, 2),
  median AS (${medians(
    `"group", "slot", "bot"`,
    `(SELECT 1 AS "group", "at" AS "slot", NULL::uuid AS "bot", "speed", "n" FROM slot_speeds
      UNION ALL SELECT 3, NULL, NULL, "speed", sum("n")::int FROM slot_speeds GROUP BY "speed"
      UNION ALL SELECT 2, NULL, "botId", "speed", "n" FROM bot_speeds) AS speeds`,
  )}),
  listed AS (
    SELECT * FROM figures WHERE "grouped" <> 2 OR "botId" IN (SELECT "botId" FROM shown)
    UNION ALL SELECT 0, "at", "botId", ${added} FROM sums
    WHERE "botId" IN (SELECT "botId" FROM ranked WHERE "rank" <= ${BOTS_STACKED}) GROUP BY "at", "botId")
  SELECT listed.*, median."ms" AS "firstTextMs", (SELECT count(*)::int FROM ranked) AS "botCount"
  FROM listed LEFT JOIN median ON "group" = "grouped" AND coalesce("slot", '-infinity') = coalesce("at", '-infinity')
    AND coalesce("bot", $1) = coalesce("botId", $1)
  ORDER BY "grouped", "at", "cost" DESC NULLS LAST, "answered" DESC, "botId"`;
