// Answers and cost of some bots by hour or day: for a chart that is stacked by bot, and for the export.
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { type Days, type Period, periodOf, type Range } from "./period.ts";
import { SLOTS, storedOf, valuesOf } from "./slots.ts";
import { sumsByBot } from "./sums.ts";

export interface BotSlot {
  at: Date;
  botId: string;
  answered: number;
  refused: number;
  apologised: number;
  cancelled: number;
  /** Calls of what was answered. */
  attempts: number;
  /** Estimated sum of the known costs in US dollars. */
  cost: number;
  unpriced: number;
  liked: number;
  disliked: number;
}

const columns = [
  "answered",
  "refused",
  "apologised",
  "cancelled",
  "attempts",
  "unpriced",
  "liked",
  "disliked",
];
const named = columns.map((name) => `"${name}"`).join(", ");

const BY_BOT = `
  WITH ${SLOTS},
  read AS MATERIALIZED (${sumsByBot(`"at"`, "ended")}),
  kept AS (${storedOf("BotDay")}),
  sums AS (
    SELECT "at", "botId", "costMicros", ${named} FROM read UNION ALL SELECT "at", "botId", "costMicros", ${named} FROM kept)
  SELECT "at", "botId", coalesce(sum("costMicros"), 0)::float8 / 1000000 AS "cost",
    ${columns.map((name) => `sum("${name}")::int AS "${name}"`).join(", ")}
  FROM sums WHERE $6::uuid[] IS NULL OR "botId" = ANY($6) GROUP BY 1, 2 ORDER BY 1, 2`;

/** @param botIds null: all. Hours and days without an answer of the bot are left out. */
export async function readBotSlots(
  context: Context,
  of: {
    range: Range | Days;
    zone: string;
    botIds: readonly string[] | null;
    /** Days, also of a single one. */
    unit?: Period["unit"];
    now?: Date;
  },
): Promise<BotSlot[]> {
  authorise(context, "viewAnalytics");
  const { range, zone, botIds, unit, now = new Date() } = of;
  const period = periodOf(range, zone, now);
  const asked = unit === "day" && period.unit === "hour" ? { ...period, unit, slots: 1 } : period;
  const values = [...valuesOf(context, asked, zone), botIds];
  const { rows } = await tenantDb(context).query<BotSlot>(BY_BOT, values);
  return rows;
}
