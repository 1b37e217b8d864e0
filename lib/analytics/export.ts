// Figures as the lines of a CSV file: a line for each hour or day and bot. Read a week at a time, while the file is sent.
import type { Context } from "../context.ts";
import { csvLine } from "../csv.ts";
import { localIn } from "../local-time.ts";
import { authorise } from "../people/can.ts";
import { type BotSlot, readBotSlots } from "./bot-slots.ts";
import { type Days, firstOf, periodOf, type Range } from "./period.ts";

const AT_ONCE = 7;
const DAY_MS = 86_400_000;

export const analyticsColumns = [
  "from",
  "bot",
  "username",
  "answered",
  "refused",
  "apologised",
  "cancelled",
  "calls",
  "cost",
  "unpriced",
  "liked",
  "disliked",
] as const;
type Column = (typeof analyticsColumns)[number];

const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** A range in pieces that are read one after another. */
function piecesOf(range: Range | Days, zone: string, now: Date): (Range | Days)[] {
  const { unit, slots, end } = periodOf(range, zone, now);
  if (unit === "hour" || slots === null) return [range];
  const last = localIn(zone, end).slice(0, 10);
  const pieces: Days[] = [];
  for (let from = dayAfter(last, 1 - slots); from <= last; from = dayAfter(from, AT_ONCE)) {
    const to = dayAfter(from, AT_ONCE - 1);
    pieces.push({ from, to: firstOf(to, last) });
  }
  return pieces;
}

/** @param heads names of the columns in the reader's language */
export async function* exportAnalytics(
  context: Context,
  of: {
    range: Range | Days;
    zone: string;
    bots: readonly { id: string; name: string; username: string }[];
    heads: Record<Column, string>;
    now?: Date;
  },
): AsyncGenerator<string> {
  authorise(context, "viewAnalytics");
  const { range, zone, heads, bots, now = new Date() } = of;
  yield csvLine(analyticsColumns.map((name) => heads[name]));
  const { unit } = periodOf(range, zone, now);
  const names = new Map(bots.map((bot) => [bot.id, bot]));
  for (const piece of piecesOf(range, zone, now)) {
    // A piece of one day is still a day, not its hours.
    const slots = await readBotSlots(context, { range: piece, zone, botIds: null, now, unit });
    if (slots.length > 0) yield slots.map((slot) => lineOf(slot)).join("");
  }

  function lineOf({ at, botId, attempts: calls, ...figures }: BotSlot): string {
    const local = localIn(zone, at);
    const bot = names.get(botId);
    const row = {
      ...figures,
      ...{ calls, bot: bot?.name ?? botId, username: bot?.username ?? "" },
      from: unit === "day" ? local.slice(0, 10) : local.replace("T", " "),
    };
    return csvLine(analyticsColumns.map((name) => row[name]));
  }
}
