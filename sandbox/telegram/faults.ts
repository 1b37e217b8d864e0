// What can be made to go wrong with the Bot API.
import { type FloodLimits, floodLimits } from "./flood.ts";
import { TelegramError } from "./types.ts";

/** Which calls a fault is about; what is left out matches all. Method names in any case. */
interface Target {
  method?: string;
  bot?: string;
  chat?: number;
  /** How many calls it takes before it is used up; 1 where left out. */
  times?: number;
}

interface ForcedError extends Target {
  error_code: number;
  description: string;
  parameters?: Record<string, unknown>;
}

/** `before` loses the call; `after` carries it out and loses only the answer. */
interface Drop extends Target {
  when: "before" | "after";
}

export interface TelegramFaults {
  /** These answer 404, as with an older Bot API server. */
  unknownMethods: string[];
  errors: ForcedError[];
  drops: Drop[];
  /** Before every answer. */
  latencyMs: number;
  flood: FloodLimits;
  /** Usernames whose polls lose to another program, or true for all. */
  stolenPolls: true | string[];
  /** First wait after a failed webhook delivery; it doubles up to a minute. */
  webhookRetryMs: number;
}

export const telegramFaults = (): TelegramFaults => ({
  unknownMethods: [],
  errors: [],
  drops: [],
  latencyMs: 0,
  flood: floodLimits(),
  stolenPolls: [],
  webhookRetryMs: 1000,
});

export interface Called {
  method: string;
  bot: string;
  chat: number | null;
}

/** Takes the first fault that matches the call, and counts it down. */
function takeFrom<T extends Target>(faults: T[], { method, bot, chat }: Called): T | null {
  const index = faults.findIndex(
    (fault) =>
      (fault.method === undefined || fault.method.toLowerCase() === method.toLowerCase()) &&
      (fault.bot === undefined || fault.bot.replace(/^@/, "").toLowerCase() === bot.toLowerCase()) &&
      (fault.chat === undefined || fault.chat === chat),
  );
  const fault = faults[index];
  if (!fault) return null;
  const left = (fault.times ?? 1) - 1;
  if (left <= 0) faults.splice(index, 1);
  else fault.times = left;
  return fault;
}

/** @throws TelegramError where this call is meant to fail. */
export function failIfForced(faults: TelegramFaults, called: Called): void {
  if (faults.unknownMethods.some((name) => name.toLowerCase() === called.method.toLowerCase()))
    throw new TelegramError(404, "Not Found: method not found");
  const forced = takeFrom(faults.errors, called);
  if (forced) throw new TelegramError(forced.error_code, forced.description, forced.parameters);
}

export const takeDrop = (faults: TelegramFaults, called: Called) =>
  takeFrom(faults.drops, called)?.when ?? null;

export const isStolen = ({ stolenPolls }: TelegramFaults, bot: string) =>
  stolenPolls === true ||
  stolenPolls.some((name) => name.replace(/^@/, "").toLowerCase() === bot.toLowerCase());
