// What workers announce about parks and quotas: the channels and the schemas of their payloads. Parsed on receipt,
// since workers of older and newer versions use the same channels.
import { z } from "zod";
import {
  type Count,
  countWindows,
  errorClasses,
  type Limit,
  limitWindows,
  metrics,
  type Park,
  scopes,
} from "../fallback/index.ts";

export const PARKS_CHANNEL = "parks";
export const QUOTAS_CHANNEL = "quotas";

const park: z.ZodType<Park> = z.object({
  scope: z.enum(scopes),
  id: z.string(),
  class: z.enum(errorClasses).catch("unknown"),
  reason: z.string(),
  until: z.number().nullable(),
  strikes: z.number(),
  since: z.number(),
  at: z.number(),
  owner: z.string().nullable(),
});

/** `from`: the worker that announces; "" for an admin's change. */
export const ParkAnnouncement = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("park"), park, from: z.string() }),
  /** Does not clear evidence newer than `at`. */
  z.object({
    kind: z.literal("clear"),
    scope: z.enum(scopes),
    id: z.string(),
    at: z.number(),
    from: z.string(),
  }),
]);
export type ParkAnnouncement = z.infer<typeof ParkAnnouncement>;

const pair = { owner: z.string(), project: z.string(), model: z.string() };

const limit: z.ZodType<Limit> = z.object({
  ...pair,
  window: z.enum(limitWindows),
  metric: z.enum(metrics),
  limit: z.number().nullable(),
  at: z.number(),
});

const count: z.ZodType<Count> = z.object({
  ...pair,
  worker: z.string(),
  window: z.enum(countWindows),
  startsAt: z.number(),
  requests: z.number(),
  refused: z.number(),
  tokens: z.number(),
});

/** `from` as above. */
export const QuotaAnnouncement = z.object({
  from: z.string(),
  limits: z.array(limit).default([]),
  counts: z.array(count).default([]),
});
export type QuotaAnnouncement = z.input<typeof QuotaAnnouncement>;
