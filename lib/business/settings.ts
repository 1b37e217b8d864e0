// What a bot does in the chats of accounts that are connected to it: the column Bot.business. What cannot be read counts as
// not set.
import { z } from "zod";
import { businessModes, businessTimes, DATES_MOST, HERE_MAX, HERE_MIN } from "./choices.ts";

const DAY = 24 * 60;
/** Minutes of a day; the end is not part of it, and lies on the same day. */
const OpenHours = z
  .object({ from: z.int().min(0).max(DAY), to: z.int().min(0).max(DAY) })
  .refine(({ from, to }) => from < to);
/** From Monday on; null: closed. */
const Week = z.array(OpenHours.nullable()).length(7);

const usual = { from: 9 * 60, to: 18 * 60 };
const usualWeek = [usual, usual, usual, usual, usual, usual, null];

const isDate = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00Z`));
/** Single days with hours of their own, as a holiday has; each once. */
const Dates = z
  .array(z.object({ day: z.string().refine(isDate, "is no day"), hours: OpenHours.nullable() }))
  .max(DATES_MOST)
  .refine((dates) => new Set(dates.map(({ day }) => day)).size === dates.length, "has a day twice");

export const NEVER_MAX = 500;
const Never = z.object({ chatId: z.int(), name: z.string().max(200) });

const Mode = z.enum(businessModes);
const Times = z.enum(businessTimes);
const HereMinutes = z.int().min(HERE_MIN).max(HERE_MAX);

/** What a member may choose. */
export const BusinessChoice = z.strictObject({
  mode: Mode,
  times: Times,
  week: Week,
  // Files of the version before have none.
  dates: Dates.default([]),
  newOnly: z.boolean(),
  hereMinutes: HereMinutes,
});
export type BusinessChoice = z.infer<typeof BusinessChoice>;

const BusinessSettings = z.object({
  /** Answers at once, or drafts that the account's owner approves. */
  mode: Mode.catch("draft"),
  /** Whether it answers always, or only inside or outside of the hours. */
  times: Times.catch("always"),
  week: Week.catch(usualWeek),
  /** "2027-03-21", by the clock of the tenant's zone. */
  dates: Dates.catch([]),
  /** Only where the account's owner has never written. */
  newOnly: z.boolean().catch(false),
  /** Minutes of silence in a chat after its owner has written there. */
  hereMinutes: HereMinutes.catch(30),
  /** Chats that it leaves alone: nothing of them is kept. */
  never: z.array(Never).max(NEVER_MAX).catch([]),
});
export type BusinessSettings = z.infer<typeof BusinessSettings>;

export const businessSettingsFrom = (stored: unknown): BusinessSettings =>
  BusinessSettings.parse(typeof stored === "object" && stored !== null ? stored : {});
