// Figures of a period.
import { z } from "zod";
import { readAnalytics } from "../analytics/analytics.ts";
import { daysOf, type Range, ranges } from "../analytics/period.ts";
import { AppError } from "../errors.ts";
import { endpoint, Id, Moment } from "./endpoint.ts";

const figures = {
  answered: z.int(),
  refused: z.int(),
  apologised: z.int(),
  cancelled: z.int(),
  attempts: z.number().nullable().describe("Mean calls of an answer"),
  firstTextMs: z.number().nullable().describe("Median"),
  cost: z.number().nullable().describe("US dollars, estimated"),
  unpriced: z.int().describe("Answers of unknown cost"),
  liked: z.int(),
  disliked: z.int(),
};
const people = { people: z.int(), newPeople: z.int() };
const counts = z.record(z.string(), z.number());

const Analytics = z.object({
  timeZone: z.string(),
  total: z.object({ ...figures, ...people }),
  slots: z
    .array(
      z.object({
        at: Moment,
        ...figures,
        ...people,
        failures: counts.describe("Calls that failed, by class"),
        byModel: counts.describe("Answers by model"),
        costByModel: counts,
      }),
    )
    .describe("Every hour or day, oldest first"),
  hours: z.array(z.int()).describe("Answers by hour of the day"),
  bots: z.array(z.object({ botId: Id, ...figures })),
  models: z.array(
    z.object({
      model: z.string(),
      attempts: z.int(),
      answered: z.int(),
      firstTextMs: z.number().nullable(),
      inputTokens: z.number(),
      outputTokens: z.number(),
      cost: z.number().nullable(),
      unpriced: z.int(),
    }),
  ),
});

const day = z.iso.date();

export const analyticsEndpoints = [
  endpoint({
    method: "GET",
    path: "/analytics",
    scope: "analytics:read",
    tag: "Analytics",
    summary: "Answers, people, speed and cost of a period",
    description:
      "By hours or days in the workspace's time zone: a range, or days `from` and `to`, 92 at most.",
    query: z.strictObject({
      range: z
        .enum(Object.keys(ranges) as [Range, ...Range[]])
        .optional()
        .describe("7d by default"),
      from: day.optional(),
      to: day.optional(),
    }),
    answer: Analytics,
    async handle({ caller, context, query: { range = "7d", from, to } }) {
      const { timeZone: zone } = caller.tenant;
      const now = new Date();
      const first = from ?? to;
      const days = first === undefined ? null : daysOf({ from: first, to: to ?? first }, zone, now);
      if (first !== undefined && !days) throw new AppError("invalid", {}, "from");
      const { botCount: _, ...figures } = await readAnalytics(context, { range: days ?? range, zone, now });
      return { timeZone: zone, ...figures };
    },
  }),
];
